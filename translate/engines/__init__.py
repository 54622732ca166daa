"""
Engines: German sentences in, English hypotheses out.

The seam is one callable wide, `Engine.translate`, and everything above it is shared. Two real
engines load the same model folder: `ctranslate2` (int8, the fast default) and `marian`
(transformers, the reference); `echo` needs no model and serves tests and dry runs.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
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
    may have, and `length` counts a sentence's pieces.
    """

    signature: str
    longest: int

    def length(self, sentence: str) -> int: ...

    def translate(self, sentences: Sequence[str]) -> list[Hypothesis]:
        """One hypothesis for each sentence, in the same order."""
        ...

    def alternatives(self, sentences: Sequence[str]) -> list[list[Hypothesis]]:
        """Several hypotheses for each sentence, best first, none repeating three words."""
        ...


@dataclass(frozen=True, slots=True)
class Loaded:
    """An engine and the model it runs, if it runs one."""

    engine: Engine
    model: models.Model | None


def load_engine(settings: Settings) -> Loaded:
    """
    Load the engine the settings ask for.

        >>> load_engine(Settings(engine="echo")).engine.translate(["Guten Tag."])[0].text
        'GUTEN TAG.'

    Raises `EngineError` for a model that is missing, broken or of another kind.
    """
    if settings.engine == "echo":
        if settings.model != "auto":
            raise SettingsError("the echo engine has no model; drop --model or --engine echo")
        return Loaded(EchoEngine(), None)
    model = models.translation_model(settings.model, settings.models_dir)
    models.check_complete(model)
    if settings.engine == "marian":
        from translate.engines.marian import MarianEngine

        return Loaded(MarianEngine(model, settings), model)
    from translate.engines.ctranslate import CTranslateEngine

    return Loaded(CTranslateEngine(model, settings), model)


def signature_of(model: models.Model, engine: str, beam_size: int) -> str:
    """
    The readable line that says how a translation was made.

    In the manner of sacrebleu's signatures: `opus-mt-de-en@<revision>|engine:…|beam:4|version:…`.
    """
    version = ".".join(__version__.split(".")[:2])
    return f"{model.short_name}@{model.revision}|engine:{engine}|beam:{beam_size}|version:{version}"
