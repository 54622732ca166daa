"""
The glossary: terms are read, found in German sentences, and mended where the place is certain.

Cases of mending are in `cases/glossary.tsv`.
"""

from __future__ import annotations

import unicodedata
from pathlib import Path

import pytest

from translate import glossary
from translate.errors import SettingsError
from translate.glossary import Term

CASES = Path(__file__).parent / "cases" / "glossary.tsv"


@pytest.fixture(scope="module")
def names():
    """The names that come with the package."""
    return glossary.load([])


@pytest.fixture
def own(tmp_path):
    """Write a glossary file and load it alone."""

    def load(text):
        path = tmp_path / "terms.tsv"
        path.write_text(text, encoding="utf-8")
        return glossary.load([path], shipped=False)

    return load


def read_cases():
    lines = CASES.read_text(encoding="utf-8").splitlines()
    return [line.split("\t") for line in lines if not line.startswith("#")]


@pytest.mark.parametrize(("german", "english", "mended"), read_cases())
def test_mended(names, german, english, mended):
    """German spellings are replaced, what may be right stays."""
    assert names.enforce(german, english) == (mended, [])


def test_mending_twice_changes_nothing_more(names):
    """What was mended is as it should be."""
    for german, english, _ in read_cases():
        once, _ = names.enforce(german, english)
        assert names.enforce(german, once)[0] == once


@pytest.mark.parametrize(
    ("sentence", "found"),
    [
        ("Der Sprecher des Bundeskanzlers schwieg.", ["Bundeskanzlers"]),
        ("Im Schwarzen Meer und am Roten Meer", ["Schwarzen Meer", "Roten Meer"]),
        ("Der Selenskyj-Berater kam.", ["Selenskyj"]),
        ("Die Ukrainerinnen warten.", ["Ukrainerinnen"]),
        ("Im Zweiten Weltkrieg", ["Zweiten Weltkrieg"]),
        ("Wolodymyr Selenskyj", ["Wolodymyr Selenskyj"]),
        ("Nils und die Nilsson", []),
        ("", []),
    ],
)
def test_found(names, sentence, found):
    """Terms are found inflected, the longest first, never overlapping."""
    assert [match.text for match in names.find(sentence)] == found


def test_a_required_term_is_reported(own):
    """A user's term that the English does not have is reported, not forced."""
    terms = own("Kanzleramt\tChancellery\n")
    english, findings = terms.enforce("Das Kanzleramt schweigt.", "The office is silent.")
    assert english == "The office is silent."
    assert [finding.message for finding in findings] == [
        'the glossary says "Kanzleramt" should be "Chancellery", the English has it not'
    ]


def test_any_form_is_accepted(own):
    """The first form is written, the others are right as well."""
    terms = own("Kiew\tKyiv|Kiev\n")
    assert terms.check("Er lebt in Kiew.", "He lives in Kiev.") == []


def test_the_later_file_wins(tmp_path):
    """Terms of a later file replace those of an earlier one."""
    for name, english in (("a.tsv", "Chancellery"), ("b.tsv", "Chancellor's Office")):
        (tmp_path / name).write_text(f"Kanzleramt\t{english}\n", encoding="utf-8")
    terms = glossary.load([tmp_path / "a.tsv", tmp_path / "b.tsv"])
    assert terms.terms["Kanzleramt"].english == ("Chancellor's Office",)


@pytest.mark.parametrize(
    ("terms", "german", "english"),
    [
        ("Bild\tpicture\n", "Das stand in der Bild-Zeitung.", "It was in the Bild newspaper."),
        ("Bild\tpicture\n", "Das stand in der Zeitung Bild.", "It was in the newspaper Bild."),
        ("Land\tstate\n", "Er fuhr einen Land Rover.", "He drove a Land Rover."),
    ],
)
def test_a_term_within_a_name_is_left_alone(own, terms, german, english):
    """A word of a user's that is part of a name, copied from the German, is the name's."""
    assert own(terms).mend(german, english) == english


def test_a_surname_of_a_user_is_mended_wherever_it_stands(own):
    """Only of places do we know that nobody is called so; a user's term may be a person."""
    terms = own("Müller\tMueller\n")
    english = terms.mend("Herr Müller und Eva Müller kamen.", "Mr. Müller and Eva Müller came.")
    assert english == "Mr. Mueller and Eva Mueller came."


