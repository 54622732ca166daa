"""A corpus over many nights: nothing lost, nothing done twice, nobody's work overwritten."""

from __future__ import annotations

import json
import os
import re
import time
import unicodedata

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from translate.corpus import planning
from translate.data import Origin
from translate.store import Store

NEWS = "Der Zug nach Bern hat heute Verspätung. Die Fahrgäste warten am Bahnhof.\n"


@pytest.fixture
def run(corpus, tmp_path, translate):
    """`translate run` on the corpus with the echo engine, which answers in capitals."""

    def call(*options, engine="echo"):
        return translate("run", corpus, "--out", tmp_path / "out", "--engine", engine, *options)

    return call


@pytest.fixture
def out(tmp_path):
    return tmp_path / "out"


def edit(path, old, new):
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def memory(out):
    with Store.open(out / ".translate/state.sqlite3") as store:
        units = sorted(store.memory.units(), key=lambda unit: unit.origin is Origin.HUMAN)
        return {unit.source: unit for unit in units}  # a person's word over an engine's


# -- the same again


def test_a_second_run_does_nothing(run):
    assert run().last_line == "2 translated, 0 unchanged, 0 skipped, 0 failed"
    assert run().last_line == "0 translated, 2 unchanged, 0 skipped, 0 failed"


def test_a_dry_run_counts_the_sentences_of_each_file(run, corpus, out):
    (corpus / "a.txt").write_text("Es regnet heute in ganz Deutschland.\n", encoding="utf-8")
    result = run("--dry-run")
    assert f"a.txt → {out / 'a.md'} (1 sentence)" in result.err
    assert f"b.txt → {out / 'b.md'} (3 sentences)" in result.err
    assert not out.exists()


def test_a_changed_sentence_costs_one_sentence(run, corpus):
    run()
    edit(corpus / "b.txt", "scheint die Sonne", "schneit es in den Bergen")
    result = run("--json")
    (article,) = [json.loads(line) for line in result.out.splitlines()][:1]
    assert article["segments"] == {"engine": 1, "memory": 2}


def test_a_touched_source_is_unchanged(run, corpus):
    run()
    os.utime(corpus / "a.txt", (1, 1))
    assert run().last_line == "0 translated, 2 unchanged, 0 skipped, 0 failed"


def test_an_output_that_was_deleted_is_written_again_from_memory(run, out):
    run()
    before = (out / "a.md").read_bytes()
    (out / "a.md").unlink()
    result = run("--json")
    assert '"engine"' not in result.out
    assert (out / "a.md").read_bytes() == before


def test_new_rules_reach_what_is_written_and_cost_no_sentence(run, monkeypatch):
    run()
    monkeypatch.setattr(planning, "RULES", planning.RULES + 1)
    result = run("--json")
    assert '"engine"' not in result.out
    assert result.out.count('"segments"') == 2
    assert run().last_line == "0 translated, 2 unchanged, 0 skipped, 0 failed"


# -- edits by people


def test_an_edited_cell_stays_and_is_learnt(run, out):
    """The file is rendered around the edit: it stands, and it is the memory's word from now on."""
    run()
    edit(out / "b.md", "AM SONNTAG SCHEINT DIE SONNE.", "Sunday will be sunny.")
    result = run()
    assert "b.md was edited by hand, 1 edited cell learnt" in result.err
    text = (out / "b.md").read_text(encoding="utf-8")
    assert "| AM SAMSTAG REGNET ES IM NORDEN. Sunday will be sunny. |" in text
    learnt = memory(out)
    paragraph = "Am Samstag regnet es im Norden. Am Sonntag scheint die Sonne."
    assert learnt[paragraph].origin is Origin.HUMAN
    assert learnt["Am Sonntag scheint die Sonne."].target == "Sunday will be sunny."
    assert "Am Samstag regnet es im Norden." in learnt
    assert "Sunday will be sunny." in (out / ".translate/human.tmx").read_text(encoding="utf-8")
    assert run().last_line == "0 translated, 2 unchanged, 0 skipped, 0 failed"
    assert (out / "b.md").read_text(encoding="utf-8") == text


