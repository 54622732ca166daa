"""What people wrote into articles stands there, whatever happens next to state and corpus."""

from __future__ import annotations

import re
import time

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from translate.corpus import keeping, running
from translate.rendering import parse

TIPS = "Die Polizei bittet um Hinweise aus der Bevölkerung."
ECHO = TIPS.upper()
MINE, OTHER = "Police ask for tips.", "Witnesses are asked to come forward."


@pytest.fixture
def out(tmp_path):
    return tmp_path / "out"


@pytest.fixture
def run(corpus, out, translate):
    """`translate run` with the echo engine on two articles that end in the same paragraph."""
    for name in ("a.txt", "b.txt"):
        with (corpus / name).open("a", encoding="utf-8") as file:
            file.write(f"\n{TIPS}\n")
    return lambda *options: translate("run", corpus, "--out", out, "--engine", "echo", *options)


@pytest.fixture
def edited(run, out):
    """Both articles were translated, and a person's word in `a.md` was learnt."""
    run()
    edit(out / "a.md", MINE)
    run()
    assert MINE in text_of(out / "a.md")
    return out


def text_of(path):
    return path.read_text(encoding="utf-8")


def edit(path, words, before=ECHO):
    """Write other words into a cell."""
    text = text_of(path)
    assert before in text
    path.write_text(text.replace(f"| {before} |", f"| {words} |"), encoding="utf-8")


def lose_state(out):
    for file in (out / ".translate").glob("state.sqlite3*"):
        file.unlink()


# -- one paragraph, several articles, several words


def test_two_articles_with_one_paragraph_keep_two_edits(run, out):
    run()
    edit(out / "a.md", MINE)
    edit(out / "b.md", OTHER)
    for options in ((), ("--rows", "sentence"), ("--force",)):
        run(*options)
        assert f"| {MINE} |" in text_of(out / "a.md")
        assert f"| {OTHER} |" in text_of(out / "b.md")
    assert not list(out.glob("*.new.md"))


def test_a_later_edit_elsewhere_changes_no_earlier_one(edited, run, corpus):
    edit(edited / "b.md", OTHER)
    run()
    (corpus / "c.txt").write_text(f"Es regnet heute in Köln.\n\n{TIPS}\n", encoding="utf-8")
    run("--rows", "sentence", "--force")
    assert MINE in text_of(edited / "a.md")
    assert OTHER in text_of(edited / "b.md")
    assert OTHER in text_of(edited / "c.md")  # elsewhere the newest counts


def test_each_article_keeps_its_own_words_when_the_state_is_lost(edited, run):
    edit(edited / "b.md", OTHER)
    run()
    lose_state(edited)
    run("--force")
    assert MINE in text_of(edited / "a.md")
    assert OTHER in text_of(edited / "b.md")


def test_a_sentence_that_is_edited_after_its_paragraph_stands(run, out):
    """What was written last counts, be it a paragraph or one of its sentences."""
    run()
    edit(
        out / "b.md", "Rain. Sun.", "AM SAMSTAG REGNET ES IM NORDEN. AM SONNTAG SCHEINT DIE SONNE."
    )
    run("--rows", "sentence")
    assert "| Am Sonntag scheint die Sonne. | Sun. |" in text_of(out / "b.md")
    edit(out / "b.md", "Sunshine!", "Sun.")
    for _ in range(2):
        run("--rows", "sentence", "--force")
        assert "| Am Sonntag scheint die Sonne. | Sunshine! |" in text_of(out / "b.md")


def test_the_same_sentence_edited_again_in_another_row_keeps_both(run, corpus, out):
    """Yesterday's row is a person's as well: the file stays as it is."""
    text = (
        "Aufruf\n\nEs regnet. Der Wind weht im Norden.\n\nEs regnet. Im Süden scheint die Sonne.\n"
    )
    (corpus / "b.txt").write_text(text, encoding="utf-8")
    run("--rows", "sentence")
    edit(out / "b.md", "It rains.", "ES REGNET.")
    run("--rows", "sentence")
    first, second = re.findall(r"\| It rains\. \|", text_of(out / "b.md"))
    mine = text_of(out / "b.md").replace(first, "| Rain. |", 1)
    (out / "b.md").write_text(mine, encoding="utf-8")
    run("--rows", "sentence", "--force")
    assert text_of(out / "b.md") == mine
    assert second in mine


