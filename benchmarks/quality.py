"""
Measure the checks: planted mistakes found, human translations left alone, pairs a second.

    python benchmarks/quality.py ../shared/eval/newstest.dev.tsv [--half tune] [--missed NAME]

Every mistake is planted in a human translation by a seeded rule (`MUTATIONS`). Found means that
any check flags the pair, the last column that a check which names this kind of mistake does. The
checks were tuned on the even lines ("tune"); the table in docs/quality.md is of the odd ones.
"""

from __future__ import annotations

import argparse
import random
import re
import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from pathlib import Path

from translate.data import Finding, Severity
from translate.quality import check_pair
from translate.quality.checks import run_checks

Pair = tuple[str, str]
Mutation = Callable[[str, str, random.Random], str | None]

GLOSSARY = Path(__file__).parents[2] / "shared" / "glossary" / "names.tsv"
_WORDS = "one two three four five six seven eight nine ten eleven twelve".split()
_MONTHS = (
    "January February March April May June July August September October November December"
).split()
_NAME = re.compile(r"(?<=[a-z,] )[A-Z][a-zà-ÿ]{2,}(?: [A-Z][a-zà-ÿ]{2,})*(?:'s)?(?![\w-]|\.\w)")
_NOT_A_NAME = {*_MONTHS, "Mr", "Mrs", "Ms", "The", "This", "That", "But", "And", "God", "Internet"}
_NOT_A_NAME |= {"Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"}
_OTHER_NAMES = (
    "Richard Novak", "Hartford", "Lisbon", "Denise Carver", "Uruguay", "Mirkovic", "Harlow",
    "Edmonton", "Tanzania", "Olivia Brandt", "Kuwait", "Ferguson",
)  # fmt: skip
# Couples of which one says the opposite of the other, or another day, direction, person.
_OPPOSITES = (
    "north south", "northern southern", "east west", "eastern western", "rose fell",
    "increased decreased", "yesterday tomorrow", "morning evening", "summer winter",
    "first second", "half quarter", "hundreds thousands", "mother father", "daughter son",
    "brother sister", "women men", "better worse", "older younger", "majority minority",
    "highest lowest", "largest smallest", "imports exports", "rejected approved", "war peace",
)  # fmt: skip
_OPPOSITE = {
    word: other
    for one, another in map(str.split, _OPPOSITES)
    for word, other in ((one, another), (another, one))
}
_TIME_UNITS = "hour day week month year".split()


def change_number(_: str, english: str, rng: random.Random) -> str | None:
    """Replace one figure or number word by another of the same kind."""
    places = list(re.finditer(rf"\d+(?:[.,]\d+)*|\b(?:{'|'.join(_WORDS[1:])})\b", english))
    if not places:
        return None
    place = rng.choice(places)
    if place[0] in _WORDS:
        return _replaced(english, place, rng.choice([w for w in _WORDS[1:] if w != place[0]]))
    digits = [i for i, letter in enumerate(place[0]) if letter.isdigit()]
    chosen = rng.choice(digits)
    others = [d for d in "123456789" if d != place[0][chosen]]
    new = place[0][:chosen] + rng.choice(others) + place[0][chosen + 1 :]
    return _replaced(english, place, new)


def drop_digit(_: str, english: str, rng: random.Random) -> str | None:
    """Lose or gain a zero."""
    places = list(re.finditer(r"\d{2,}", english))
    if not places:
        return None
    place = rng.choice(places)
    new = place[0][:-1] if rng.random() < 0.5 else place[0] + "0"
    return _replaced(english, place, new)


def swap_scale(_: str, english: str, rng: random.Random) -> str | None:
    """Take million for billion or the other way round."""
    places = list(re.finditer(r"\b(?:million|billion|trillion|m|bn)\b(?=\W|$)", english))
    places = [place for place in places if len(place[0]) > 1 and place[0] != "bn"]
    if not places:
        return None
    place = rng.choice(places)
    return _replaced(english, place, {"million": "billion"}.get(place[0], "million"))


def change_date(_: str, english: str, rng: random.Random) -> str | None:
    """Put another month, or turn the day's digits round."""
    places = list(re.finditer(rf"\b(?:{'|'.join(_MONTHS)})\b(?: \d+)?", english))
    places = [place for place in places if place[0] not in ("May", "March")]
    if not places:
        return None
    place = rng.choice(places)
    month, _, day = place[0].partition(" ")
    if len(day) == 2 and day != day[::-1] and day[1] != "0" and rng.random() < 0.5:
        return _replaced(english, place, f"{month} {day[::-1]}")
    other = rng.choice([m for m in _MONTHS if m != month])
    return _replaced(english, place, f"{other} {day}".strip())


def say_opposite(_: str, english: str, rng: random.Random) -> str | None:
    """Put south for north, or fell for rose."""
    places = list(re.finditer(rf"\b(?:{'|'.join(_OPPOSITE)})\b", english))
    if not places:
        return None
    place = rng.choice(places)
    return _replaced(english, place, _OPPOSITE[place[0]])