def test_what_a_person_wrote_is_used_wherever_it_comes_again(run, corpus, out):
    """The sentence in another paragraph, and the paragraph in another article."""
    run()
    edit(out / "b.md", "AM SONNTAG SCHEINT DIE SONNE.", "Sunday will be sunny.")
    run()
    (corpus / "c.txt").write_text(
        "Das Wetter im Westen bleibt trüb. Am Sonntag scheint die Sonne.\n", encoding="utf-8"
    )
    run()
    assert "BLEIBT TRÜB. Sunday will be sunny. |" in (out / "c.md").read_text(encoding="utf-8")


def test_an_edit_survives_another_engine_and_a_changed_source(run, corpus, out):
    run()
    edit(out / "b.md", "| **REGEN AM WOCHENENDE** |", "| **Rain ahead** |")
    edit(corpus / "b.txt", "im Norden", "im Süden")
    run("--rows", "sentence")
    text = (out / "b.md").read_text(encoding="utf-8")
    assert "| **Regen am Wochenende** | **Rain ahead** |" in text
    assert "title: Rain ahead\n" in text
    assert "IM SÜDEN" in text
    run("--summary-sentences", "1", "--force")
    assert "**Rain ahead**" in (out / "b.md").read_text(encoding="utf-8")


def test_what_a_person_wrote_is_not_doubted(run, out, corpus):
    """The checks are for engines: here a number and a town would be missing."""
    german = "Es kamen 11.000 Menschen in den Park in Köln."
    (corpus / "b.txt").write_text(f"{german}\n", encoding="utf-8")
    run()
    with Store.open(out / ".translate/state.sqlite3") as store:
        store.memory.learn({german: "Some people came."}, "2026-01-01T00:00:00+00:00")
    run("--only", "b*", engine="auto")
    text = (out / "b.md").read_text(encoding="utf-8")
    assert "| Some people came. |" in text
    assert "⚠" not in text


def test_a_confirmed_row_is_no_longer_doubtful(run, out):
    """Taking the mark away says that the row is right: the same words, now a person's."""
    run()
    edit(out / "b.md", "SCHEINT DIE SONNE. |", "SCHEINT DIE SONNE. ⚠ |")
    run()
    learnt = memory(out)["Am Samstag regnet es im Norden. Am Sonntag scheint die Sonne."]
    assert learnt.origin is Origin.HUMAN
    assert "⚠" not in learnt.target
    assert "⚠" not in (out / "b.md").read_text(encoding="utf-8")


def test_a_file_changed_beyond_its_cells_is_kept(run, corpus, out):
    """Notes cannot be rendered: the file stays as it is, and a new version comes beside it."""
    run()
    edit(out / "b.md", "AM SONNTAG SCHEINT DIE SONNE.", "Sunday will be sunny.")
    with (out / "b.md").open("a", encoding="utf-8") as file:
        file.write("\nMy own note.\n")
    mine = (out / "b.md").read_bytes()
    result = run()
    assert "b.md was edited by hand and is kept as it is, 1 edited cell learnt" in result.err
    assert result.last_line == "0 translated, 2 unchanged, 0 skipped, 0 failed"
    assert not (out / "b.new.md").exists()
    edit(corpus / "b.txt", "im Norden", "im Süden")
    result = run()
    assert "b.md was edited by hand and is kept; new version: b.new.md" in result.err
    assert (out / "b.md").read_bytes() == mine
    new = (out / "b.new.md").read_text(encoding="utf-8")
    assert "IM SÜDEN" in new
    assert "Sunday will be sunny." in new
    assert run().last_line == "0 translated, 2 unchanged, 0 skipped, 0 failed"
    # The person takes the new version: it is ours again.
    (out / "b.new.md").replace(out / "b.md")
    edit(corpus / "b.txt", "im Süden", "im Osten")
    run()
    assert "IM OSTEN" in (out / "b.md").read_text(encoding="utf-8")
    assert not (out / "b.new.md").exists()


def test_markup_in_a_cell_is_not_taken_apart(run, out):
    """Emphasis is more than text: rendering it again would show stars."""
    run()
    edit(out / "b.md", "AM SONNTAG SCHEINT DIE SONNE.", "Sunday will be *very* sunny.")
    mine = (out / "b.md").read_bytes()
    run("--force")
    assert (out / "b.md").read_bytes() == mine
    assert (out / "b.new.md").exists()


def test_a_file_that_is_not_ours_is_never_overwritten(run, out):
    out.mkdir()
    (out / "a.md").write_text("# Shopping list\n", encoding="utf-8")
    run()
    assert (out / "a.md").read_text(encoding="utf-8") == "# Shopping list\n"
    assert (out / "a.new.md").exists()
    assert run().last_line == "0 translated, 2 unchanged, 0 skipped, 0 failed"


