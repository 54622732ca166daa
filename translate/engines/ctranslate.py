"""
The fast engine: CTranslate2 with int8 weights, SentencePiece, and nothing else.

One replica of the model for each core, one thread each: on two cores that is 50 against 36
sentences/s of one replica on both (opus-sized model, greedy). Replicas share their weights.
"""

from __future__ import annotations

import itertools
import os
import threading
from collections.abc import Iterator, Sequence
from typing import Any

from translate import engines
from translate.data import Hypothesis
from translate.engines.conversion import converted
from translate.engines.pieces import END, Pieces
from translate.errors import EngineError
from translate.models import Model
from translate.settings import Settings

# Tokens in one batch of a replica, for a model of width 256 and a beam of four; wider ones get
# fewer, since what a beam keeps grows with both. What a step computes should fit into a core's
# cache: 256 are 1.1 to 1.2 times as fast as 512 or as 96, 1.5 times as fast as 2,048.
BATCH_TOKENS = 256
_WIDTH, _BEAM = 256, 4

# How long an answer may become before the engine gives up on its ending: about twice what
# German–English news needs (1.1 pieces for each of the source), so that only loops get there.
_DECODING_FACTOR = 2
_DECODING_MARGIN = 24

# Sentences are sent in groups of like length, so that a short one that loops is stopped early.
_LENGTH_STEPS = (24, 48, 96, 192)

_ALTERNATIVES = 4
_WIDER_BEAM = 8


class CTranslateEngine:
    """A MarianMT model in CTranslate2; see `Engine` for what it promises."""

    def __init__(self, model: Model, settings: Settings, quantization: str | None = None) -> None:
        if model.config.get("model_type") != "marian":
            raise EngineError(
                f"{model.folder}: a {model.config.get('model_type')} model, not MarianMT; "
                f"choose a translation model such as Helsinki-NLP/opus-mt-de-en"
            )
        self._beam_size = settings.beam_size
        self._pieces = Pieces(model.folder)
        self.longest = int(model.config.get("max_position_embeddings", 512)) - 1
        self.signature = engines.signature(settings)
        width = int(model.config.get("d_model", _WIDTH))
        self._batch_tokens = max(64, BATCH_TOKENS * _WIDTH // max(width, _WIDTH))
        self._translator = load_translator(model, settings, quantization)
        self._turn = threading.Lock()

    def length(self, sentence: str) -> int:
        return self._pieces.count(sentence)

    def translate(self, sentences: Sequence[str]) -> list[Hypothesis]:
        return [hypotheses[0] for hypotheses in self.propose(sentences)]

    def propose(self, sentences: Sequence[str]) -> list[list[Hypothesis]]:
        results = self._run(sentences, beam_size=self._beam_size, num_hypotheses=self._beam_size)
        return [self._hypotheses(result) for result in results]

    def alternatives(self, sentences: Sequence[str]) -> list[list[Hypothesis]]:
        results = self._run(
            sentences,
            beam_size=max(self._beam_size, _WIDER_BEAM),
            num_hypotheses=_ALTERNATIVES,
            no_repeat_ngram_size=3,
        )
        return [self._hypotheses(result) for result in results]

    def _run(self, sentences: Sequence[str], **decoding: Any) -> list[Any]:
        """
        Translate all sentences, longest groups first, and put the results back in order.

        CTranslate2 would cut the input at 1,024 pieces and the output at 256 without a word, so
        both limits are set; it sorts a group by length and fills its batches by tokens.
        """
        sources = self._pieces.encode(sentences)
        # Threads take turns: who asks first is answered first, and can go on.
        with self._turn:
            pending = list(self._submitted(sources, **decoding))
        results: list[Any] = [None] * len(sources)
        for index, handle in pending:
            results[index] = handle.result()
        return results

    def _submitted(
        self, sources: Sequence[list[str]], **decoding: Any
    ) -> Iterator[tuple[int, Any]]:
        """Put sentences into the queue: the index of each, and what will hold its result."""
        for group, limit in _groups([len(source) for source in sources], self.longest):
            handles = self._translator.translate_batch(
                [sources[index] for index in group],
                asynchronous=True,
                max_batch_size=self._batch_tokens * _BEAM // max(_BEAM, decoding["beam_size"]),
                batch_type="tokens",
                max_input_length=0,
                max_decoding_length=limit,
                use_vmap=True,
                return_scores=True,
                return_end_token=True,
                **decoding,
            )
            yield from zip(group, handles, strict=True)

    def _hypotheses(self, result: Any) -> list[Hypothesis]:
        return [
            Hypothesis(self._pieces.decode(pieces), score, is_complete=pieces[-1:] == [END])
            for pieces, score in zip(result.hypotheses, result.scores, strict=True)
        ]


def _groups(lengths: Sequence[int], longest: int) -> Iterator[tuple[list[int], int]]:
    """Indexes of sentences of like length, and how many pieces their answers may have."""
    bounds = (0, *_LENGTH_STEPS, max([*lengths, longest]))
    for low, high in reversed(list(itertools.pairwise(bounds))):
        group = [index for index, length in enumerate(lengths) if low < length <= high]
        if group:
            yield group, min(_DECODING_FACTOR * high + _DECODING_MARGIN, longest)


def load_translator(model: Model, settings: Settings, quantization: str | None = None) -> Any:
    """
    A `ctranslate2.Translator` for any encoder–decoder model, converted first if need be.

    Raises `EngineError` for weights that cannot be converted or loaded.
    """
    import ctranslate2

    device = device_of(settings.device)
    quantization = quantization or quantization_for(device)
    folder = converted(model, quantization)
    try:
        return ctranslate2.Translator(
            str(folder),
            device=device,
            compute_type=quantization,
            inter_threads=settings.workers or available_cores(),
            intra_threads=1,
            # A call that waits for room in the queue would let others in between its batches.
            max_queued_batches=-1,
        )
    except (RuntimeError, ValueError) as error:
        raise EngineError(
            f"{folder}: CTranslate2 cannot load it ({error}); delete this folder, "
            f"it is made again from the weights beside it"
        ) from error


def available_cores() -> int:
    """The cores this process may use, which in a container can be fewer than there are."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def quantization_for(device: str) -> str:
    return "int8" if device == "cpu" else "int8_float16"


def device_of(wanted: str) -> str:
    """
    Where the model runs: a CUDA device if there is one and it was not ruled out.

    Raises `EngineError` where CUDA was asked for and is not there.
    """
    import ctranslate2

    has_cuda = ctranslate2.get_cuda_device_count() > 0
    if wanted == "cuda" and not has_cuda:
        raise EngineError("--device cuda: CTranslate2 finds no CUDA device here; use --device cpu")
    return "cuda" if has_cuda and wanted != "cpu" else "cpu"
