"""Sentences ↔ pieces of words, as MarianMT models want them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from translate.errors import EngineError

END = "</s>"


class Pieces:
    """
    The two SentencePiece models of a MarianMT folder.

    Checked against transformers' `MarianTokenizer` in the tests: the source is cut by
    `source.spm` and ended with `</s>`, the target put together by `target.spm`.
    """

    def __init__(self, folder: Path) -> None:
        from sentencepiece import SentencePieceProcessor

        try:
            self._source = SentencePieceProcessor(model_file=str(folder / "source.spm"))
            self._target = SentencePieceProcessor(model_file=str(folder / "target.spm"))
        except (OSError, RuntimeError) as error:
            raise EngineError(
                f"{folder}: source.spm or target.spm cannot be read; "
                f"get the model again with: translate models pull"
            ) from error

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