def test_a_beside_file_that_was_edited_is_not_overwritten_either(run, out, corpus):
    out.mkdir()
    (out / "a.md").write_text("# Shopping list\n", encoding="utf-8")
    run()
    (out / "a.new.md").write_text("mine too\n", encoding="utf-8")
    run("--force")
    assert (out / "a.new.md").read_text(encoding="utf-8") == "mine too\n"
    assert (out / "a.new2.md").exists()


def test_the_same_paragraph_edited_in_two_ways_keeps_both(run, corpus, out):
    (corpus / "b.txt").write_text(f"{NEWS}\nEs regnet heute.\n\n{NEWS}", encoding="utf-8")
    run()
    text = (out / "b.md").read_text(encoding="utf-8")
    first, second = re.findall(r"DER ZUG NACH BERN HAT HEUTE VERSPÄTUNG", text)[:2]
    assert first == second
    text = text.replace(first, "The train is late", 1).replace(second, "Late is the train", 1)
    (out / "b.md").write_text(text, encoding="utf-8")
    run("--force")
    assert (out / "b.md").read_text(encoding="utf-8") == text


def test_line_ends_and_padding_of_an_editor_are_no_edit(run, out, corpus):
    """Obsidian sets tables anew, some editors line ends; an edit among it is still found."""
    run()
    text = (out / "b.md").read_text(encoding="utf-8")
    (out / "b.md").write_bytes(text.replace("\n", "\r\n").encode())
    assert "edited" not in run().err
    padded = text.replace("| German |", "| German     |").replace("|:--|:--|", "| :-- | :-- |")
    padded = padded.replace("**REGEN AM WOCHENENDE** |", "**Rain**      |")
    (out / "b.md").write_text(padded, encoding="utf-8")
    assert "1 edited cell learnt" in run().err
    assert "| **Regen am Wochenende** | **Rain** |" in (out / "b.md").read_text(encoding="utf-8")


CELLS = st.text(
    st.characters(
        exclude_categories=["Cs", "Cc", "Zl", "Zp"], exclude_characters="|`*_~$^<>[]=%\\&"
    ),
    max_size=40,
)


