"""
The reference engine: transformers' own MarianMT classes in float32.

Eight times slower and five times larger than the fast one; it is here to compare against, and
for machines where CTranslate2 does not run. This and `summarization.generation` alone use torch.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from translate import engines
from translate.data import Hypothesis
from translate.engines.pieces import shortlist, vocabularies
from translate.errors import EngineError
from translate.models import Model
from translate.settings import Settings

_BATCH_SENTENCES = 16
_ALTERNATIVES = 4
_WIDER_BEAM = 8
_IMPOSSIBLE = -1e9


@contextmanager
def loading(model: Model) -> Iterator[tuple[Any, Any]]:
    """
    Give torch and transformers to load a model with.

    Raises `EngineError` where they are missing, and for a model that they cannot load.
    """
    try:
        import torch
        import transformers
    except ImportError as error:
        raise EngineError(
            "the marian engine needs torch and transformers; "
            "install them with: pip install 'translate-articles[marian]'"
        ) from error
    try:
        yield torch, transformers
    except (OSError, ValueError, RuntimeError, KeyError) as error:
        raise EngineError(
            f"{model.folder}: transformers cannot load it ({error}); "
            f"check it with: translate models verify"
        ) from error


class MarianEngine:
    """A MarianMT model in transformers; see `Engine` for what it promises."""

    def __init__(self, model: Model, settings: Settings) -> None:
        with loading(model) as (torch, transformers):
            has_cuda = torch.cuda.is_available()
            if settings.device == "cuda" and not has_cuda:
                raise EngineError(
                    "--device cuda: torch finds no CUDA device here; use --device cpu"
                )
            if settings.workers:
                torch.set_num_threads(settings.workers)
            folder = str(model.folder)
            self._tokenizer = transformers.MarianTokenizer.from_pretrained(
                folder, local_files_only=True
            )
            loaded = transformers.MarianMTModel.from_pretrained(
                folder, local_files_only=True, dtype=torch.float32
            )
        self._device = "cuda" if settings.device != "cpu" and has_cuda else "cpu"
        self._beam_size = settings.beam_size
        self.signature = engines.signature(settings)
        _rule_out(loaded, model)
        self._model = loaded.eval().to(self._device)
        self.longest = int(loaded.config.max_position_embeddings) - 1
        self._turn = threading.Lock()

    def length(self, sentence: str) -> int:
        return len(self._tokenizer(sentence).input_ids)

    def translate(self, sentences: Sequence[str]) -> list[Hypothesis]:
        return [hypotheses[0] for hypotheses in self.propose(sentences)]

    def propose(self, sentences: Sequence[str]) -> list[list[Hypothesis]]:
        beam = self._beam_size
        return self._run(sentences, num_beams=beam, num_return_sequences=beam)

    def alternatives(self, sentences: Sequence[str]) -> list[list[Hypothesis]]:
        return self._run(
            sentences,
            num_beams=max(self._beam_size, _WIDER_BEAM),
            num_return_sequences=_ALTERNATIVES,
            no_repeat_ngram_size=3,
        )

    def _run(self, sentences: Sequence[str], **decoding: Any) -> list[list[Hypothesis]]:
        """Translate in batches of like length; results in the order of the sentences."""
        order = sorted(range(len(sentences)), key=lambda index: len(sentences[index]))
        results: list[list[Hypothesis]] = [[] for _ in sentences]
        for start in range(0, len(order), _BATCH_SENTENCES):
            batch = order[start : start + _BATCH_SENTENCES]
            # torch uses all cores for one batch: others at once would only take memory.
            with self._turn:
                answers = list(self._generate([sentences[i] for i in batch], **decoding))
            for index, hypotheses in zip(batch, answers, strict=True):
                results[index] = hypotheses
        return results

    def _generate(self, sentences: list[str], **decoding: Any) -> Iterator[list[Hypothesis]]:
        import torch

        inputs = self._tokenizer(sentences, return_tensors="pt", padding=True).to(self._device)
        count = decoding.get("num_return_sequences", 1)
        with torch.inference_mode():
            output = self._model.generate(
                **inputs,
                max_length=self.longest + 1,
                min_new_tokens=1,  # as CTranslate2 does: no sentence becomes nothing
                return_dict_in_generate=True,
                output_scores=True,
                length_penalty=1.0,
                early_stopping=False,
                **decoding,
            )
        texts = self._tokenizer.batch_decode(output.sequences, skip_special_tokens=True)
        scores = _scores(self._model, output, decoding["num_beams"])
        end = self._model.config.eos_token_id
        is_complete = [end in sequence for sequence in output.sequences.tolist()]
        answers = [
            Hypothesis(text.strip(), score, complete)
            for text, score, complete in zip(texts, scores, is_complete, strict=True)
        ]
        for start in range(0, len(answers), count):
            yield answers[start : start + count]


def _rule_out(loaded: Any, model: Model) -> None:
    """
    Make the pieces impossible that no answer can hold, as the fast engine does.

    By the bias that Marian adds to its logits: `generate` would look for them at each step.
    """
    possible = set(shortlist(model.folder))
    target = vocabularies(model.folder)[1]
    others = [number for number, piece in enumerate(target) if piece not in possible]
    loaded.final_logits_bias[:, others] = _IMPOSSIBLE
    loaded.generation_config.suppress_tokens = None


def _scores(model: Any, output: Any, beam_size: int) -> list[float]:
    """Mean log-probability per token; greedy search does not report it by itself."""
    if beam_size > 1:
        return [float(score) for score in output.sequences_scores]
    steps = model.compute_transition_scores(output.sequences, output.scores, normalize_logits=True)
    pad = model.config.pad_token_id
    kept = output.sequences[:, 1:] != pad
    # Padding after the end has no probability, or minus infinity: it does not count.
    sums = steps.masked_fill(~kept, 0.0).sum(dim=1)
    return [float(score) for score in sums / kept.sum(dim=1).clamp(min=1)]
