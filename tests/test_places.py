"""Where articles are found and written, and what stands in the way there."""

from __future__ import annotations

import pytest

from translate.corpus import planning
from translate.corpus.finding import find
from translate.corpus.planning import plan
from translate.settings import Settings
from translate.store import ArticleState
from translate.watch.places import has_articles
from translate.writing import write_atomically

NEWS = "Der Zug nach Bern hat heute Verspätung. Die Fahrgäste warten am Bahnhof.\n"


@pytest.fixture
def run(corpus, tmp_path, translate):
    def call(*options):
        return translate("run", corpus, "--out", tmp_path / "out", "--engine", "echo", *options)

    return call


@pytest.fixture
def out(tmp_path):
    return tmp_path / "out"


def test_a_new_version_beside_an_edit_takes_no_other_article_s_name(run, corpus, out):
    """Neither that of one written before nor that of one yet to be written in the same run."""
    run()
    with (out / "a.md").open("a") as file:
        file.write("\nMeine Notiz.\n")
    (corpus / "a.txt").write_text(NEWS + "Sie frieren dort.\n", encoding="utf-8")
    (corpus / "a.new.txt").write_text(NEWS + "Sie kochen hier.\n", encoding="utf-8")
    assert run().last_line == "2 translated, 1 unchanged, 0 skipped, 0 failed"
    assert "SIE KOCHEN" in (out / "a.new.md").read_text(encoding="utf-8")
    assert "SIE FRIEREN" in (out / "a.new2.md").read_text(encoding="utf-8")


def test_a_folder_with_the_name_of_an_output_is_one_failure(run, out, translate):
    (out / "a.md").mkdir(parents=True)
    result = run()
    assert (result.code, result.last_line) == (1, "1 translated, 0 unchanged, 0 skipped, 1 failed")
    assert f"a.txt: its output {out / 'a.md'} is the name of a folder" in result.err
    assert "of 2 rows worth checking" in translate("check", out).err
    (out / "a.md").rmdir()
    assert run().last_line == "1 translated, 1 unchanged, 0 skipped, 0 failed"


def test_a_file_with_the_name_of_a_folder_is_one_failure(run, corpus, out):
    out.mkdir()
    (out / "tief").write_text("a file")
    (corpus / "tief" / "er").mkdir(parents=True)
    (corpus / "tief" / "er" / "c.txt").write_text(NEWS, encoding="utf-8")
    result = run()
    assert (result.code, result.last_line) == (1, "2 translated, 0 unchanged, 0 skipped, 1 failed")
    assert f"would lie below {out / 'tief'}, which is a file" in result.err


def test_a_renamed_source_whose_new_output_is_a_folder_is_one_failure(run, corpus, out):
    run()
    (corpus / "a.txt").rename(corpus / "z.txt")
    (out / "z.md").mkdir()
    result = run()
    assert (result.code, "z.md is the name of a folder" in result.err) == (1, True)


def test_folders_lie_in_each_other_deeper_than_python_recurses(tmp_path):
    """1,100 folders, a letter each: most file systems take paths of 4,096 bytes."""
    deep = tmp_path.joinpath("corpus", *"d" * 1100)
    write_atomically(deep / "a.txt", NEWS.encode())
    settings = Settings(corpus=tmp_path / "corpus", out=tmp_path / "out")
    (item,) = find(settings, lambda *_: None)
    assert has_articles(settings)
    assert item.path == "d/" * 1100 + "a.txt"
    for folder in [deep, *deep.parents][:1100]:  # pytest's own tidying recurses
        for file in folder.iterdir():
            file.unlink()
        folder.rmdir()


def test_what_was_renamed_is_found_by_its_digest(tmp_path, monkeypatch):
    """Files of one size are read once each, and paired with the one that has their bytes."""
    known = {}
    for number in range(30):
        content = f"{number:04}".encode()
        (tmp_path / f"new{number}.txt").write_bytes(content)
        name = f"old{number}.txt"
        known[name] = ArticleState(
            source=name, size=4, mtime_ns=1, source_digest=planning.digest_of(content),
            fingerprint="f", written="2026", output=f"old{number}.md",
        )  # fmt: skip
    settings = Settings(corpus=tmp_path, out=tmp_path / "out", engine="echo")
    looked = []
    monkeypatch.setattr(
        planning, "digest_of", lambda b, real=planning.digest_of: looked.append(b) or real(b)
    )
    todo = plan(settings, find(settings, lambda *_: None), known, ())
    pairs = {rename.after.source: rename.before.source for rename in todo.renamed}
    assert pairs == {f"new{number}.txt": f"old{number}.txt" for number in range(30)}
    assert len([content for content in looked if len(content) == 4]) == 30


def test_a_source_without_a_digest_is_no_one_s_twin(tmp_path):
    """A source that was skipped has none, as a file that cannot be read has none."""
    (tmp_path / "new.txt").symlink_to(tmp_path / "nothing")
    state = ArticleState(
        source="old.txt", size=0, mtime_ns=1, source_digest="", fingerprint="f",
        written="2026", output="old.md", skipped="looks French",
    )  # fmt: skip
    settings = Settings(corpus=tmp_path, out=tmp_path / "out", engine="echo")
    found = find(settings, lambda *_: None)
    assert [item.path for item in found] == ["new.txt"]
    assert plan(settings, found, {"old.txt": state}, ()).renamed == ()
