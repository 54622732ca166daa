"""No character of a source is lost between reading and the written file."""

from __future__ import annotations

import re
import tempfile
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.conftest import ROOT
from translate.corpus import run
from translate.rendering.escaping import unescape
from translate.settings import Settings

WORDS = [
    "Die", "Stadt", "baut", "eine", "Brücke.", "Anzeige", "Lesen", "Sie", "auch:", "3.", "Oktober",
    "„Ja“,", "sagte", "sie.", "z.", "B.", "|", "`x`", "<b>", "*", "—", "Ver-", "und", "der",
    "RusslandDazu", "\u00adweich", "a\u00a0b", "…", "http://x.de/?a=1&b=2", "nicht", "#", ">", "1.",
]  # fmt: skip
LINES = st.lists(st.lists(st.sampled_from(WORDS), min_size=0, max_size=14), min_size=1, max_size=12)


def characters(text: str) -> Counter[str]:
    """What counts: all but white space, bullets, and the hyphens that cleaning repairs."""
    return Counter(re.sub(r"[\s\u00ad\u200b-\u200f\ufeff*#>•–—-]", "", text))


def what_is_written(file: Path) -> str:
    """The German column and what stands under "Left out", as text."""
    text = file.read_text(encoding="utf-8")
    table = [line for line in text.split("\n") if line.startswith("|")][2:]
    german = [re.split(r"(?<!\\)\|", line)[1].strip() for line in table]
    aside = text.split("\n## Left out\n")[1].split("\n") if "\n## Left out\n" in text else []
    lines = [line.removeprefix("- ").rsplit(" — *", 1)[0] for line in aside if line]
    return "\n".join(unescape(line) for line in [*german, *lines])


def translated(content: str, suffix: str) -> str | None:
    with tempfile.TemporaryDirectory() as folder:
        corpus = Path(folder) / "in"
        corpus.mkdir()
        (corpus / f"a{suffix}").write_text(content, encoding="utf-8", newline="")
        options = {"corpus": corpus, "out": Path(folder) / "out", "engine": "echo"}
        counts = run(Settings(**options, any_language=True))
        if counts.failed:
            return None
        return what_is_written(Path(folder) / "out" / "a.md")


@pytest.mark.parametrize("suffix", [".txt"])
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(lines=LINES)
def test_every_character_of_a_text_is_written(suffix, lines):
    content = "\n".join(" ".join(words) for words in lines)
    written = translated(content, suffix)
    if written is None:
        return  # an empty file, or nothing but furniture: a failure with its reason
    missing = characters(content) - characters(written)
    assert not missing, (content, written)


def test_every_character_of_the_sample_corpus_is_written():
    for file in sorted((ROOT / "corpus").rglob("*.txt")):
        content = file.read_text(encoding="utf-8")
        written = translated(content, ".txt")
        assert written is not None
        assert not characters(content) - characters(written), file.name
