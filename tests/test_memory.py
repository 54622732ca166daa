"""The translation memory as a product: searched, taken out, brought in, thinned."""

from __future__ import annotations

import datetime
import json
import os
import tracemalloc

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from tests.conftest import ROOT
from translate.corpus import exchange
from translate.corpus.exchange import _read_tsv
from translate.corpus.moments import moment
from translate.data import Origin
from translate.errors import ReadError, SettingsError
from translate.rendering.tmx import read_tmx, write_tmx
from translate.store import HUMAN, Store, Unit

CREATED = "2026-01-02T03:04:05+00:00"


@pytest.fixture
def out(tmp_path, corpus, translate):
    """An output folder whose memory holds two articles by the echo engine."""
    assert translate("run", corpus, "--out", tmp_path / "out", "--engine", "echo").code == 0
    return tmp_path / "out"


@pytest.fixture
def memory(out, translate):
    return lambda *arguments: translate("memory", *arguments, "--out", out)


def tmx_of(*units):
    return "".join(write_tmx(units))


def units_in(out):
    with Store.open(out / ".translate/state.sqlite3") as store:
        return list(store.memory.units())


# -- TMX

TEXTS = st.text(
    st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufffe\uffff"), min_size=1
)
TEXTS = TEXTS.map(str.strip).filter(bool)
UNITS = st.builds(
    Unit,
    source=TEXTS,
    target=TEXTS,
    origin=st.just(Origin.ENGINE),
    signature=TEXTS,
    created=st.just(CREATED),
)


@given(st.lists(UNITS, max_size=5))
def test_tmx_round_trip(tmp_path_factory, units):
    """What is written is valid, and read back the same."""
    path = tmp_path_factory.mktemp("tmx") / "m.tmx"
    path.write_text(tmx_of(*units), encoding="utf-8", newline="")
    assert list(read_tmx(path)) == units


@given(st.text())
def test_any_text_makes_valid_tmx(text):
    """Characters that XML cannot say are left out; the rest stands, line ends too."""
    text = text.encode("utf-8", "surrogatepass").decode("utf-8", "replace")
    unit = Unit(text, text, Origin.HUMAN, HUMAN, CREATED)
    tree = etree.fromstring(tmx_of(unit).encode())
    dtd = etree.DTD(str(ROOT / "tests/tmx14.dtd"))
    assert dtd.validate(tree), dtd.error_log
    segment = tree.findtext(".//tuv[@{http://www.w3.org/XML/1998/namespace}lang='de']/seg") or ""
    allowed = {c for c in text if c in "\t\n\r" or (ord(c) >= 32 and c not in "\ufffe\uffff")}
    assert segment == "".join(c for c in text if c in allowed)


def test_the_header_says_what_other_tools_ask_for():
    root = etree.fromstring(tmx_of().encode())
    assert root.get("version") == "1.4"
    assert dict(root.find("header").attrib) | {"creationtoolversion": ""} == {
        "creationtool": "translate", "creationtoolversion": "", "segtype": "sentence",
        "o-tmf": "translate", "adminlang": "en", "srclang": "de", "datatype": "plaintext",
    }  # fmt: skip
    assert root.getroottree().docinfo.system_url == "tmx14.dtd"


OMEGAT = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE tmx SYSTEM "tmx11.dtd">
<tmx version="1.1">
  <header creationtool="OmegaT" o-tmf="OmegaT TMX" adminlang="EN-US" datatype="plaintext"
    creationtoolversion="6.0.0" segtype="sentence" srclang="DE-CH"/>
  <body>
    <tu><tuv lang="DE-CH">
        <seg>Guten <bpt i="0">&lt;b&gt;</bpt><hi>Tag</hi><ept i="0">&lt;/b&gt;</ept>.</seg></tuv>
      <tuv lang="EN-GB" changeid="me"><seg>Good day.</seg></tuv></tu>
    <tu><tuv xml:lang="de"><seg>Nur Deutsch.</seg></tuv></tu>
    <tu><tuv xml:lang="de"><seg> </seg></tuv><tuv xml:lang="en"><seg>x</seg></tuv></tu>
    <tu><tuv xml:lang="fr"><seg>Oui</seg></tuv><tuv xml:lang="en"><seg>Yes</seg></tuv></tu>
  </body>