def test_an_edit_of_a_paragraph_that_the_source_drops_is_kept(run, corpus, out):
    """It was never rendered: the new version comes beside it."""
    run()
    edit(out / "b.md", MINE)
    mine = text_of(out / "b.md")
    (corpus / "b.txt").write_text("Am Montag regnet es im Westen.\n", encoding="utf-8")
    assert "b.md was edited by hand and is kept; new version: b.new.md" in run().err
    assert run().last_line == "0 translated, 2 unchanged, 0 skipped, 0 failed"
    assert text_of(out / "b.md") == mine


# -- a source that is renamed on the same day


def test_a_renamed_article_is_rendered_around_its_edit(run, corpus, out):
    """The title, the summary, the seal: as if it had not been renamed."""
    run()
    edit(out / "b.md", "**Rain ahead**", "**REGEN AM WOCHENENDE**")
    (corpus / "b.txt").rename(corpus / "c.txt")
    assert run().last_line == "1 translated, 1 unchanged, 0 skipped, 0 failed"
    text = text_of(out / "c.md")
    assert "| **Rain ahead** |" in text
    assert "title: Rain ahead\n" in text
    assert run("--force").last_line == "2 translated, 0 unchanged, 0 skipped, 0 failed"
    assert "| **Rain ahead** |" in text_of(out / "c.md")
    assert not list(out.glob("*.new.md"))


def test_a_limit_leaves_a_renamed_edit_to_the_next_run(run, corpus, out):
    run()
    edit(out / "b.md", MINE)
    (corpus / "b.txt").rename(corpus / "c.txt")
    assert run("--limit", "1").last_line == "0 translated, 2 unchanged, 0 skipped, 0 failed"
    assert run().last_line == "1 translated, 1 unchanged, 0 skipped, 0 failed"
    assert parse((out / "c.md").read_bytes()).is_as_written


def test_an_edit_that_was_learnt_follows_a_renamed_source(edited, run, corpus):
    edit(edited / "b.md", OTHER)
    run()
    (corpus / "a.txt").rename(corpus / "c.txt")
    run()
    lose_state(edited)
    run("--force")
    assert MINE in text_of(edited / "c.md")


# -- a state that is lost


def human(out):
    return text_of(out / ".translate/human.tmx")


def test_an_import_into_a_lost_state_keeps_what_people_wrote(edited, run, translate, tmp_path):
    lose_state(edited)
    (tmp_path / "new.tsv").write_text("Guten Tag.\tGood day.\n", encoding="utf-8")
    translate("memory", "import", tmp_path / "new.tsv", "--out", edited)
    assert MINE in human(edited)
    run("--force")
    assert MINE in human(edited)
    assert "Good day." in human(edited)
    assert f"| {MINE} |" in text_of(edited / "a.md")


def test_a_state_that_is_older_than_the_copy_takes_nothing_from_it(run, out):
    """Restored from a backup, and then somebody edits again."""
    run()
    backup = (out / ".translate/state.sqlite3").read_bytes()
    edit(out / "a.md", MINE)
    run()
    lose_state(out)
    (out / ".translate/state.sqlite3").write_bytes(backup)
    edit(out / "b.md", OTHER)
    run()
    assert MINE in human(out)
    assert OTHER in human(out)
    run("--force")
    assert f"| {MINE} |" in text_of(out / "a.md")


