"""Sentences ↔ pieces of words, as MarianMT models want them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from translate.errors import EngineError
from translate.models import read_json

END = "</s>"
TOKENIZER_FILES = ("vocab.json", "target_vocab.json", "source.spm", "target.spm")
_UNKNOWN = "<unk>"


class Pieces:
    """
    The two SentencePiece models of a MarianMT folder.

    Checked against transformers' `MarianTokenizer` in the tests: the source is cut by
    `source.spm` and ended with `</s>`, the target put together by `target.spm`.
    """

    def __init__(self, folder: Path) -> None:
        self._source = _processor(folder / "source.spm")
        self._target = _processor(folder / "target.spm")

    def count(self, sentence: str) -> int:
        return len(self._source.encode(sentence)) + 1

    def encode(self, sentences: Sequence[str]) -> list[list[str]]:
        encoded: list[list[str]] = self._source.encode(list(sentences), out_type=str)
        for pieces in encoded:
            pieces.append(END)
        return encoded

    def decode(self, pieces: Sequence[str]) -> str:
        text: str = self._target.decode([piece for piece in pieces if piece != END])
        return text.replace("▁", " ").strip()


def vocabularies(folder: Path) -> tuple[list[str], list[str]]:
    """
    Source and target pieces in the order of their ids; most models share one list.

    Raises `EngineError` where `vocab.json` cannot be read.
    """
    source = _vocabulary(folder / "vocab.json")
    target = folder / "target_vocab.json"
    return source, _vocabulary(target) if target.is_file() else source


def _vocabulary(path: Path) -> list[str]:
    ids = read_json(path, path.parent.name)
    return sorted(ids, key=lambda piece: int(ids[piece]))


def shortlist(folder: Path) -> list[str]:
    """
    The pieces that an answer can hold, in the order of their ids.

    Source and target share one vocabulary, yet in training an answer was only ever made of the
    pieces of `target.spm`, less those that the model's generation config suppresses. To score
    the others at every step of decoding costs time and brings nothing. The list is fixed, not
    chosen for each batch by its source words (Jean et al., 2015, aclanthology.org/P15-1001), so
    that what else is in a batch does not matter.

    Raises `EngineError` where one of the files cannot be read.
    """
    generation = folder / "generation_config.json"
    config = read_json(generation, folder.name) if generation.is_file() else {}
    suppressed = set(config.get("suppress_tokens") or ())
    target = _processor(folder / "target.spm")
    possible = {END, _UNKNOWN, *map(target.id_to_piece, range(target.get_piece_size()))}
    return [
        piece
        for number, piece in enumerate(vocabularies(folder)[1])
        if piece in possible and number not in suppressed
    ]


def _processor(path: Path) -> Any:
    from sentencepiece import SentencePieceProcessor

    try:
        return SentencePieceProcessor(model_file=str(path))
    except (OSError, RuntimeError) as error:
        raise EngineError(
            f"{path}: not a SentencePiece model; check it with: translate models verify"
        ) from error
