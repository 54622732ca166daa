"""Which summarizer a run uses: by name, or the best that is here."""

from __future__ import annotations

from collections.abc import Sequence

from translate import models
from translate.data import Summary
from translate.models import Model
from translate.settings import Settings
from translate.summarization import Summarizer
from translate.summarization.extractive import Extractive
from translate.summarization.text import EnglishText

EXTRACTIVE = "extractive"
NONE = "none"


class NoSummaries:
    """Leaves every summary empty: `--summarizer none`."""

    signature = NONE

    def summarize(self, texts: Sequence[EnglishText]) -> list[Summary]:
        return [Summary((), NONE) for _ in texts]


def model_of(settings: Settings) -> Model | None:
    """
    The model that writes summaries; the built-in extractive summarizer needs none.

    Raises `EngineError` for a name that is not here.
    """
    if settings.summarizer in (EXTRACTIVE, NONE):
        return None
    if settings.summarizer == "auto":
        return models.find(models.SUMMARY_MODEL, settings.models_dir)
    return models.require(settings.summarizer, settings.models_dir)


def load_summarizer(settings: Settings) -> Summarizer:
    """
    Load the summarizer the settings ask for.

        >>> load_summarizer(Settings(summarizer="extractive")).signature
        'extractive|sentences:3|version:1'

    Raises `EngineError` for a model that is missing, broken or of another kind.
    """
    if settings.summarizer == NONE or settings.summary_sentences == 0:
        return NoSummaries()
    model = model_of(settings)
    if model is None:
        return Extractive(settings.summary_sentences)
    from translate.summarization.abstractive import Abstractive

    return Abstractive(model, settings)


def signature(settings: Settings) -> str:
    """What `load_summarizer` will sign with, without loading a model; part of the fingerprint."""
    if model := model_of(settings):
        return f"{model.short_name}@{model.revision}|sentences:{settings.summary_sentences}"
    return load_summarizer(settings).signature
