"""
How good is it? Scores against references, with sacrebleu's signatures.

Evaluation needs references; what can be said without them is quality estimation
(`translate.quality`). Needs the extra `eval`, and `comet` for COMET.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from translate.errors import SettingsError

# As many resamples as sacrebleu takes by default; Koehn (2004) used 1,000 too.
_RESAMPLES = 1000


@dataclass(frozen=True, slots=True)
class Score:
    """One metric over a corpus. `p_value` is against the baseline, if there is one."""

    metric: str
    value: float
    signature: str
    baseline: float | None = None
    p_value: float | None = None

    def __str__(self) -> str:
        line = f"{self.metric:6} {self.value:6.2f}"
        if self.baseline is not None:
            line += f"  baseline {self.baseline:6.2f}"
        if self.p_value is not None:
            line += f"  p = {self.p_value:.3f}"
        return f"{line}  {self.signature}"


@dataclass(frozen=True, slots=True)
class SentenceScore:
    """The chrF of one sentence, to find the worst; `line` counts from 1."""

    line: int
    chrf: float
    source: str
    hypothesis: str
    reference: str


def read_lines(path: Path) -> list[str]:
    """
    The lines of a text file, without their ends; what else may look like one (U+2028) ends none.

    Raises `SettingsError` where it cannot be read.
    """
    try:
        with path.open(encoding="utf-8-sig", newline="\n") as lines:
            return [line.removesuffix("\n").removesuffix("\r") for line in lines]
    except OSError as error:
        raise SettingsError(f"{path}: cannot be read ({error.strerror}); check the name") from error
    except UnicodeDecodeError as error:
        raise SettingsError(f"{path}: not UTF-8 ({error.reason}); convert it first") from error


def require_same_length(**files: tuple[Path, Sequence[str]]) -> None:
    """Refuse files of different length: line n of each must be the same sentence."""
    counts = {path: len(lines) for path, lines in files.values()}
    if len(set(counts.values())) > 1:
        told = ", ".join(f"{path} has {count}" for path, count in counts.items())
        raise SettingsError(f"different numbers of lines: {told}; line n must match line n")
    if not any(counts.values()):
        raise SettingsError(f"{next(iter(counts))}: no lines in it; nothing to score")


def score(
    hypotheses: Sequence[str], references: Sequence[str], baseline: Sequence[str] | None = None
) -> list[Score]:
    """
    BLEU, chrF2 and TER of a corpus; against a baseline with paired bootstrap resampling.

        >>> [s.value for s in score(["The house is big."], ["The house is big."])][:2]
        [100.00000000000004, 100.0]
    """
    metrics = _metrics()
    if baseline is None:
        scores = []
        for name, metric in metrics.items():
            value = metric.corpus_score(list(hypotheses), [list(references)]).score
            scores.append(Score(name, value, str(metric.get_signature())))
        return scores
    return _paired(hypotheses, references, baseline, metrics)


def _metrics() -> dict[str, Any]:
    try:
        from sacrebleu.metrics.bleu import BLEU
        from sacrebleu.metrics.chrf import CHRF
        from sacrebleu.metrics.ter import TER
    except ImportError as error:
        raise SettingsError(
            "scoring needs sacrebleu; install it with: pip install 'translate-articles[eval]'"
        ) from error
    return {"BLEU": BLEU(), "chrF2": CHRF(), "TER": TER()}


def _paired(
    hypotheses: Sequence[str],
    references: Sequence[str],
    baseline: Sequence[str],
    metrics: dict[str, Any],
) -> list[Score]:
    from sacrebleu.significance import PairedTest

    systems: Any = [("baseline", list(baseline)), ("hypothesis", list(hypotheses))]
    test = PairedTest(systems, metrics, [list(references)], test_type="bs", n_samples=_RESAMPLES)
    signatures, results = test()
    named: Any = results
    scores = []
    for name in metrics:
        before, after = named[name]
        scores.append(
            Score(name, after.score, str(signatures[name]), before.score, float(after.p_value))
        )
    return scores


def worst(
    sources: Sequence[str], hypotheses: Sequence[str], references: Sequence[str], count: int
) -> list[SentenceScore]:
    """The sentences with the lowest chrF, worst first."""
    from sacrebleu import sentence_chrf

    scored = [
        SentenceScore(
            line, sentence_chrf(hypothesis, [reference]).score, source, hypothesis, reference
        )
        for line, (source, hypothesis, reference) in enumerate(
            zip(sources, hypotheses, references, strict=True), start=1
        )
    ]
    return sorted(scored, key=lambda item: (item.chrf, item.line))[:count]


def comet(
    sources: Sequence[str], hypotheses: Sequence[str], references: Sequence[str], model: Path
) -> float:
    """
    COMET (Rei et al. 2020) with a checkpoint from disk, e.g. wmt22-comet-da.

    Raises `SettingsError` where `unbabel-comet` or the checkpoint is missing.
    """
    try:
        from comet import load_from_checkpoint
    except ImportError as error:
        raise SettingsError(
            "COMET needs unbabel-comet; install it with: pip install 'translate-articles[comet]'"
        ) from error
    if not model.is_file():
        raise SettingsError(f"{model}: no such checkpoint; COMET is not downloaded by itself")
    data = [
        {"src": source, "mt": hypothesis, "ref": reference}
        for source, hypothesis, reference in zip(sources, hypotheses, references, strict=True)
    ]
    return float(load_from_checkpoint(str(model)).predict(data, gpus=0).system_score)