def test_a_run_that_died_before_the_state_was_rebuilt_is_mended(edited, run, monkeypatch):
    lose_state(edited)

    def die(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr("os._exit", lambda code: (_ for _ in ()).throw(SystemExit(code)))
    for room, name in ((running, "rebuild"), (keeping, "read_tmx")):
        with monkeypatch.context() as patch:
            patch.setattr(room, name, die)
            assert run().code != 0
    assert run().last_line == "0 translated, 2 unchanged, 0 skipped, 0 failed"
    run("--force")
    assert f"| {MINE} |" in text_of(edited / "a.md")


def test_without_articles_the_words_of_people_come_back_as_well(edited, run):
    lose_state(edited)
    for file in edited.glob("*.md"):
        file.unlink()
    run()
    assert f"| {MINE} |" in text_of(edited / "a.md")


def test_a_broken_copy_is_set_aside_and_read_as_far_as_it_goes(edited, run):
    lose_state(edited)
    copy = edited / ".translate/human.tmx"
    whole = text_of(copy)
    copy.write_text(whole[: whole.rindex("<tu ") + 20], encoding="utf-8")
    result = run("--force")
    assert result.code == 0
    assert re.search(r"human.tmx: not a TMX file .*; set aside as human.broken-\w+.tmx", result.err)
    assert f"| {MINE} |" in text_of(edited / "a.md")
    assert MINE in human(edited)
    assert len(list((edited / ".translate").glob("human.broken-*.tmx"))) == 1
    assert "set aside" not in run("--force").err


def test_an_emptied_cell_outlives_the_state(edited, run):
    """That a paragraph has no English is a person's word, too."""
    edit(edited / "b.md", "")
    run()
    lose_state(edited)
    run("--force")
    assert parse((edited / "b.md").read_bytes()).rows[-1].target == ""


# -- odd texts


ODD = st.sampled_from(
    ["• ", "•", "•• ", "**", "- ", "* ", "1. ", "| ", "# ", "> ", "⚠ ", "&bull; ", "&amp; ", "<b>",
     "`", "_", "~~", "$", "\\", "\\| ", "[1] ", "source: ", "„", "– ", "\u00a0", "\u200b"]
)  # fmt: skip
SENTENCES = st.sampled_from(
    [TIPS, "Es regnet heute.", "Der Bund zahlt 5 Euro. Das Land zahlt mehr.", "Wer kommt?"]
)
PARAGRAPHS = st.builds("{}{}{}".format, ODD, SENTENCES, st.one_of(st.just(""), ODD))
ENGLISH = st.builds("{}{}{}".format, ODD, st.sampled_from(["Yes.", "Rain. Sun.", ""]), ODD)


def article(paragraphs, ending):
    lead = "Der Zug nach Bern hat heute Verspätung, sagte ein Sprecher der Bahn am Montag."
    if ending == "html":
        some = "".join(f"<p>{text.replace('<', '&lt;')}</p>" for text in (lead, *paragraphs))
        return f"<html><body><article><h1>Der Zug kommt</h1>{some}</article></body></html>"
    return "\n\n".join(["# Der Zug kommt" if ending == "md" else "", lead, *paragraphs, ""])


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@example(paragraphs=[f"• {TIPS}", TIPS], english=["Yes.", "Rain."], ending="md")
@example(paragraphs=[TIPS, TIPS], english=["Rain.", "Rain."], ending="html")
@given(
    paragraphs=st.lists(PARAGRAPHS, min_size=1, max_size=4),
    english=st.lists(ENGLISH, min_size=6, max_size=6),
    ending=st.sampled_from(["txt", "md", "html"]),
)
def test_every_cell_of_odd_texts_stands_after_the_next_runs(
    paragraphs, english, ending, tmp_path, translate
):
    folder = tmp_path / str(time.monotonic_ns())
    folder.mkdir()
    (folder / f"a.{ending}").write_text(article(paragraphs, ending), encoding="utf-8")
    arguments = ("run", folder, "--out", folder / "out", "--engine", "echo", "--any-language")
    assert translate(*arguments).code == 0
    path = folder / "out/a.md"
    lines = text_of(path).split("\n")
    start = lines.index("|:--|:--|") + 1
    end = next(n for n in range(start, len(lines)) if not lines[n].startswith("|"))
    for number in range(start, end):
        german = re.split(r"(?<!\\)\|", lines[number])[1]
        words = english[number % len(english)].replace("|", r"\|").strip()
        lines[number] = f"|{german}| {words} |"
    path.write_text("\n".join(lines), encoding="utf-8")
    wanted = [row.target for row in parse(path.read_bytes()).rows]
    for options in ((), ("--force",), ("--summary-sentences", "1")):
        assert translate(*arguments, *options).code == 0
        assert [row.target for row in parse(path.read_bytes()).rows] == wanted


def test_markup_around_a_whole_cell_is_kept(run, out):
    """Only headings are bold by themselves."""
    run()
    edit(out / "a.md", f"**{MINE}**")
    mine = text_of(out / "a.md")
    run("--force")
    assert text_of(out / "a.md") == mine


def test_a_note_that_looks_like_the_source_line_is_kept(run, out):
    run()
    mine = text_of(out / "b.md").replace("\n| German |", "\nsource: dpa\n| German |")
    (out / "b.md").write_text(mine, encoding="utf-8")
    run("--force")
    assert text_of(out / "b.md") == mine
