"""
Sequence-to-sequence models of the BART and T5 families: text in, shorter text out.

The seam inside this room is `Generator`. CTranslate2 (int8) is the fast implementation,
transformers the reference; both cut text into the same pieces with the `tokenizers` library, so
that the fast one needs neither torch nor transformers once the model is converted.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from translate import models
from translate.engines.ctranslate import load_translator
from translate.engines.marian import loading
from translate.errors import EngineError
from translate.models import Model
from translate.settings import Settings

FAMILIES = ("bart", "t5")

# T5 has no table of positions to run out of; it was trained on inputs of this length.
_T5_LONGEST = 512
_BATCH_TOKENS = 4096
_BATCH_TEXTS = 8
# What the authors of distilbart-cnn and T5 use for news: no three words twice.
_NO_REPEAT = 3


@dataclass(frozen=True, slots=True)
class Draft:
    """What a model answers; `is_complete` is false where its length limit stopped it."""

    text: str
    is_complete: bool = True


class Generator(Protocol):
    """What writes; `longest` is the number of pieces that a text may have, `count` counts them."""

    longest: int

    def count(self, text: str) -> int: ...

    def generate(self, texts: Sequence[str], most: int) -> list[Draft]:
        """One draft of at most `most` pieces for each text, in order."""
        ...


def check_family(model: Model) -> None:
    """Raise `EngineError` for a model that does not write summaries."""
    family = model.config.get("model_type")
    if family not in FAMILIES:
        raise EngineError(
            f"{model.folder}: a {family} model, which does not summarize; "
            f"choose one such as {models.SUMMARY_MODEL}"
        )


def load_generator(model: Model, settings: Settings) -> Generator:
    """
    Load a model that writes summaries.

    Raises `EngineError` for one that is missing a file, broken, or of another kind.
    """
    models.check_complete(model)
    check_family(model)
    if settings.engine == "marian":
        return TransformersGenerator(model, settings)
    return CTranslateGenerator(model, settings)


class Pieces:
    """Text ↔ pieces of words, with the special ones that the model's family wants around them."""

    def __init__(self, model: Model) -> None:
        self._tokenizer = _tokenizer_of(model)
        config = model.config
        tasks = config.get("task_specific_params") or {}
        self._prefix = str((tasks.get("summarization") or {}).get("prefix") or "")
        self._end = self._piece(config.get("eos_token_id", 2))
        begins = config.get("model_type") == "bart"
        self._begin = [self._piece(config.get("bos_token_id", 0))] if begins else []
        self._special = {
            self._piece(config[name])
            for name in ("bos_token_id", "eos_token_id", "pad_token_id")
            if config.get(name) is not None
        }

    @property
    def end(self) -> str:
        return self._end

    def encode(self, text: str) -> list[str]:
        encoding = self._tokenizer.encode(self._prefix + text, add_special_tokens=False)
        # By way of the numbers: what the model does not know must become its own unknown piece.
        return [*self._begin, *self.pieces(encoding.ids), self._end]

    def ids(self, pieces: Sequence[str]) -> list[int]:
        return [self._tokenizer.token_to_id(piece) for piece in pieces]

    def pieces(self, ids: Sequence[int]) -> list[str]:
        return [self._piece(number) for number in ids]

    def decode(self, pieces: Sequence[str]) -> str:
        kept = [piece for piece in pieces if piece not in self._special]
        known = [number for number in self.ids(kept) if number is not None]
        text: str = self._tokenizer.decode(known, skip_special_tokens=True)
        return " ".join(text.split())

    def _piece(self, number: int) -> str:
        return self._tokenizer.id_to_token(number) or ""


def _tokenizer_of(model: Model) -> Any:
    """Load tokenizer.json, or the pair of files that BART's repositories had before."""
    try:
        import tokenizers
    except ImportError as error:
        raise EngineError(
            f"{model.folder}: abstractive summaries need the tokenizers library; "
            f"install it with: pip install 'translate-articles[marian]'"
        ) from error
    path = model.folder / "tokenizer.json"
    try:
        if path.is_file():
            return tokenizers.Tokenizer.from_file(str(path))
        path = model.folder / "vocab.json"
        return tokenizers.ByteLevelBPETokenizer(str(path), str(model.folder / "merges.txt"))
    except Exception as error:  # tokenizers raises bare Exception
        raise EngineError(
            f"{path}: cannot be read ({error}); "
            f"get the model again with: translate models pull {model.name}"
        ) from error


