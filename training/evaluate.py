"""
Stage 4: a MarianMT folder in, BLEU and chrF2 out; every number of the model card comes from here.

Sentences are translated by CTranslate2, as `translate` does it, each set greedily and with a
beam of 4, in float32 and int8; sacrebleu's signatures stand below the table.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import ctranslate2
import sentencepiece
from sacrebleu.metrics.bleu import BLEU
from sacrebleu.metrics.chrf import CHRF

from training.export import export
from training.network import Network
from training.prepare import lines_of, read_dev
from training.recipe import TrainingError
from translate.engines.conversion import convert

SETTINGS = (("int8", 4), ("int8", 1), ("float32", 4), ("float32", 1))


@dataclass(frozen=True, slots=True)
class Set:
    """Sentences with one reference each."""

    name: str
    source: tuple[str, ...]
    reference: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Score:
    """One row of the table."""

    set: str
    compute: str
    beam: int
    bleu: float
    chrf: float


def read_sets(dev: Path, folder: Path) -> list[Set]:
    """Read dev.tsv and each NAME.de with its NAME.en in `folder`."""
    pairs = read_dev(dev)
    sets = [Set("dev", tuple(p.german for p in pairs), tuple(p.english for p in pairs))]
    for source in sorted(folder.glob("*.de")):
        reference = source.with_suffix(".en")
        if not reference.exists():
            raise TrainingError(f"{source}: has no {reference.name} beside it")
        sides = [tuple(lines_of(path)) for path in (source, reference)]
        if len(sides[0]) != len(sides[1]):
            raise TrainingError(
                f"{source}: {len(sides[0])} lines, but {len(sides[1])} in {reference.name}"
            )
        sets.append(Set(source.stem, *sides))
    return sets


class Translator:
    """CTranslate2 and SentencePiece, nothing around them: what is measured is the model."""

    def __init__(self, folder: Path, converted: Path, compute: str) -> None:
        self._translator = ctranslate2.Translator(
            str(converted), compute_type=compute, inter_threads=2, intra_threads=1
        )
        self._source, self._target = (
            sentencepiece.SentencePieceProcessor(model_file=str(folder / f"{side}.spm"))
            for side in ("source", "target")
        )

    def translate(self, sentences: Sequence[str], beam: int) -> list[str]:
        """Translate in the order given."""
        pieces = [[*self._source.encode(text, out_type=str), "</s>"] for text in sentences]
        results = self._translator.translate_batch(
            pieces, beam_size=beam, max_batch_size=2048, batch_type="tokens",
            max_decoding_length=256, use_vmap=True,
        )  # fmt: skip
        return [self._target.decode(result.hypotheses[0]) for result in results]


def evaluate(
    folder: Path, sets: Sequence[Set], settings: Sequence[tuple[str, int]] = SETTINGS
) -> list[Score]:
    """Score a model on each set in each setting, converted as `translate` does it."""
    scores = []
    with tempfile.TemporaryDirectory() as temporary:
        for compute, beam in settings:
            target = Path(temporary, compute)
            if not target.exists():
                convert(folder, target, compute)
            translator = Translator(folder, target, compute)
            scores += [_score(one, compute, beam, translator) for one in sets]
    return scores


def _score(one: Set, compute: str, beam: int, translator: Translator) -> Score:
    hypotheses = translator.translate(one.source, beam)
    references = [list(one.reference)]
    return Score(
        one.name,
        compute,
        beam,
        round(BLEU().corpus_score(hypotheses, references).score, 1),
        round(CHRF().corpus_score(hypotheses, references).score, 1),
    )


def table(scores: Sequence[Score], sets: Sequence[Set]) -> str:
    """Write the scores as Markdown, with sacrebleu's signatures."""
    sizes = {one.name: len(one.source) for one in sets}
    rows = [
        f"| {score.set} ({sizes[score.set]}) | {score.compute} | {score.beam} "
        f"| {score.bleu:.1f} | {score.chrf:.1f} |"
        for score in sorted(scores, key=lambda score: score.set)
    ]
    head = ["| Set (sentences) | Numbers | Beam | BLEU | chrF2 |", "|:--|:--|--:|--:|--:|"]
    return "\n".join([*head, *rows, "", *_signatures()])


def _signatures() -> list[str]:
    signatures = []
    for metric in (BLEU(), CHRF()):
        metric.corpus_score(["a b c d"], [["a b c d"]])
        signatures.append(f"`{metric.get_signature()}`  ")
    return signatures


def dev_scorer(data: Path, dev: Path) -> Callable[[Network], dict[str, float]]:
    """Score a network on the development pairs as it would be shipped: int8, greedily."""
    pairs = read_dev(dev)
    sentences = Set("dev", tuple(p.german for p in pairs), tuple(p.english for p in pairs))

    def score(network: Network) -> dict[str, float]:
        with tempfile.TemporaryDirectory() as folder:
            export(network, data, Path(folder))
            (result,) = evaluate(Path(folder), [sentences], [("int8", 1)])
        return {"bleu": result.bleu, "chrf": result.chrf}

    return score
