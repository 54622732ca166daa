"""
The glossary: names and terms that are to be translated the same way every time.

In: German sentences and their English. Out: where terms stand, whether the English has them, and
the English with what was surely wrong mended: German spellings left over (Selenskyj → Zelenskyy)
and names that came out nearly right. Nothing is ever forced where the place is not certain.

    >>> glossary = load([])
    >>> glossary.enforce("Selenskyj reist nach Kiew.", "Selenskyj travels to Kyiv.")
    ('Zelenskyy travels to Kyiv.', [])
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from difflib import SequenceMatcher
from functools import cached_property, lru_cache
from pathlib import Path

from translate.data import Finding, Severity, digest_of
from translate.glossary.accents import without_accents
from translate.glossary.adjectives import PlaceAdjectives
from translate.glossary.matching import Index, Match
from translate.glossary.neighbours import is_another_name
from translate.glossary.suggestions import Suggestion, suggest
from translate.glossary.terms import NAMES, Problem, Term, read_terms, shipped_terms

__all__ = ["Glossary", "Match", "Problem", "Suggestion", "Term", "apply", "load", "suggest"]

CHECK = "glossary"

# How alike a name must be to one it is taken for (difflib ratio): Beloussov for Belousov is 0.94,
# Iran for Iraq 0.75. By eye on the glossary's own names.
_NEARLY = 0.86
_SHORTEST = 5  # letters; shorter names are too often like one another

# Characters of both sides together; what is longer is no sentence, and no check looks at it.
_LONGEST = 10_000


class Glossary:
    """Terms of the shipped list and of a user's files, later ones first in rank."""

    def __init__(self, terms: Iterable[Term], problems: Sequence[Problem] = ()) -> None:
        self.terms: Mapping[str, Term] = {term.german: term for term in terms}
        self.problems = tuple(problems)
        self._has_required = any(term.is_required for term in self.terms.values())

    @cached_property
    def _index(self) -> Index:
        return Index(self.terms.values())

    @cached_property
    def _adjectives(self) -> PlaceAdjectives:
        return PlaceAdjectives(self.terms.values())

    @cached_property
    def fingerprint(self) -> str:
        """The digest of all terms: a translation made under other terms is another one."""
        rows = sorted((term.german, *term.english) for term in self.terms.values())
        return digest_of(json.dumps(rows, ensure_ascii=False, separators=(",", ":")).encode())

    def find(self, sentence: str) -> list[Match]:
        """Return the terms of a German sentence in their order, none overlapping."""
        return list(_matches(self._index, sentence))

    def knows(self, text: str) -> bool:
        """Whether there is a term for a whole German name or compound."""
        return any(match.text == text for match in self.find(text))

    def check(self, german: str, english: str) -> list[Finding]:
        """Report each term of a user's file that the English does not have."""
        missing = dict.fromkeys(
            match.term for match in self._required(german)
            if not match.is_part and not has_form(english, match.term)
        )  # fmt: skip
        return [_missing(term) for term in missing]

    def rendered(self, german: str, english: str) -> list[tuple[str, str]]:
        """
        Return the terms of a user's file as the German has them, with their English form or "".

            >>> glossary = Glossary([Term("Bundestag", ("Federal Diet",))])
            >>> glossary.rendered("Die Rede im Bundestag", "The speech in the Federal Diet")
            [('Bundestag', 'Federal Diet')]
        """
        return [
            (match.text, form_in(english, match.term))
            for match in self._required(german)
            if not match.is_part or has_form(english, match.term)
        ]

    def _required(self, german: str) -> list[Match]:
        """Return the terms of a user's file; most runs have none."""
        if not self._has_required:
            return []
        return [match for match in self.find(german) if match.term.is_required]

    def enforce(self, german: str, hypothesis: str) -> tuple[str, list[Finding]]:
        """Mend what is surely wrong; report the user's terms that are still not there."""
        english = self.mend(german, hypothesis)
        return english, self.check(german, english)

    def mend(self, german: str, hypothesis: str) -> str:
        """Replace what is surely a wrong form of a term."""
        if len(german) + len(hypothesis) > _LONGEST:
            return hypothesis
        english = hypothesis
        matches = self.find(german)
        for match in {(match.text, match.term.german): match for match in matches}.values():
            if _may_be_mended(match) and not has_form(english, match.term):
                english = self._mended(match, matches, german, english)
        return self._adjectives.replace(german, english)

    def _mended(self, match: Match, matches: Sequence[Match], german: str, english: str) -> str:
        term = match.term
        for spelling in dict.fromkeys((match.text, term.german)):
            if spelling not in term.english:
                changed = _replaced(german, english, spelling, term)
                if changed != english:
                    return changed
        if len(term.german.split()) > 1:
            return self._mended_word_by_word(term, matches, german, english)
        return _nearly_right(term, matches, german, english) if term.kind in NAMES else english

    def _mended_word_by_word(
        self, term: Term, matches: Sequence[Match], german: str, english: str
    ) -> str:
        """Mend the parts of a full name that have terms of their own: the surname alone."""
        for word in term.german.split():
            part = self.terms.get(word)
            if part and part.kind in NAMES and not has_form(english, part):
                changed = _replaced(german, english, word, part)
                is_mended = changed != english
                english = changed if is_mended else _nearly_right(part, matches, german, english)
        return english


