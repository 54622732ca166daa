"""The state file: what is kept, how it is migrated, what is refused."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from translate.data import Origin
from translate.errors import DamagedStateError, StateError
from translate.store import HUMAN, MIGRATIONS, ArticleState, Remembered, Run, Store, set_aside

STATES = sorted((Path(__file__).parent / "states").glob("*.sql"))
NOW = "2026-01-02T03:04:05+00:00"
YES = Remembered("YES.", -0.5, Origin.ENGINE)
STATE = ArticleState(
    source="a.txt", size=4, mtime_ns=5, source_digest="b2:00", fingerprint="b2:01", written=NOW,
    output="a.md", output_digest="b2:02", title="Yes", words=1,
)  # fmt: skip


@pytest.fixture
def store():
    with Store.open(None) as opened:
        yield opened


def test_every_version_of_the_schema_has_a_file_here():
    assert [path.stem for path in STATES] == [f"version-{n + 1}" for n in range(len(MIGRATIONS))]


@pytest.mark.parametrize("script", STATES, ids=lambda path: path.stem)
def test_a_state_of_every_released_version_opens(script, tmp_path):
    """What was known then is known now."""
    path = tmp_path / "state.sqlite3"
    connection = sqlite3.connect(path)
    connection.executescript(script.read_text(encoding="utf-8"))
    connection.close()
    with Store.open(path) as store:
        assert store.is_rebuilt
        assert store.memory.recall("echo", ["Ja."]) == {"Ja.": YES}
        assert store.articles() == {"a.txt": STATE}
        assert [run.translated for run in store.runs()] == [1]
        store.memory.learn({"Nein.": "No."}, NOW)
    with Store.open(path) as store:  # the second time nothing is left to migrate
        assert store.memory.recall_human(["Nein."]) == {"Nein.": "No."}


def test_a_newer_version_is_refused_before_anything_changes(tmp_path):
    path = tmp_path / "state.sqlite3"
    connection = sqlite3.connect(path)
    connection.execute(f"PRAGMA user_version = {len(MIGRATIONS) + 1}")
    connection.close()
    before = path.read_bytes()
    with pytest.raises(StateError, match=r"newer version of translate.*upgrade"):
        Store.open(path)
    assert path.read_bytes() == before
    assert [file.name for file in tmp_path.iterdir()] == ["state.sqlite3"]


def _drop_table(path):
    connection = sqlite3.connect(path)
    connection.executescript("DROP TABLE articles")
    connection.close()


@pytest.mark.parametrize(
    "damage",
    [
        lambda path: path.write_bytes(b"no database at all, only words " * 200),
        lambda path: path.write_bytes(path.read_bytes()[:5000]),
        lambda path: path.write_bytes(path.read_bytes()[:100] + b"\xff" * 4000),
        _drop_table,
    ],
    ids=["garbage", "truncated", "overwritten", "a table missing"],
)
def test_a_damaged_file_is_said_to_be_one(tmp_path, damage):
    path = tmp_path / "state.sqlite3"
    with Store.open(path) as store:
        store.record([STATE])
    damage(path)
    with pytest.raises(DamagedStateError), Store.open(path) as store:
        store.articles()
    aside = set_aside(path)
    assert aside.name.startswith("state.broken-")
    with Store.open(path) as store:
        assert not store.is_rebuilt


def test_a_full_disk_is_one_sentence_and_changes_nothing(tmp_path):
    with Store.open(tmp_path / "state.sqlite3") as store:
        store._database.change("PRAGMA max_page_count = 30")
        many = {f"Satz {number}.": YES for number in range(5000)}
        with pytest.raises(StateError, match=r"cannot be used .*full"), store.transaction():
            store.memory.remember("echo", many, NOW)
        assert store.memory.size() == 0
        store.memory.remember("echo", {"Ja.": YES}, NOW)
        assert store.memory.size() == 1


def test_the_memory_answers_exactly_and_by_signature(store):
    store.memory.remember("echo", {"Ja.": YES}, NOW)
    assert store.memory.recall("echo", ["Ja.", "ja.", "Ja. "]) == {"Ja.": YES}
    assert store.memory.recall("opus", ["Ja."]) == {}


def test_two_sentences_with_one_key_are_told_apart(store, monkeypatch):
    """The key is a hash: the stored sentence decides."""
    from translate.store import memory

    monkeypatch.setattr(memory, "_key", lambda signature, sentence: 7)
    store.memory.remember("echo", {"Ja.": YES}, NOW)
    assert store.memory.recall("echo", ["Nein."]) == {}


def test_what_people_wrote_is_apart_from_engines_and_outlives_them(store):
    store.memory.remember("echo", {"Ja.": YES}, NOW)
    store.memory.learn({"Ja.": "Sure."}, NOW)
    assert store.memory.recall("echo", ["Ja."]) == {"Ja.": YES}
    assert store.memory.recall_human(["Ja."]) == {"Ja.": "Sure."}
    assert store.memory.prune("2027-01-01") == 1
    assert [unit.signature for unit in store.memory.units()] == [HUMAN]
    assert [unit.target for unit in store.memory.human_units()] == ["Sure."]


def test_a_state_that_knows_nothing_is_not_taken_for_a_rebuilt_one(tmp_path):
    """One of version 2 that an import made, or a crash left: its articles are still to be read."""
    path = tmp_path / "state.sqlite3"
    connection = sqlite3.connect(path)
    connection.executescript(STATES[1].read_text(encoding="utf-8"))
    connection.executescript("DELETE FROM articles; DELETE FROM runs")
    connection.close()
    with Store.open(path) as store:
        assert not store.is_rebuilt
        store.mark_rebuilt()
    with Store.open(path) as store:
        assert store.is_rebuilt


def test_edits_are_kept_by_article_and_follow_it(store):
    store.edits.keep("a.txt", {"Ja.": "Sure.", "Nein.": "No."}, NOW)
    store.edits.keep("b.txt", {"Ja.": "Yes."}, NOW)
    store.edits.keep("a.txt", {"Ja.": "Certainly."}, NOW)
    assert list(store.edits.of("a.txt").items()) == [("Nein.", "No."), ("Ja.", "Certainly.")]
    assert store.edits.move("a.txt", "c.txt")
    assert not store.edits.move("a.txt", "c.txt")
    assert store.edits.of("c.txt")["Ja."] == "Certainly."
    assert store.edits.of("b.txt") == {"Ja.": "Yes."}


def test_a_transaction_is_kept_whole_or_not_at_all(store):
    def fail_after_recording():
        with store.transaction():
            store.record([STATE])
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail_after_recording()
    assert store.articles() == {}


def test_runs_are_kept_newest_first(store):
    for number in range(3):
        store.record_run(
            Run(started=NOW, seconds=1.0, signature="echo", translated=number, unchanged=0,
                skipped=0, failed=0, sentences=0, remembered=0)
        )  # fmt: skip
    assert [run.translated for run in store.runs(limit=2)] == [2, 1]