@settings(
    max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(data=st.data())
def test_random_edits_of_cells_survive(data, corpus, tmp_path, translate):
    """Whatever a person writes into cells stands there after the next run, whatever it changes."""
    folder = tmp_path / f"out{time.monotonic_ns()}"
    rows = data.draw(st.sampled_from(["paragraph", "sentence"]))
    arguments = ("run", corpus, "--out", folder, "--engine", "echo", "--rows", rows)
    assert translate(*arguments).code == 0
    path = folder / "a.md"
    lines = path.read_text(encoding="utf-8").split("\n")
    table = [n for n, line in enumerate(lines) if re.match(r"\| [^G:].* \| .* \|$", line)]
    written = {}
    for number in data.draw(st.lists(st.sampled_from(table), unique=True, min_size=1)):
        german = lines[number].split(" | ")[0]
        text = " ".join(unicodedata.normalize("NFC", data.draw(CELLS)).split())
        around = "**" if german.startswith("| **") and text else ""
        lines[number] = f"{german} | {around}{text}{around} |"
        written[german] = lines[number]
    path.write_text("\n".join(lines), encoding="utf-8")
    option = data.draw(st.sampled_from([(), ("--force",), ("--summary-sentences", "1")]))
    assert translate(*arguments, *option).code == 0
    after = path.read_text(encoding="utf-8").split("\n")
    for line in written.values():
        assert line in after
    assert not (folder / "a.new.md").exists()


def test_the_index_says_what_the_article_says_after_a_crash(run, corpus, out, monkeypatch):
    """Rendered around an edit, and killed before that was recorded: the record follows the file."""
    run()
    edit(out / "b.md", "| **REGEN AM WOCHENENDE** |", "| **Rain ahead** |")
    record = Store.record

    def refuse(store, states):
        states = list(states)
        if any(state.title == "Rain ahead" for state in states):
            raise KeyboardInterrupt
        record(store, states)

    monkeypatch.setattr(Store, "record", refuse)
    monkeypatch.setattr("os._exit", lambda code: (_ for _ in ()).throw(SystemExit(code)))
    assert run().code != 0
    monkeypatch.undo()
    run()
    assert "[Rain ahead](b.md)" in (out / "index.md").read_text(encoding="utf-8")


# -- sources that change, move, vanish


def test_a_changed_article_says_what_changed(run, corpus, out):
    run()
    edit(corpus / "b.txt", "Am Sonntag scheint die Sonne.", "Am Sonntag schneit es in den Bergen.")
    run()
    text = (out / "b.md").read_text(encoding="utf-8")
    day = time.strftime("%Y-%m-%d", time.gmtime())
    section = text.split(f"## Changed since {day}\n")[1]
    assert "- new: ¶2" not in section
    assert "- new ¶2: Am Sonntag schneit es in den Bergen. — *AM SONNTAG SCHNEIT" in section
    assert "- gone: Am Sonntag scheint die Sonne. — *AM SONNTAG SCHEINT DIE SONNE.*" in section
    assert section.count("\n- ") == 1
    # It stays as long as the source does, whatever else is written anew.
    run("--force")
    assert (out / "b.md").read_text(encoding="utf-8") == text


def test_a_renamed_source_is_moved_and_not_translated(run, corpus, out):
    run()
    (corpus / "2026").mkdir()
    (corpus / "b.txt").rename(corpus / "2026" / "wetter.txt")
    result = run("--json")
    assert [json.loads(line)["event"] for line in result.out.splitlines()] == ["summary"]
    assert "b.txt is 2026/wetter.txt now: moved b.md to 2026/wetter.md" in result.err
    assert not (out / "b.md").exists()
    assert "source: 2026/wetter.txt\n" in (out / "2026/wetter.md").read_text(encoding="utf-8")
    assert "2026/wetter.md" in (out / "index.md").read_text(encoding="utf-8")
    assert "b.md" not in (out / "index.md").read_text(encoding="utf-8")
    assert run().last_line == "0 translated, 2 unchanged, 0 skipped, 0 failed"


def test_edits_move_with_a_renamed_source(run, corpus, out):
    """Both kinds: the cell that can be rendered around, and the note that cannot."""
    run()
    edit(out / "b.md", "AM SONNTAG SCHEINT DIE SONNE.", "Sunday will be sunny.")
    with (out / "a.md").open("a", encoding="utf-8") as file:
        file.write("\nMy own note.\n")
    (corpus / "b.txt").rename(corpus / "c.txt")
    (corpus / "a.txt").rename(corpus / "d.txt")
    run()
    assert "Sunday will be sunny." in (out / "c.md").read_text(encoding="utf-8")
    assert (out / "d.md").read_text(encoding="utf-8").endswith("\nMy own note.\n")
    edit(corpus / "d.txt", "12 Millionen", "13 Millionen")
    run()
    assert (out / "d.md").read_text(encoding="utf-8").endswith("\nMy own note.\n")
    assert "13 MILLIONEN" in (out / "d.new.md").read_text(encoding="utf-8")


def test_a_gone_source_keeps_its_article_until_it_is_pruned(run, corpus, out):
    run()
    (corpus / "b.txt").unlink()
    before = (out / "b.md").read_bytes()
    run()
    assert (out / "b.md").read_bytes() == before
    assert "b.txt (source gone)" in (out / "index.md").read_text(encoding="utf-8")
    run("--prune")
    assert not (out / "b.md").exists()
    assert (out / ".translate/trash/b.md").read_bytes() == before
    assert "b.md" not in (out / "index.md").read_text(encoding="utf-8")
    (corpus / "b.txt").write_text("Es regnet heute in ganz Deutschland.\n", encoding="utf-8")
    run()
    (corpus / "b.txt").unlink()
    run("--prune")
    assert (out / ".translate/trash/b.2.md").exists()
    assert (out / ".translate/trash/b.md").read_bytes() == before


def test_an_empty_corpus_is_not_pruned(run, corpus, out):
    """More likely a disk that is not mounted than a person who deleted all."""
    run()
    for path in corpus.iterdir():
        path.unlink()
    assert "so nothing is pruned" in run("--prune").err
    assert (out / "a.md").exists()


def test_only_does_not_make_the_others_gone(run, out):
    run()
    run("--only", "a*", "--prune")
    assert (out / "b.md").exists()
    assert "gone" not in (out / "index.md").read_text(encoding="utf-8")


def test_only_does_not_prune_a_source_that_came_back(run, corpus, out):
    """Seen as gone, there again, and not among those that were looked for."""
    run()
    content = (corpus / "a.txt").read_bytes()
    (corpus / "a.txt").unlink()
    run()
    (corpus / "a.txt").write_bytes(content)
    run("--only", "b*", "--prune")
    assert (out / "a.md").exists()
    (corpus / "a.txt").unlink()
    run("--only", "b*", "--prune")
    assert not (out / "a.md").exists()


def test_a_source_that_comes_back_is_no_longer_gone(run, corpus, out):
    run()
    content = (corpus / "b.txt").read_bytes()
    (corpus / "b.txt").unlink()
    run()
    (corpus / "b.txt").write_bytes(content)
    assert run().last_line == "0 translated, 2 unchanged, 0 skipped, 0 failed"
    assert "gone" not in (out / "index.md").read_text(encoding="utf-8")


def test_the_same_text_under_two_names_is_translated_once_and_said_so(run, corpus):
    (corpus / "c.txt").write_bytes((corpus / "b.txt").read_bytes())
    result = run("--json")
    segments = [json.loads(line).get("segments") for line in result.out.splitlines()]
    assert {"memory": 3} in segments
    assert "c.txt: the same text as b.txt, translated once" in result.err


# -- half-written sources


def test_a_young_source_is_left_for_the_next_run(run, corpus, out):
    os.utime(corpus / "a.txt", (1, 1))
    result = run("--settle", "60")
    assert result.last_line == "1 translated, 0 unchanged, 1 skipped, 0 failed"
    assert "b.txt: skipped, still being written" in result.err
    assert run().last_line == "1 translated, 1 unchanged, 0 skipped, 0 failed"


def test_a_source_dated_into_the_future_is_not_waited_for(run, corpus):
    for name in ("a.txt", "b.txt"):
        os.utime(corpus / name, (time.time() + 9999,) * 2)
    assert run("--settle", "60").last_line == "2 translated, 0 unchanged, 0 skipped, 0 failed"


def test_a_source_that_grows_while_it_is_read_is_left_for_the_next_run(run, corpus, monkeypatch):
    from translate.corpus import loading

    fstat = loading.os.fstat
    looks = []

    def grows(descriptor):
        there = fstat(descriptor)
        if there.st_ino == (corpus / "a.txt").stat().st_ino:
            looks.append(there)
        if len(looks) == 1:  # between the two looks at it
            with (corpus / "a.txt").open("a", encoding="utf-8") as file:
                file.write("Und noch etwas.\n")
        return there

    monkeypatch.setattr(loading.os, "fstat", grows)
    result = run()
    assert result.last_line == "1 translated, 0 unchanged, 1 skipped, 0 failed"
    monkeypatch.undo()
    assert run().last_line == "1 translated, 1 unchanged, 0 skipped, 0 failed"


# -- a state that is lost, broken, newer


def test_a_lost_state_is_rebuilt_from_the_articles(run, out):
    run()
    before = {path: path.read_bytes() for path in out.glob("*.md")}
    for path in (out / ".translate").iterdir():
        path.unlink()
    result = run()
    assert "rebuilt it from 2 written articles" in result.err
    assert result.last_line == "0 translated, 2 unchanged, 0 skipped, 0 failed"
    assert {path: path.read_bytes() for path in out.glob("*.md")} == before


def test_a_broken_state_is_set_aside_and_rebuilt(run, out, corpus):
    run()
    state = out / ".translate/state.sqlite3"
    state.write_bytes(b"garbage" * 1000)
    result = run()
    assert re.search(r"damaged \(.*\); set aside as state.broken-\w+.sqlite3, the", result.err)
    assert result.last_line == "0 translated, 2 unchanged, 0 skipped, 0 failed"
    (aside,) = (out / ".translate").glob("state.broken-*.sqlite3")
    assert aside.read_bytes() == b"garbage" * 1000
    assert run().last_line == "0 translated, 2 unchanged, 0 skipped, 0 failed"


def test_a_state_broken_in_the_middle_is_noticed_when_it_is_read(run, out):
    run()
    state = out / ".translate/state.sqlite3"
    content = bytearray(state.read_bytes())
    content[4096:] = b"\xff" * (len(content) - 4096)
    state.write_bytes(content)
    assert run().last_line == "0 translated, 2 unchanged, 0 skipped, 0 failed"


def test_what_people_wrote_outlives_the_state(run, out, corpus):
    run()
    edit(out / "b.md", "AM SONNTAG SCHEINT DIE SONNE.", "Sunday will be sunny.")
    run()
    (out / ".translate/state.sqlite3").write_bytes(b"garbage" * 1000)
    edit(corpus / "b.txt", "im Norden", "im Süden")
    run()
    text = (out / "b.md").read_text(encoding="utf-8")
    assert "IM SÜDEN. Sunday will be sunny." in text


def test_an_edit_is_kept_when_the_state_is_lost(run, out, corpus):
    """Which cells were ours is not known any more: so the file stays, whatever happens."""
    run()
    edit(out / "b.md", "AM SONNTAG SCHEINT DIE SONNE.", "Sunday will be sunny.")
    mine = (out / "b.md").read_bytes()
    (out / ".translate/state.sqlite3").unlink()
    assert run().last_line == "0 translated, 2 unchanged, 0 skipped, 0 failed"
    run("--force")
    assert (out / "b.md").read_bytes() == mine


def test_a_state_of_a_newer_version_is_refused_and_not_touched(run, out):
    import sqlite3

    run()
    connection = sqlite3.connect(out / ".translate/state.sqlite3")
    connection.execute("PRAGMA user_version = 99")
    connection.close()
    before = (out / ".translate/state.sqlite3").read_bytes()
    result = run()
    assert result.code == 2
    assert "newer version of translate (state 99" in result.err
    assert (out / ".translate/state.sqlite3").read_bytes() == before


# -- unsafe names


NASTY = [
    "zeile\numbruch.txt", "senk|recht.txt", '"gänse".txt', "'füße'.txt", "`code`.txt",
    "emoji 🚆.txt", "a<b>c.txt", "[link](x).txt", "-strich.txt", " leer .txt", "---.txt",
    "x" * 251 + ".txt",
    "x" * 251 + ".md", "ü" * 125 + ".txt", "punkt..txt", "%2e%2e.txt", "$(rm).txt", "#1.txt",
]  # fmt: skip


def test_nasty_names_come_through(run, corpus, out):
    """Each name has an output of its own inside of OUT, and its source is read back from YAML."""
    import yaml

    for number, name in enumerate(NASTY):
        (corpus / name).write_text(f"Der Zug Nummer {number} nach Bern hat Verspätung.\n", "utf-8")
    result = run()
    assert result.last_line == f"{len(NASTY) + 2} translated, 0 unchanged, 0 skipped, 0 failed"
    sources = set()
    for path in out.glob("*.md"):
        if path.name not in ("index.md", "digest.md"):
            front = path.read_text(encoding="utf-8").split("\n---\n")[0]
            sources.add(yaml.safe_load(front)["source"])
    assert sources == {*NASTY, "a.txt", "b.txt"}
    assert run().last_line == f"0 translated, {len(NASTY) + 2} unchanged, 0 skipped, 0 failed"
    (out / ".translate/state.sqlite3").unlink()
    assert run().last_line == f"0 translated, {len(NASTY) + 2} unchanged, 0 skipped, 0 failed"


def test_twins_by_case_or_unicode_form_get_outputs_that_differ(run, corpus, out):
    """On some file systems `STRASSE`, `straße`, composed and decomposed names are one."""
    names = ["Straße.txt", "STRASSE.txt", "Gärten.txt", unicodedata.normalize("NFD", "Gärten.txt")]
    for name in names:
        (corpus / name).write_text(NEWS, encoding="utf-8")
    run()
    outputs = {path.name for path in out.glob("*.md")} - {"index.md", "digest.md"}
    folded = {unicodedata.normalize("NFC", name).casefold() for name in outputs}
    assert len(folded) == len(outputs) == len(names) + 2


def test_two_sources_never_write_one_file(run, corpus, out):
    (corpus / "a.html").write_text(f"<html><body><p>{NEWS * 3}</p></body></html>", encoding="utf-8")
    (corpus / "a.html.txt").write_text(NEWS, encoding="utf-8")
    (corpus / "index.txt").write_text(NEWS, encoding="utf-8")
    (corpus / "b.md").mkdir()
    (corpus / "b.md" / "c.txt").write_text(NEWS, encoding="utf-8")
    run()
    assert run().last_line == "0 translated, 6 unchanged, 0 skipped, 0 failed"
    names = sorted(path.relative_to(out).as_posix() for path in out.rglob("*.md") if path.is_file())
    assert names == [
        "a.html.2.md", "a.html.md", "a.md", "b.md/c.md", "b.txt.md", "digest.md", "index.md",
        "index.txt.md",
    ]  # fmt: skip


def test_a_folder_may_take_the_name_of_an_article_later(run, corpus, out):
    run()
    (corpus / "b.md").mkdir()
    (corpus / "b.md" / "c.txt").write_text(NEWS, encoding="utf-8")
    assert run().last_line == "1 translated, 2 unchanged, 0 skipped, 0 failed"
    assert (out / "b.md_" / "c.md").is_file()


def test_a_name_that_is_no_text_is_a_failure_of_its_own(run, corpus):
    with open(os.fsencode(corpus) + b"/caf\xe9.txt", "wb") as file:  # noqa: PTH123
        file.write(NEWS.encode())
    result = run("--json")
    assert result.code == 1
    assert json.loads(result.out.splitlines()[-1])["failed"] == 1
    assert "caf\\xe9.txt: the name of this file is not UTF-8" in json.loads(
        result.out.splitlines()[-2]
    )["reason"].replace("\\\\", "\\")


def test_links_that_lead_out_are_skipped_and_reported(run, corpus, out, tmp_path):
    secret = tmp_path / "elsewhere"
    secret.mkdir()
    (secret / "c.txt").write_text(NEWS, encoding="utf-8")
    (corpus / "link.txt").symlink_to(secret / "c.txt")
    (corpus / "folder").symlink_to(secret)
    (corpus / "round").symlink_to(corpus)
    (corpus / "inside.txt").symlink_to(corpus / "a.txt")
    result = run()
    assert result.last_line == "3 translated, 0 unchanged, 2 skipped, 0 failed"
    assert "link.txt: skipped, a link that leads out of the corpus" in result.err
    assert not (out / "folder").exists()
    result = run("--follow-symlinks")
    assert result.last_line == "2 translated, 3 unchanged, 0 skipped, 0 failed"
    assert (out / "folder" / "c.md").is_file()


def test_a_pipe_with_the_name_of_an_article_does_not_hang(run, corpus):
    os.mkfifo(corpus / "pipe.txt")
    assert run().last_line == "2 translated, 0 unchanged, 1 skipped, 0 failed"


def test_a_link_in_the_output_does_not_lead_out_of_it(run, corpus, out, tmp_path):
    (corpus / "sub").mkdir()
    (corpus / "sub" / "c.txt").write_text(NEWS, encoding="utf-8")
    (tmp_path / "elsewhere").mkdir()
    out.mkdir()
    (out / "sub").symlink_to(tmp_path / "elsewhere")
    result = run()
    assert result.last_line == "2 translated, 0 unchanged, 0 skipped, 1 failed"
    assert "would lie outside" in result.err
    assert not list((tmp_path / "elsewhere").iterdir())


def test_corpus_and_output_must_not_be_one_folder(corpus, translate):
    result = translate("run", corpus, "--out", corpus, "--engine", "echo")
    assert result.code == 2
    assert "one folder" in result.err


def test_the_source_is_never_touched(run, corpus):
    before = {path: (path.read_bytes(), path.stat().st_mtime_ns) for path in corpus.iterdir()}
    run()
    run("--force", "--prune")
    assert {p: (p.read_bytes(), p.stat().st_mtime_ns) for p in corpus.iterdir()} == before


def test_a_source_that_is_no_article_any_more_keeps_its_output(run, corpus, out):
    run()
    before = (out / "b.md").read_bytes()
    text = "The weather will be fine on Sunday, and many people go to the lake with friends.\n"
    (corpus / "b.txt").write_text(text * 3, encoding="utf-8")
    assert run().last_line == "0 translated, 1 unchanged, 1 skipped, 0 failed"
    edit(out / "b.md", "AM SONNTAG SCHEINT DIE SONNE.", "Sunday will be sunny.")
    assert "1 edited cell learnt" in run().err
    assert "edited" not in run().err
    edit(out / "b.md", "Sunday will be sunny.", "AM SONNTAG SCHEINT DIE SONNE.")
    assert (out / "b.md").read_bytes() == before


def test_a_name_cannot_control_the_terminal(run, corpus):
    (corpus / "a\x1b[31m.txt").write_text(NEWS, encoding="utf-8")
    assert "\x1b" not in run().err
