"""Lists of ours are kept up to date; lists of a person's stay as they are."""

from __future__ import annotations

import pytest

from translate.corpus.listing import is_ours

OURS = "# Articles\n"


@pytest.fixture
def out(tmp_path):
    return tmp_path / "out"


@pytest.fixture
def run(corpus, out, translate):
    def run(*more: object):
        return translate("run", corpus, "--out", out, "--engine", "echo", *more)

    return run


@pytest.mark.parametrize("name", ["index", "digest"])
def test_a_list_that_is_not_ours_is_kept(name, run, out):
    """A vault or a web folder has an index of its own."""
    out.mkdir()
    (out / f"{name}.md").write_text("# My own\n")
    result = run()
    assert (out / f"{name}.md").read_text() == "# My own\n"
    assert "a.md" in (out / f"{name}.new.md").read_text()
    assert f"{name}.md is not ours or was edited, and is kept" in result.err


def test_an_edited_index_is_kept(run, out, corpus):
    run()
    mine = (out / "index.md").read_text().replace(OURS, "# Articles of our desk\n")
    (out / "index.md").write_text(mine)
    (corpus / "new.txt").write_text("Die Stadt Kassel baut eine neue Brücke über den Fluss.\n")
    run()
    assert (out / "index.md").read_text() == mine
    assert "new.md" in (out / "index.new.md").read_text()


def test_ours_is_written_over_again_and_again(run, out, corpus):
    run()
    (corpus / "new.txt").write_text("Die Stadt Kassel baut eine neue Brücke über den Fluss.\n")
    run()
    assert "new.md" in (out / "index.md").read_text()
    assert not (out / "index.new.md").exists()


def test_line_ends_that_an_editor_changes_are_no_edit(run, out, corpus):
    """As in articles."""
    run()
    (out / "index.md").write_bytes((out / "index.md").read_bytes().replace(b"\n", b"\r\n"))
    (corpus / "new.txt").write_text("Die Stadt Kassel baut eine neue Brücke über den Fluss.\n")
    run()
    assert "new.md" in (out / "index.md").read_text()


def test_a_list_of_an_earlier_build_is_ours():
    """It has no seal; what says that it is ours is how it begins."""
    assert is_ours(b"# Articles\n\n| Date | Title | Source | Words | Warnings |\n|:--|\n")
    assert is_ours(b"# New articles\n\n5 articles\n")
    assert not is_ours(b"# Articles\n\n- mine\n")


def test_an_edit_alone_brings_nothing_in(run, out):
    """The digest of the morning stays as it was."""
    run()
    morning = (out / "digest.md").read_text()
    article = out / "a.md"
    lines = article.read_text().split("\n")
    row = next(n for n, line in enumerate(lines) if line.startswith("| Die Stadt"))
    lines[row] = lines[row].rsplit("|", 2)[0] + "| A person's words. |"
    article.write_text("\n".join(lines))
    run()
    assert "A person's words." in article.read_text()
    assert (out / "digest.md").read_text() == morning
