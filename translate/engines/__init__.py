"""
Engines: German sentences in, English hypotheses out.

The seam is one callable wide, `Engine.translate`, and everything above it is shared. Two real
engines load the same model folder: `ctranslate2` (int8, the fast default) and `marian`
(transformers, the reference); `echo` needs no model and serves tests and dry runs.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Protocol

from translate import __version__, models
from translate.data import Hypothesis
from translate.engines.echo import EchoEngine
from translate.errors import SettingsError
from translate.settings import Settings


class Engine(Protocol):
    """
    What translates sentences.

    `signature` says how a translation was made; two engines with the same signature give the
    same answers, so it keys the translation memory. `longest` is the number of pieces a sentence
    may have, and `length` counts a sentence's pieces. Several threads may ask at once.
    """

    signature: str
    longest: int

    def length(self, sentence: str) -> int: ...

    def translate(self, sentences: Sequence[str]) -> list[Hypothesis]:
        """One hypothesis for each sentence, in the same order."""
        ...

    def propose(self, sentences: Sequence[str]) -> list[list[Hypothesis]]:
        """All hypotheses of the beam for each sentence, best first; the first is `translate`'s."""
        ...

    def alternatives(self, sentences: Sequence[str]) -> list[list[Hypothesis]]:
        """Hypotheses of a wider beam for each sentence, best first, none repeating three words."""
        ...


def load_engine(settings: Settings) -> Engine:
    """
    Load the engine the settings ask for.

        >>> load_engine(Settings(engine="echo")).translate(["Guten Tag."])[0].text
        'GUTEN TAG.'

    Raises `EngineError` for a model that is missing, broken or of another kind.
    """
    model = model_of(settings)
    if model is None:
        return EchoEngine()
    models.check_complete(model)
    return _loaded(settings, model, model.weights.stat().st_mtime_ns)


# One is kept: `watch` runs again and again with the same one. Weights that changed are loaded anew.
@lru_cache(maxsize=1)
def _loaded(settings: Settings, model: models.Model, weights_mtime_ns: int) -> Engine:
    del weights_mtime_ns  # part of the key alone
    if settings.engine == "marian":
        from translate.engines.marian import MarianEngine

        return MarianEngine(model, settings)
    from translate.engines.ctranslate import CTranslateEngine

    return CTranslateEngine(model, settings)


def needs_conversion(settings: Settings) -> bool:
    """Whether loading takes longer this once, because the model must be converted first."""
    model = model_of(settings)
    if model is None or settings.engine == "marian":
        return False
    from translate.engines.conversion import is_converted
    from translate.engines.ctranslate import device_of, quantization_for

    return not is_converted(model, quantization_for(device_of(settings.device)))


def model_of(settings: Settings) -> models.Model | None:
    """The model that the settings choose; the echo engine has none."""
    if settings.engine != "echo":
        return models.translation_model(settings.model, settings.models_dir)
    if settings.model != "auto":
        raise SettingsError("the echo engine has no model; drop --model or --engine echo")
    return None


def is_draft(settings: Settings) -> bool:
    """Whether the built-in model translates: then the reader is told so."""
    model = model_of(settings)
    return model is not None and model.is_built_in


def signature(settings: Settings) -> str:
    """
    The readable line that says how a translation is made, without loading the engine.

    In the manner of sacrebleu's signatures: `opus-mt-de-en@<revision>|engine:…|beam:4|version:…`.
    """
    model = model_of(settings)
    if model is None:
        return EchoEngine.signature
    if settings.engine == "marian":
        engine = "marian-float32"
    else:
        from translate.engines.ctranslate import device_of, quantization_for

        engine = f"ctranslate2-{quantization_for(device_of(settings.device))}"
    version = ".".join(__version__.split(".")[:2])
    return (
        f"{model.short_name}@{model.revision}|engine:{engine}|beam:{settings.beam_size}"
        f"|version:{version}"
    )