def change_unit(_: str, english: str, rng: random.Random) -> str | None:
    """Count another unit of time: years for months."""
    units = "|".join(_TIME_UNITS)
    places = list(re.finditer(rf"(\b(?:\d+|{'|'.join(_WORDS)}) )({units})s\b", english))
    if not places:
        return None
    place = rng.choice(places)
    other = rng.choice([unit for unit in _TIME_UNITS if unit != place[2]])
    return _replaced(english, place, f"{place[1]}{other}s")


def _names(german: str, english: str) -> list[re.Match[str]]:
    """Find the names inside an English sentence, said once, that the German has too."""
    return [
        place for place in _NAME.finditer(english)
        if _is_name_of(place[0], german)
        and all(english.count(word) == 1 for word in place[0].removesuffix("'s").split())
    ]  # fmt: skip


def _is_name_of(name: str, german: str) -> bool:
    name = name.removesuffix("'s")
    if set(name.split()) & _NOT_A_NAME:
        return False
    if re.search(rf"\b{re.escape(name)}", german):
        return True
    return any(form in german for form in _glossary().get(name, ()))


@lru_cache(maxsize=1)
def _glossary() -> dict[str, list[str]]:
    """German forms of each English person, place and organisation of the shared list."""
    forms: dict[str, list[str]] = {}
    for line in GLOSSARY.read_text(encoding="utf-8").splitlines():
        german, english, kind = line.split("\t")[:3]
        if kind in ("person", "place", "organisation"):
            forms.setdefault(english, []).append(german)
    return forms


def drop_name(german: str, english: str, rng: random.Random) -> str | None:
    """Leave out a name in the middle of the sentence."""
    places = _names(german, english)
    if not places:
        return None
    place = rng.choice(places)
    return english[: place.start()].rstrip() + english[place.end() :]


def replace_name(german: str, english: str, rng: random.Random) -> str | None:
    """Put another name in a name's place."""
    places = _names(german, english)
    if not places:
        return None
    other = rng.choice([name for name in _OTHER_NAMES if name not in german])
    return _replaced(english, rng.choice(places), other)


def drop_negation(_: str, english: str, rng: random.Random) -> str | None:
    """Take a negation out."""
    places = list(
        re.finditer(r"\b(?:do|does|did) not |n't\b|(?<= )not |(?<= )no |(?<= )never ", english)
    )
    if not places:
        return None
    place = rng.choice(places)
    mutated = english[: place.start()] + english[place.end() :]
    return re.sub(r"\b([Cc])a(?= )", r"\1an", mutated.replace("wo ", "will "))


def add_negation(_: str, english: str, rng: random.Random) -> str | None:
    """Put a "not" behind an auxiliary."""
    places = list(
        re.finditer(
            r"\b(?:is|are|was|were|will|would|has|have|had|can|could|should|must)\b(?! not)",
            english,
        )
    )
    if not places:
        return None
    place = rng.choice(places)
    return english[: place.end()] + " not" + english[place.end() :]


def drop_clause(_: str, english: str, rng: random.Random) -> str | None:
    """Leave out what stands between two commas, or from a comma to the end: five words or more."""
    places = list(re.finditer(r"[,;:–-] [^,;:.!?]+(?=[,;.!?:])", english))
    places = [place for place in places if len(place[0].split()) >= 6]
    if not places:
        return None
    place = rng.choice(places)
    mutated = english[: place.start()] + english[place.end() :]
    return mutated if len(mutated.split()) >= 3 else None


def drop_end(_: str, english: str, rng: random.Random) -> str | None:
    """Stop early: the last fifth to half of the sentence is missing."""
    words = english.split()
    if len(words) < 12:
        return None
    return " ".join(words[: int(len(words) * rng.uniform(0.5, 0.8))]).rstrip(",;:") + "."


def repeat_phrase(_: str, english: str, rng: random.Random) -> str | None:
    """Say two to six words twice in a row."""
    words = english.split()
    size = rng.randint(2, 6)
    if len(words) < size + 2:
        return None
    at = rng.randrange(len(words) - size)
    return " ".join(words[: at + size] + words[at : at + size] + words[at + size :])


def loop_phrase(_: str, english: str, rng: random.Random) -> str | None:
    """Say one to four words many times, as small models do."""
    words = english.split()
    size = rng.randint(1, 4)
    if len(words) < size + 2:
        return None
    at = rng.randrange(len(words) - size)
    return " ".join(words[: at + size] + words[at : at + size] * rng.randint(3, 8))


def copy_source(german: str, english: str, _: random.Random) -> str | None:
    """Leave the sentence in German."""
    return german if len(german.split()) > 2 and german != english else None