# A sentence is mended and checked in each of its hypotheses: the batches under way fit.
@lru_cache(maxsize=2048)
def _matches(index: Index, sentence: str) -> tuple[Match, ...]:
    return tuple(index.find(sentence))


def load(paths: Iterable[Path], *, shipped: bool = True) -> Glossary:
    """
    Read glossaries; later ones win over earlier ones, all of them over the shipped names.

    Lines that are malformed or contradict each other become problems. Raises `SettingsError` for a
    file that cannot be read.
    """
    terms = list(shipped_terms()) if shipped else []
    problems: list[Problem] = []
    for path in paths:
        found, faults = read_terms(Path(path))
        terms.extend(found)
        problems.extend(faults)
    return Glossary(terms, problems)


def apply(
    glossary: Glossary, pairs: Iterable[tuple[str, str]]
) -> Iterator[tuple[str, list[Finding]]]:
    """Mend the English of each pair; what could not be mended is reported."""
    for german, english in pairs:
        yield glossary.enforce(german, english)


def has_form(english: str, term: Term) -> bool:
    """
    Whether the English has one of a term's forms.

    >>> has_form("The Chancellor's plan", Term("Kanzler", ("chancellor",)))
    True
    """
    return bool(form_in(english, term))


def form_in(english: str, term: Term) -> str:
    """Return the form of a term that the English has, or nothing."""
    plain = _plain(english)
    lower = plain.lower()
    for form in term.english:
        if _bare(form) in lower and _form(form).search(plain):
            return form
    return ""


def _may_be_mended(match: Match) -> bool:
    """
    Whether a German form left in the English is surely a mistake.

    Acronyms are not spelt out (BGH), and peoples only mended where they are adjectives. A user's
    term is always meant, but for the beginning of a compound („Bild-Zeitung“) if it is no name.
    """
    term = match.term
    if term.is_required:
        return not match.is_part or term.kind in NAMES
    is_acronym = sum(letter.isupper() for letter in term.german) > 1 and " " not in term.german
    if is_acronym and "-" not in term.german:
        return term.german.lower() == term.english[0].lower()
    return term.kind != "nationality" or term.german[0].islower()


# One sentence is asked for each of its terms.
_plain = lru_cache(maxsize=64)(without_accents)


@lru_cache(maxsize=50_000)
def _bare(form: str) -> str:
    return _plain(form).lower()


@lru_cache(maxsize=50_000)
def _form(form: str) -> re.Pattern[str]:
    """Match a form with its plural and genitive; acronyms keep their capitals."""
    flags = 0 if form.isupper() else re.IGNORECASE
    form = _plain(form)
    before = r"(?<!\w)" if form[:1].isalnum() else ""
    after = r"(?:['’]s|s|es)?(?!\w)" if form[-1:].isalnum() else ""
    return re.compile(before + re.escape(form) + after, flags)


def _missing(term: Term) -> Finding:
    wanted = f'"{term.german}" should be "{term.english[0]}"'
    return Finding(CHECK, Severity.WARNING, f"the glossary says {wanted}, the English has it not")


# Lakes, mountains and capes have no article of their own in English. It is another noun's where
# one follows: „the Genfer See region“.
_WITHOUT_ARTICLE = ("Lake ", "Mount ", "Cape ")
_GRAMMAR = "is|was|has|had|will|would|can|could|and|or|in|on|at|to|for|from|of|with|by"
_NO_NOUN = rf"(?=[^\w\s]|$| (?:{_GRAMMAR})\b)"


def _replaced(german: str, english: str, spelling: str, term: Term) -> str:
    """Put a term in place of a spelling, with its genitive and its capital at the beginning."""
    form, escaped = term.english[0], re.escape(spelling)
    has_no_article = form.startswith(_WITHOUT_ARTICLE)
    article = f"(?:[Tt]he (?={escaped}{_NO_NOUN}))?" if has_no_article else ""
    pattern = re.compile(rf"(?<![\w-]){article}(?P<name>{escaped})(?P<tail>['’]s)?(?![\w])")

    def put(match: re.Match[str]) -> str:
        if is_another_name(term, german, english, match.span("name")):
            return match[0]
        put_in = form[0].upper() + form[1:] if match.start() == 0 else form
        return put_in + (match["tail"] or "")

    return pattern.sub(put, english)


_CAPITALISED = re.compile(r"(?<![\w-])[A-ZÀ-ÖØ-Þ][\w’']{3,}")


def _nearly_right(term: Term, matches: Sequence[Match], german: str, english: str) -> str:
    """Mend a garbled name if just one word of the English is nearly it and no other name."""
    form = term.english[0]
    if len(form) < _SHORTEST or " " in form or form == term.german:
        return english
    others = {form for match in matches if match.term is not term for form in match.term.english}
    near = {
        bare for word in _CAPITALISED.findall(english)
        if (bare := re.sub(r"['’]s$", "", word)) not in others and _is_nearly(bare, term)
    }  # fmt: skip
    return _replaced(german, english, near.pop(), term) if len(near) == 1 else english


def _is_nearly(word: str, term: Term) -> bool:
    """
    Whether a word is a name's German spelling but for a letter, or a person's English one.

    Places are not compared with their English form: "Jamaican" is no slip for Jamaica.
    """
    names = (term.german, term.english[0]) if term.kind == "person" else (term.german,)
    return not word.startswith(term.english[0][:-1]) and any(
        SequenceMatcher(None, word.lower(), name.lower()).ratio() >= _NEARLY for name in names
    )
