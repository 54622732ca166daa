"""Which summarizer a run uses: by name, or the best that is here."""

from __future__ import annotations

import difflib
import logging
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from translate import models
from translate.data import Summary
from translate.errors import EngineError, SettingsError
from translate.models import Model
from translate.settings import Settings
from translate.summarization import Summarizer
from translate.summarization.abstractive import Abstractive, signature_of
from translate.summarization.extractive import Extractive
from translate.summarization.generation import check_family
from translate.summarization.length import length_of
from translate.summarization.text import EnglishText

EXTRACTIVE = "extractive"
NONE = "none"

_LOG = logging.getLogger(__name__)


class NoSummaries:
    """Leaves every summary empty: `--summarizer none`."""

    signature = NONE

    def summarize(self, texts: Sequence[EnglishText]) -> list[Summary]:
        return [Summary((), NONE) for _ in texts]


@dataclass(frozen=True, slots=True)
class _Choice:
    """The model that will write, if any; else whose place the quoting summarizer takes, and why."""

    model: Model | None = None
    instead_of: str = ""
    reason: str = ""


def load_summarizer(settings: Settings) -> Summarizer:
    """
    Load the summarizer the settings ask for.

    A model that is missing or broken does not stop a run: the built-in summarizer takes over, a
    warning says why, and so does the signature of what it makes.

        >>> load_summarizer(Settings(summarizer="extractive")).signature
        'extractive|sentences:3|version:3'

    Raises `SettingsError` for a name that no model can have: a typing mistake, not a missing model.
    """
    if _wants_none(settings):
        return NoSummaries()
    choice = _choose(settings)
    if choice.model is not None:
        try:
            return _loaded(settings, choice.model, choice.model.weights.stat().st_mtime_ns)
        except EngineError as error:
            choice = _Choice(instead_of=choice.model.short_name, reason=str(error))
    if choice.reason:
        _LOG.warning("%s; summaries are quoted from the articles instead", choice.reason)
    return Extractive(length_of(settings), instead_of=choice.instead_of)


# One is kept: `watch` runs again and again with the same one. Weights that changed are loaded anew.
@lru_cache(maxsize=1)
def _loaded(settings: Settings, model: Model, weights_mtime_ns: int) -> Summarizer:
    del weights_mtime_ns  # part of the key alone
    return Abstractive(model, settings)


def signature(settings: Settings) -> str:
    """Foretell how `load_summarizer` will sign, without loading; part of the fingerprint."""
    if _wants_none(settings):
        return NONE
    choice = _choose(settings)
    if choice.model is not None:
        return signature_of(choice.model, settings)
    return Extractive(length_of(settings), instead_of=choice.instead_of).signature


def _wants_none(settings: Settings) -> bool:
    has_length = settings.summary_sentences > 0 or settings.summary_words > 0
    return settings.summarizer == NONE or not has_length


def _choose(settings: Settings) -> _Choice:
    if settings.summarizer == EXTRACTIVE:
        return _Choice()
    name = models.SUMMARY_MODEL if settings.summarizer == "auto" else settings.summarizer
    _refuse_unknown(name, settings.models_dir)
    try:
        if settings.summarizer == "auto" and models.find(name, settings.models_dir) is None:
            return _Choice()
        model = models.require(name, settings.models_dir)
        models.check_complete(model)
        check_family(model)
    except EngineError as error:
        return _Choice(instead_of=name.rsplit("/", 1)[-1], reason=str(error))
    return _Choice(model)


def _refuse_unknown(name: str, models_dir: Path | None) -> None:
    """Refuse a word that is none of ours, no OWNER/NAME, no folder and no model that is here."""
    known = ("auto", EXTRACTIVE, NONE, *models.SHORT_NAMES)
    is_model = "/" in name or name in known or Path(name).is_dir()
    if is_model or models.find(name, models_dir) is not None:
        return
    nearest = difflib.get_close_matches(name, known, n=1, cutoff=0.0)[0]
    raise SettingsError(
        f"unknown summarizer {name!r}, which is auto, extractive, none, distilbart, OWNER/NAME "
        f"or a folder; did you mean {nearest!r}?"
    )