def _longest_of(model: Model) -> int:
    """How many pieces the model reads: its positions, or what T5 was trained on."""
    config = model.config
    return int(config.get("max_position_embeddings") or config.get("n_positions") or _T5_LONGEST)


def _forced_beginning(model: Model) -> int | None:
    """The piece that every answer begins with; BART's configurations name one."""
    generation = model.folder / "generation_config.json"
    named = models.read_json(generation, model.name) if generation.is_file() else {}
    forced = named.get("forced_bos_token_id", model.config.get("forced_bos_token_id"))
    return None if forced is None else int(forced)


class CTranslateGenerator:
    """The fast one: CTranslate2, one replica of the model for each core."""

    def __init__(self, model: Model, settings: Settings, quantization: str | None = None) -> None:
        self._translator = load_translator(model, settings, quantization)
        self._pieces = Pieces(model)
        self._beam_size = settings.beam_size
        self.longest = _longest_of(model)
        forced = _forced_beginning(model)
        self._prefix = None if forced is None else self._pieces.pieces([forced])

    def count(self, text: str) -> int:
        return len(self._pieces.encode(text))

    def generate(self, texts: Sequence[str], most: int) -> list[Draft]:
        """Both lengths are set: CTranslate2 would cut at 1,024 and 256 pieces without a word."""
        if not texts:
            return []
        results = self._translator.translate_batch(
            [self._pieces.encode(text) for text in texts],
            target_prefix=None if self._prefix is None else [self._prefix] * len(texts),
            max_batch_size=_BATCH_TOKENS,
            batch_type="tokens",
            beam_size=self._beam_size,
            no_repeat_ngram_size=_NO_REPEAT,
            max_input_length=0,
            max_decoding_length=min(most, self.longest - 1),
            return_end_token=True,
        )
        return [self._draft(result.hypotheses[0]) for result in results]

    def _draft(self, pieces: list[str]) -> Draft:
        return Draft(self._pieces.decode(pieces), is_complete=pieces[-1:] == [self._pieces.end])


class TransformersGenerator:
    """The reference: transformers' own classes in float32."""

    def __init__(self, model: Model, settings: Settings) -> None:
        self._pieces = Pieces(model)
        self._beam_size = settings.beam_size
        self._forced = _forced_beginning(model)
        self.longest = _longest_of(model)
        with loading(model) as (torch, transformers):
            loaded = transformers.AutoModelForSeq2SeqLM.from_pretrained(
                str(model.folder), local_files_only=True, dtype=torch.float32
            )
        self._model = loaded.eval()

    def count(self, text: str) -> int:
        return len(self._pieces.encode(text))

    def generate(self, texts: Sequence[str], most: int) -> list[Draft]:
        drafts: list[Draft] = []
        for start in range(0, len(texts), _BATCH_TEXTS):
            drafts += self._generate(texts[start : start + _BATCH_TEXTS], most)
        return drafts

    def _generate(self, texts: Sequence[str], most: int) -> list[Draft]:
        import torch

        rows = [self._pieces.ids(self._pieces.encode(text)) for text in texts]
        width = max(len(row) for row in rows)
        pad = self._model.config.pad_token_id
        with torch.inference_mode():
            output = self._model.generate(
                input_ids=torch.tensor([row + [pad] * (width - len(row)) for row in rows]),
                attention_mask=torch.tensor(
                    [[1] * len(row) + [0] * (width - len(row)) for row in rows]
                ),
                num_beams=self._beam_size,
                no_repeat_ngram_size=_NO_REPEAT,
                forced_bos_token_id=self._forced,
                forced_eos_token_id=None,
                min_length=0,
                max_new_tokens=min(most, self.longest - 1),
                length_penalty=1.0,
                early_stopping=False,
            )
        answers = [self._pieces.pieces(row) for row in output[:, 1:].tolist()]
        end = self._pieces.end
        return [Draft(self._pieces.decode(pieces), end in pieces) for pieces in answers]
