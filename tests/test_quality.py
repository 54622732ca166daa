"""
The checks: what is found in a translation and what is not.

The cases are in `cases/quality/*.tsv`: German, English, and what is found.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from translate import quality
from translate.data import Finding, Origin, Segment, Severity, Translation
from translate.errors import SettingsError
from translate.glossary import Glossary, Term

CASES = Path(__file__).parent / "cases" / "quality"


def read_cases():
    for path in sorted(CASES.glob("*.tsv")):
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
            if line and not line.startswith("#"):
                yield pytest.param(*line.split("\t"), id=f"{path.stem}:{number}")


def described(findings: list[Finding]) -> list[str]:
    return [f"{finding.severity} {finding.check}: {finding.message}" for finding in findings]


@pytest.mark.parametrize(("german", "english", "expected"), list(read_cases()))
def test_case(german, english, expected):
    """A case in the files has the finding that its last column names, or none."""
    found = described(quality.check_pair(german, english))
    if expected == "ok":
        assert found == []
    else:
        assert any(finding.startswith(f"{expected}:") for finding in found), found


@pytest.mark.parametrize(
    ("german", "english", "mended"),
    [
        line.split("\t")
        for line in (CASES.parent / "mended.tsv").read_text(encoding="utf-8").splitlines()
        if not line.startswith("#")
    ],
)
def test_slips_are_mended(german, english, mended):
    """Names are written as in the German; endings, transliterations and English words stay."""
    assert quality.mend(german, english) == mended


def test_a_finding_names_the_words_on_both_sides():
    """A reader without German sees what the German says and what the English says."""
    finding = quality.check_pair("Es kamen 11.000 Menschen.", "1,000 people came.")[0]
    assert finding == Finding(
        "numbers", Severity.ERROR, 'German says "11.000" (11,000), English says "1,000"'
    )


@pytest.mark.parametrize(
    ("german", "english", "names"),
    [
        ("Müllers Frau sprach, und Müller schwieg.", "His wife spoke and he was silent.",
         ["Müller"]),
        ("Peter Müller kam nach Köln, Müllers Frau blieb.", "He came to Cologne, his wife stayed.",
         ["Peter Müller"]),
        ("Der Fall Selenskyjs zeigt, dass Selenskyj in Kiew bleibt.",
         "The case shows that he stays in Kyiv.", ["Selenskyj"]),
        ("Müller fuhr nach Kiew.", "He went there.", ["Müller", "Kiew"]),
    ],
)  # fmt: skip
def test_a_name_is_missing_once(german, english, names):
    """However often and in whatever inflection it stands in the German."""
    messages = [f.message for f in quality.check_pair(german, english) if f.check == "names"]
    assert [message.split('"')[1] for message in messages] == names


def test_a_clean_pair_weighs_nothing():
    """The lighter of two candidates has fewer errors, then fewer warnings."""
    clean = quality.check_pair("Er kommt nicht.", "He is not coming.")
    wrong = quality.check_pair("Er kommt nicht.", "He is coming.")
    assert quality.weight(clean) == (0, 0) < quality.weight(wrong)


@pytest.mark.parametrize(
    ("german", "english", "messages"),
    [
        ("Er flog über den Lenker.", "He flew over the Lenker.", ['"Lenker" is left in German']),
        ("Er wohnt an der Spree.", "He lives on the Spree.", []),
        ("Sie liest das Handelsblatt.", "She reads the Handelsblatt.", []),
        ("Die Familie Schneider kam.", "The Schneider family came.", []),
        ("Zudem kam er.", "Zudem he came.", ['"Zudem" is left in German']),
        (
            "Er rief: „Zahlreiche kamen.“",
            'He cried: "Zahlreiche came."',
            ['"Zahlreiche" is left in German'],
        ),
        ("Schöne Müllerin hieß der Abend.", "Schöne Müllerin was the evening.", []),
        ("Schwarz-Weiß ist schön.", "Schwarz-Weiß is beautiful.", []),
    ],
)
def test_a_german_word_was_left(german, english, messages):
    """Behind an article and in front: a river, a paper, a family and a title may stand there."""
    findings = quality.check_pair(german, english, -0.5)
    assert [f.message for f in findings if f.check == "untranslated"] == messages


def test_only_what_an_engine_made_must_consist_of_words():
    """A person may write a word that our list does not have; an engine that made it up may not."""
    german, english = "Es herrscht Stille im Haus.", "There is pilence in the house."
    assert quality.check_pair(german, english) == []
    assert [f.check for f in quality.check_pair(german, english, -0.5)] == ["words"]


def test_a_low_score_is_reported():
    """The model's own doubt about a sentence is passed on."""
    findings = quality.check_pair("Das Haus ist groß.", "The house is big.", -2.0)
    assert [finding.check for finding in findings] == ["confidence"]


def translated(german, english, origin=Origin.ENGINE, note=""):
    return Translation(Segment(german, 0), english, -0.3, origin, note)