</tmx>
"""


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_files_of_other_tools_are_read(tmp_path, encoding):
    """Regional languages, the old `lang`, codes inside of segments, UTF-16; the rest is refused."""
    path = tmp_path / "omegat.tmx"
    path.write_bytes(OMEGAT.replace("UTF-8", encoding).encode(encoding))
    first, *refused = read_tmx(path)
    assert first == Unit("Guten Tag.", "Good day.", Origin.HUMAN, HUMAN)
    assert refused == [
        "unit 2: not German and English (languages: de)",
        "unit 3: no German text",
        "unit 4: not German and English (languages: en, fr)",
    ]


EMPTY = "<tuv xml:lang='de'><seg>{}</seg></tuv><tuv xml:lang='en'><seg>{}</seg></tuv>"


def test_a_unit_without_english_is_refused_in_either_format(tmp_path):
    """Nobody has translated it, neither a person nor an engine; only people of ours may empty."""
    ours = "<prop type='x-origin'>human</prop><prop type='x-signature'>human</prop>"
    units = (f"<tu>{props}{EMPTY.format('Ja.', '')}</tu>" for props in ("", ours))
    path = tmp_path / "other.tmx"
    path.write_text(f"<tmx><body>{''.join(units)}</body></tmx>", encoding="utf-8")
    emptied = Unit("Ja.", "", Origin.HUMAN, HUMAN)
    assert list(read_tmx(path)) == ["unit 1: no English text for 'Ja.'", emptied]
    table = tmp_path / "other.tsv"
    table.write_text("Ja.\t\tengine\techo\nJa.\t\nJa.\t\thuman\thuman\n", encoding="utf-8")
    assert list(_read_tsv(table)) == [
        "line 1: no English text for 'Ja.'",
        "line 2: no English text for 'Ja.'",
        emptied,
    ]


LAUGHS = '<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;">'


@pytest.mark.parametrize(
    "content",
    [
        f"<!DOCTYPE tmx [{LAUGHS}]><tmx><body><tu>&c;</tu></body></tmx>",
        '<!DOCTYPE tmx [<!ENTITY x SYSTEM "file:///etc/passwd">]><tmx><body>&x;</body></tmx>',
        '<!DOCTYPE tmx [<!ENTITY % x SYSTEM "http://example.org/x"> %x;]><tmx><body/></tmx>',
        "<tmx><body><tu>",
        "no XML at all",
        "<html><p>not a memory</p></html>",
        "",
    ],
    ids=["laughs", "file", "parameter", "cut off", "text", "html", "empty"],
)
def test_dangerous_and_broken_files_are_refused(tmp_path, memory, content):
    path = tmp_path / "bad.tmx"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(ReadError):
        list(read_tmx(path))
    result = memory("import", path)
    assert result.code == 2
    assert "Traceback" not in result.err


def test_a_large_file_needs_no_more_memory_than_a_small_one(tmp_path):
    """Units are streamed, out and in: all of these at once would take 15 MB."""
    path = tmp_path / "large.tmx"
    units = (
        Unit(f"Satz {n}.", f"Sentence {n}.", Origin.HUMAN, HUMAN, CREATED) for n in range(5000)
    )
    with path.open("w", encoding="utf-8") as file:
        file.writelines(write_tmx(units))
    tracemalloc.start()
    try:
        assert sum(1 for _ in read_tmx(path)) == 5000
        assert tracemalloc.get_traced_memory()[1] < 2_000_000
    finally:
        tracemalloc.stop()


# -- the commands


def test_stats_count_by_who_made_it(memory, out):
    with Store.open(out / ".translate/state.sqlite3") as store:
        store.memory.learn({"Ja.": "Sure."}, CREATED)
    result = memory("stats")
    assert "8  engine  echo" in result.out
    assert "1  human  human  2026-01-02 to 2026-01-02" in result.out
    assert "9  in all" in result.out
    lines = [json.loads(line) for line in memory("stats", "--json").out.splitlines()]
    assert [line["entries"] for line in lines] == [8, 1]


def test_search_shows_what_is_alike_best_first(memory):
    result = memory("search", "Am Samstag regnet es im Süden.", "--json")
    first = json.loads(result.out.splitlines()[0])
    assert first["source"] == "Am Samstag regnet es im Norden."
    assert 80 < first["likeness"] < 100
    assert "12 MILLIONEN" in memory("search", "12 millionen").out
    assert "nothing like it" in memory("search", "xyzzy").err


def test_what_is_only_alike_is_never_used(corpus, memory, out, translate):
    with Store.open(out / ".translate/state.sqlite3") as store:
        store.memory.learn({"Am Samstag regnet es im Süden.": "Wrong place."}, CREATED)
    translate("run", corpus, "--out", out, "--engine", "echo", "--force")
    assert "Wrong place" not in (out / "b.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("ending", ["tmx", "tsv"])
def test_export_and_import_move_a_memory(memory, out, tmp_path, ending, translate):
    with Store.open(out / ".translate/state.sqlite3") as store:
        store.memory.learn({"Ja & nein,\tvielleicht.": "Yes <and> no."}, CREATED)
    file = tmp_path / f"memory.{ending}"
    assert "9 entries" in memory("export", file).err
    other = tmp_path / "other"
    result = translate("memory", "import", file, "--out", other)
    assert result.last_line == "9 taken, 0 changed, 0 known already, 0 refused"
    again = translate("memory", "import", file, "--out", other)
    assert again.last_line == "0 taken, 0 changed, 9 known already, 0 refused"

    def told(folder):
        return {
            (u.source.replace("\t", " "), u.target, u.origin, u.signature) for u in units_in(folder)
        }

    assert told(other) == told(out)
    assert "Yes &lt;and&gt; no." in (other / ".translate/human.tmx").read_text(encoding="utf-8")
    assert not [path for path in tmp_path.iterdir() if path.name.startswith(".")]


def test_an_imported_translation_is_used_under_every_engine(
    memory, out, tmp_path, corpus, translate
):
    file = tmp_path / "mine.tsv"
    file.write_text(
        "Am Sonntag scheint die Sonne.\tSunday will be sunny.\nnur eine Spalte\n", "utf-8"
    )
    result = memory("import", file)
    assert result.last_line == "1 taken, 0 changed, 0 known already, 1 refused"
    assert "line 2: not German TAB English" in result.err
    result = translate("run", corpus, "--out", out, "--engine", "echo", "--force", "--json")
    segments = [json.loads(line).get("segments", {}) for line in result.out.splitlines()]
    assert sum(some.get("human", 0) for some in segments) == 1
    assert "Sunday will be sunny." in (out / "b.md").read_text(encoding="utf-8")


def test_import_reports_what_it_changed(memory, tmp_path):
    file = tmp_path / "mine.tsv"
    file.write_text("Ja.\tYes.\n", encoding="utf-8")
    memory("import", file)
    file.write_text("Ja.\tSure.\n", encoding="utf-8")
    result = memory("import", file, "--json")
    assert json.loads(result.out) == {
        "taken": 0, "changed": 1, "known": 0, "refused": 0, "reasons": [],
    }  # fmt: skip


@pytest.mark.parametrize("ending", ["tmx", "tsv"])
def test_an_import_that_breaks_off_says_and_keeps_what_it_took(
    memory, out, tmp_path, ending, monkeypatch
):
    monkeypatch.setattr(exchange, "_CHUNK", 100)
    units = [Unit(f"Satz {n}.", f"Sentence {n}.", Origin.HUMAN, HUMAN) for n in range(900)]
    file = tmp_path / f"broken.{ending}"
    if ending == "tmx":
        whole = tmx_of(*units)
        file.write_text(whole[: whole.index("Sentence 899")], encoding="utf-8")
    else:
        lines = "".join(f"{unit.source}\t{unit.target}\n" for unit in units)
        file.write_bytes(lines.encode() + b"Caf\xe9\tCoffee\n")
    result = memory("import", file)
    assert result.code == 2
    taken = sum(unit.origin is Origin.HUMAN for unit in units_in(out))
    assert f"({taken:,} units before that were taken)" in result.err
    human = (out / ".translate/human.tmx").read_text(encoding="utf-8")
    assert human.count("<seg>Sentence ") == taken
    assert taken > 0


def test_a_copy_that_was_set_aside_by_an_import_is_named(memory, out, tmp_path):
    (out / ".translate/human.tmx").write_text("not XML", encoding="utf-8")
    file = tmp_path / "mine.tsv"
    file.write_text("Ja.\tYes.\n", encoding="utf-8")
    assert "human.tmx: not a TMX file" in memory("import", file).err


def test_words_of_one_article_travel_as_such(memory, out, tmp_path, translate):
    """The copy of another output folder: what people wrote there holds in the same article."""
    with Store.open(out / ".translate/state.sqlite3") as store:
        store.edits.keep("a.txt", {"Ja.": "Sure."}, CREATED)
    other = tmp_path / "other"
    file = tmp_path / "human.tmx"
    unit = Unit("Ja.", "Sure.", Origin.HUMAN, HUMAN, CREATED, "a.txt")
    file.write_text(tmx_of(unit), encoding="utf-8")
    assert list(read_tmx(file)) == [unit]
    result = translate("memory", "import", file, "--out", other)
    assert result.last_line == "1 taken, 0 changed, 0 known already, 0 refused"
    with Store.open(other / ".translate/state.sqlite3") as store:
        assert store.edits.of("a.txt") == {"Ja.": "Sure."}
        assert store.memory.size() == 0


def test_an_export_is_readable_as_far_as_the_umask_says(memory, tmp_path):
    before = os.umask(0o027)
    try:
        memory("export", tmp_path / "memory.tmx")
    finally:
        os.umask(before)
    assert (tmp_path / "memory.tmx").stat().st_mode & 0o777 == 0o640


NOW = datetime.datetime(2026, 3, 10, 6, tzinfo=datetime.UTC)


@pytest.mark.parametrize(
    ("text", "start"),
    [
        ("12h", "2026-03-09T18:00:00"), ("3 days", "2026-03-07T06:00:00"),
        ("2w", "2026-02-24T06:00:00"), ("1 month", "2026-02-08T06:00:00"),
        ("1y", "2025-03-10T06:00:00"), ("2026-01-31", "2026-01-31T00:00:00"),
        ("2026-01-31T10:00+02:00", "2026-01-31T08:00:00"),
        ("2026-01-31T10:00Z", "2026-01-31T10:00:00"),
    ],
)  # fmt: skip
def test_a_moment_is_an_age_or_a_date_in_any_zone(text, start):
    assert moment(text, NOW, "--since") == f"{start}+00:00"


@pytest.mark.parametrize(
    "text", ["99999999d", f"{'9' * 40}y", "9" * 5000 + "d", "0001-01-01T00:00+02:00", "", "3 pints"]
)
def test_what_is_no_moment_is_one_sentence(text):
    with pytest.raises(SettingsError, match=r"--since '.*(name a later one|write it like 12h)"):
        moment(text, NOW, "--since")


def test_only_what_people_wrote_can_be_exported(memory, out, tmp_path):
    with Store.open(out / ".translate/state.sqlite3") as store:
        store.memory.learn({"Ja.": "Sure."}, CREATED)
    memory("export", tmp_path / "mine.tsv", "--only-human")
    lines = (tmp_path / "mine.tsv").read_text(encoding="utf-8").splitlines()
    assert lines[1:] == [f"Ja.\tSure.\thuman\thuman\t{CREATED}"]


def test_prune_forgets_engines_and_never_people(memory, out):
    with Store.open(out / ".translate/state.sqlite3") as store:
        store.memory.learn({"Ja.": "Sure."}, CREATED)
    assert "0 entries forgotten" in memory("prune", "--older-than", "1d").err
    assert "8 entries forgotten" in memory("prune", "--older-than", "2100-01-01").err
    assert [unit.origin for unit in units_in(out)] == [Origin.HUMAN]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("prune", "--older-than", "soon"), "write it like 12h, 7d, 2w, 90d"),
        (("export", "memory.xlsx"), "must end in .tmx or .tsv"),
        (("export", "/nowhere/memory.tmx"), "cannot be written"),
        (("import", "missing.tmx"), "cannot be read"),
        (("import", "missing.tsv"), "cannot be read"),
    ],
)
def test_what_cannot_be_done_is_one_sentence(memory, arguments, message):
    result = memory(*arguments)
    assert result.code == 2
    assert message in result.err


def test_without_a_memory_the_commands_say_so(tmp_path, translate):
    result = translate("memory", "stats", "--out", tmp_path / "nothing")
    assert result.code == 2
    assert "no memory there yet" in result.err
    assert not (tmp_path / "nothing").exists()