def test_umlauts_in_two_characters_are_read_as_one(own):
    """As editors on macOS may write them; articles have them in one."""
    terms = own(unicodedata.normalize("NFD", "Kanzleramtsprüfung\taudit in Köln\n"))
    (term,) = terms.terms.values()
    assert term.german == "Kanzleramtsprüfung"
    assert term.english == ("audit in Köln",)


@pytest.mark.parametrize(("form", "written"), [("Wrocław", "Wroclaw"), ("Tromsø", "Tromso")])
def test_letters_of_other_alphabets_may_be_plain(form, written):
    """A keyboard without them is no mistake."""
    assert glossary.has_form(f"He lives in {written}.", Term("Stadt", (form,)))


def test_what_is_no_sentence_is_left_alone(names):
    """A table without a full stop is no sentence: nobody checks it, and mending would take long."""
    german = "Selenskyj reist nach Kiew. " * 400
    english = "Selenskyj travels to Kiew. " * 400
    assert names.mend(german, english) == english


def test_an_exact_term_is_not_inflected(own):
    """With "exact" in the fifth column only the very form is meant."""
    terms = own("Wende\tWende\tevent\tof 1989\texact\n")
    assert terms.find("die Wenden") == []
    assert len(terms.find("die Wende")) == 1


def test_faults_are_reported_with_their_line(own):
    """Each line that is no term has a problem; the others count."""
    terms = own(
        "# comment\n\nohne Tabulator\nHaus\thouse\nHaus\tbuilding\n\tleer\n"
        "a\tb\tc\td\te\tf\nx\ty\t\t\tmaybe\n" + "z" * 1000 + "\tlong\n"
    )
    assert [problem.line for problem in terms.problems] == [3, 5, 6, 7, 8, 9]
    assert "there is no tab" in str(terms.problems[0])
    assert '"Haus" is "building" here and "house" in line 4' in str(terms.problems[1])
    assert list(terms.terms) == ["Haus"]


def test_a_missing_file_names_the_way_out(tmp_path):
    """A glossary that is not there is a setting to mend."""
    with pytest.raises(SettingsError, match="check --glossary"):
        glossary.load([tmp_path / "none.tsv"])


def test_bytes_that_are_no_text_are_refused(tmp_path):
    """A glossary is UTF-8."""
    path = tmp_path / "terms.tsv"
    path.write_bytes(b"Stra\xdfe\tstreet\n")
    with pytest.raises(SettingsError, match="not UTF-8"):
        glossary.load([path])


def test_other_terms_have_another_fingerprint(own):
    """A translation made under other terms is another one."""
    assert own("Haus\thouse\n").fingerprint != own("Haus\tbuilding\n").fingerprint


def test_shipped_names_are_well_formed(names):
    """No term of the shipped list is empty, padded or listed twice."""
    assert len(names.terms) > 5000
    for term in names.terms.values():
        assert term.german == term.german.strip()
        assert term.english
        assert all(form and form == form.strip() for form in term.english)
        assert term.kind in {
            "person", "place", "organisation", "nationality", "office", "event", "programme",
            "currency",
        }  # fmt: skip


def test_what_recurs_without_an_entry_is_suggested(names):
    """Names and compounds that come again are listed with how they were translated."""
    pairs = [
        ("Gestern trat die Lieferkettenrichtlinie in Kraft.", "The supply chain directive began."),
        ("Viele kritisieren die Lieferkettenrichtlinie.", "Many criticize the supply chain law."),
        ("In Kiew sprach gestern Miriam Feldhoff.", "Miriam Feldhoff spoke in Kyiv."),
        ("Danach schwieg Miriam Feldhoff.", "Then Miriam Feldhoff was silent."),
    ]
    found = {s.german: s for s in glossary.suggest(pairs, names.knows)}
    assert set(found) == {"Lieferkettenrichtlinie", "Miriam Feldhoff"}
    assert found["Miriam Feldhoff"].translations == (("Miriam Feldhoff", 2),)
    assert found["Lieferkettenrichtlinie"].count == 2
    assert "supply chain" in dict(found["Lieferkettenrichtlinie"].translations)


def test_pairs_are_mended_in_order(names):
    """`apply` answers for each pair, in order."""
    mended = [text for text, _ in glossary.apply(names, [("Kiew", "Kiew"), ("Köln", "Köln")])]
    assert mended == ["Kyiv", "Cologne"]