def test_findings_of_an_article_know_their_segment():
    """The index of a finding is that of the translation it is about."""
    report = quality.check(
        [
            translated("Er kommt heute.", "He is coming today."),
            translated("Er kommt nicht.", "He is coming."),
        ]
    )
    assert [(finding.check, finding.segment) for finding in report.findings] == [("negation", 1)]


def test_a_copied_segment_is_no_mistake():
    """What was copied on purpose has nothing to translate."""
    assert quality.check([translated("11.000 €", "11.000 €", Origin.COPIED)]).findings == ()


def test_a_failed_segment_says_why():
    """A segment without English is an error, with the engine's reason."""
    report = quality.check([translated("Er kommt.", "", Origin.FAILED, "out of memory")])
    assert described(list(report.findings)) == ["error failed: not translated: out of memory"]


def test_a_loop_across_sentences_is_found():
    """The same English for different German is a loop over sentences."""
    report = quality.check(
        [
            translated("Er kommt heute Abend.", "He is coming tonight."),
            translated("Sie bleibt morgen hier.", "He is coming tonight."),
        ]
    )
    assert ("repetition", 1) in [(finding.check, finding.segment) for finding in report.findings]


def test_two_ways_to_say_the_same_may_have_one_translation():
    """German that says the same in other words is no loop."""
    report = quality.check(
        [
            translated("Das ist nicht wahr.", "That is not true."),
            translated("Das stimmt nicht.", "That is not true."),
        ]
    )
    assert report.findings == ()


def test_each_line_of_a_file_is_answered():
    """Lines are counted from 1; a malformed one is answered all the same."""
    lines = ["Ja.\tYes.\n", "Kein Tabulator\n", "\n", "Er kommt nicht.\tHe is coming.\tmore\n"]
    checked = list(quality.check_lines(lines, "pairs.tsv"))
    assert [line["line"] for line in checked] == [1, 2, 3, 4]
    checks = [[finding["check"] for finding in line["findings"]] for line in checked]
    assert checks == [[], ["format"], [], ["negation"]]


def test_strict_refuses_a_malformed_line():
    """With --strict a line without a tab stops the check."""
    with pytest.raises(SettingsError, match=r"pairs\.tsv, line 1: no tab"):
        list(quality.check_lines(["Kein Tabulator"], "pairs.tsv", strict=True))


def test_a_line_of_a_megabyte_is_answered():
    """A line that is no sentence is measured, not compared word by word."""
    checked = list(quality.check_lines(["wort " * 200_000 + "\tword"], "pairs.tsv"))
    assert [finding["check"] for finding in checked[0]["findings"]] == ["length"]


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "\x00",
        "🙂",
        "((((",
        "%s",
        "a" * 5000,
        "1 " * 500,
        "hundert" * 700,
        "-",
        "5 ² ½ ① ٣",
    ],
)
def test_odd_text_is_no_crash(text):
    """Whatever stands on either side, there is an answer."""
    quality.check_pair(text, text, 0.0)
    quality.check_pair(text, "The house is big.", -1.0)
    quality.check_pair("Das Haus ist groß.", text, -1.0)


def test_a_users_term_is_the_name_in_its_form():
    """What a glossary wants and the English has is neither a lost name nor an added one."""
    terms = Glossary([Term("Bundestag", ("Federal Diet",)), Term("Kanzleramt", ("Chancellery",))])
    german = "Der Deutsche Bundestag stimmt am Dienstag in Berlin ab."
    english = "The German Federal Diet votes in Berlin on Tuesday."
    assert [f.check for f in quality.check_pair(german, english)] == ["names"]
    assert quality.check_pair(german, english, glossary=terms) == []
    missing = quality.check_pair("Das Kanzleramt schweigt.", "The office is silent.", None, terms)
    assert [finding.check for finding in missing] == ["glossary"]
    report = quality.check([translated(german, english)], terms)
    assert report.findings == ()


def test_german_left_in_the_middle_is_no_word():
    """An adjective that the engine copied is named; a foreign title that both have is not."""
    german = "Er nannte es einen nahtlosen Übergang, so die Gazzetta dello Sport."
    english = "He called it a nahtlosen transition, says the Gazzetta dello Sport."
    messages = [finding.message for finding in quality.check_pair(german, english, -0.5)]
    assert messages == ['"nahtlosen" is not an English word']


@pytest.mark.parametrize(
    ("german", "english", "is_doubted"),
    [
        ("174 Helfer wurden positiv getestet.", "174 helpers of 174 were tested positive.", True),
        ("2020 sank der Wert, 2020 stieg er.", "In 2020 it fell, in 2020 it rose.", False),
        ("Er zog 2 Lose.", "He drew 2 tickets, 2 of them.", False),
        ("Es kamen 1.200 Gäste.", "Some 1,200 guests came, 1,200.", True),
    ],
)
def test_a_figure_that_german_says_once(german, english, is_doubted):
    """An engine that goes round says it again; people may; single digits may stand for words."""
    found = [f for f in quality.check_pair(german, english, -0.5) if f.check == "repetition"]
    assert bool(found) == is_doubted