def copy_part(german: str, english: str, _: random.Random) -> str | None:
    """Leave the second half in German."""
    words, source = english.split(), german.split()
    if len(words) < 8 or len(source) < 8:
        return None
    return " ".join(words[: len(words) // 2] + source[len(source) // 2 :])


# Name of the mistake: how it is planted, and the checks that name it.
MUTATIONS: dict[str, tuple[Mutation, frozenset[str]]] = {
    "number changed": (change_number, frozenset({"numbers", "dates", "scores", "units"})),
    "digit lost or gained": (drop_digit, frozenset({"numbers", "dates", "scores", "units"})),
    "million for billion": (swap_scale, frozenset({"numbers"})),
    "date changed": (change_date, frozenset({"numbers", "dates"})),
    "unit of time changed": (change_unit, frozenset({"units", "numbers"})),
    "opposite said": (say_opposite, frozenset({"opposites", "numbers", "units"})),
    "name dropped": (drop_name, frozenset({"names", "omission"})),
    "name replaced": (replace_name, frozenset({"names"})),
    "negation dropped": (drop_negation, frozenset({"negation"})),
    "negation added": (add_negation, frozenset({"negation"})),
    "clause dropped": (drop_clause, frozenset({"omission", "length"})),
    "end dropped": (drop_end, frozenset({"omission", "length"})),
    "phrase repeated": (repeat_phrase, frozenset({"repetition"})),
    "loop": (loop_phrase, frozenset({"repetition"})),
    "source copied": (copy_source, frozenset({"untranslated"})),
    "half copied": (copy_part, frozenset({"untranslated"})),
    "translations swapped": (lambda *_: None, frozenset({"omission", "length", "names"})),
}


def _replaced(text: str, place: re.Match[str], new: str) -> str:
    return text[: place.start()] + new + text[place.end() :]


def mutated(pairs: Sequence[Pair], name: str, seed: int = 5) -> list[Pair]:
    """Plant one kind of mistake wherever it can be planted."""
    if name == "translations swapped":
        return [(pairs[i][0], pairs[i ^ 1][1]) for i in range(len(pairs) // 2 * 2)]
    rng = random.Random(f"{seed} {name}")
    change = MUTATIONS[name][0]
    planted = [(german, change(german, english, rng), english) for german, english in pairs]
    return [(g, new) for g, new, old in planted if new is not None and new != old]


def read_pairs(path: Path, half: str) -> list[Pair]:
    lines = path.read_text(encoding="utf-8").splitlines()
    pairs = [tuple(line.split("\t")[:2]) for line in lines]
    start = {"tune": 0, "report": 1}.get(half)
    return pairs if start is None else pairs[start::2]


def report(pairs: Sequence[Pair], missed: str) -> None:
    print("| planted mistake | pairs | found | found as an error | by the right check |")
    print("|:--|--:|--:|--:|--:|")
    for name, (_, right) in MUTATIONS.items():
        cases = mutated(pairs, name)
        answers = [check_pair(*case) for case in cases]
        counts = (
            sum(map(bool, answers)),
            sum(is_error(answer) for answer in answers),
            sum(any(finding.check in right for finding in answer) for answer in answers),
        )
        shares = " | ".join(f"{count / max(1, len(cases)):.3f}" for count in counts)
        print(f"| {name} | {len(cases)} | {shares} |")
        if name == missed:
            for case, answer in zip(cases, answers, strict=True):
                if not answer:
                    print("  " + "\n  ".join(case) + "\n")


def is_error(findings: Sequence[Finding]) -> bool:
    return any(finding.severity is Severity.ERROR for finding in findings)


def false_alarms(sets: Mapping[str, Sequence[Pair]]) -> None:
    print("\n| unchanged human translations | pairs | flagged error | flagged warning | by check |")
    print("|:--|--:|--:|--:|:--|")
    for name, pairs in sets.items():
        answers = [check_pair(*pair) for pair in pairs]
        errors = sum(map(is_error, answers)) / len(pairs)
        warned = sum(map(bool, answers)) / len(pairs) - errors
        checks = Counter(check for answer in answers for check in {f.check for f in answer})
        named = ", ".join(f"{check} {count}" for check, count in checks.most_common())
        print(f"| {name} | {len(pairs)} | {errors:.1%} | {warned:.1%} | {named} |")


def speed(pairs: Sequence[Pair]) -> float:
    """
    Return pairs a second of processor time: each pair's best of twelve rounds.

    The best of each pair, for on a busy machine no round is free of interruptions.
    """
    best = [float("inf")] * len(pairs)
    for _ in range(12):
        for i, pair in enumerate(pairs):
            started = time.process_time_ns()
            run_checks(*pair)
            best[i] = min(best[i], time.process_time_ns() - started)
    return len(pairs) / sum(best) * 1e9


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("pairs", type=Path, nargs="+", help="TSV files: German, English")
    parser.add_argument("--half", choices=["tune", "report", "all"], default="report")
    parser.add_argument("--missed", default="", help="print what a mistake's misses look like")
    arguments = parser.parse_args()
    sets = {path.name: read_pairs(path, arguments.half) for path in arguments.pairs}
    first = next(iter(sets.values()))
    report(first, arguments.missed)
    false_alarms(sets)
    print(f"\n{speed(first):,.0f} pairs/s on one core")


if __name__ == "__main__":
    main()
