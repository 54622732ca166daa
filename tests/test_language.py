"""German is told from other languages, and English sentences in German articles are found."""

import subprocess
import sys
from pathlib import Path

import pytest

from translate.data import Block, BlockKind
from translate.language import is_english, language_of, language_of_blocks

LINES = (Path(__file__).parent / "cases" / "language.txt").read_text("utf-8").splitlines()
CASES = [line.split("\t") for line in LINES if line and not line.startswith("#")]
ENGLISH = [line.split("\t") for line in LINES if line.startswith(("yes\t", "no\t"))]


@pytest.mark.parametrize(("code", "text"), [case for case in CASES if case not in ENGLISH])
def test_language_of(code, text):
    """A few sentences are enough to tell the language."""
    assert language_of(text) == code


@pytest.mark.parametrize(("answer", "sentence"), ENGLISH)
def test_is_english(answer, sentence):
    """Only whole English sentences are English; names, titles and German are not."""
    assert is_english(sentence) == (answer == "yes")


def test_an_article_is_judged_by_most_of_its_words():
    """An English quotation does not make a German article English."""
    german = "Der Minister hat am Montag in Berlin gesagt, dass er über das Gesetz beraten will."
    english = "We will not be intimidated by what they say about us in the newspapers this week."
    for texts, code in (((german, german, english), "de"), ((english, english, german), "en")):
        assert language_of_blocks([Block(BlockKind.PARAGRAPH, text) for text in texts]) == code


def test_too_little_text_counts_as_german():
    """A headline alone is translated rather than skipped."""
    assert language_of_blocks([Block(BlockKind.TITLE, "Breaking News")]) == "de"
    assert language_of_blocks([]) == "de"


def test_the_model_is_loaded_only_in_doubt():
    """German and English text is told by its function words, without the model."""
    german = "Der Bundestag hat am Montag über das neue Gesetz beraten und es dann beschlossen."
    program = (
        "import sys; from translate.language import is_english, language_of;"
        f"language_of({german!r}); is_english({german!r}); sys.exit('py3langid' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0
