"""What a run has to do: which of the files that were found are new, changed or unchanged."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from translate import summarization
from translate.corpus.finding import Found, assign_outputs
from translate.data import digest_of
from translate.engines import signature as engine_signature
from translate.settings import Settings
from translate.store import ArticleState


@dataclass(frozen=True, slots=True)
class Plan:
    """
    The files of a run, sorted by what is to be done with them.

    `touched` are states to record again: same bytes, other size or time. `over_limit` counts
    files that `--limit` leaves to the next run, `left_alone` those that were skipped before for
    a reason that still holds.
    """

    to_do: tuple[Found, ...]
    outputs: Mapping[str, str]
    unchanged: int = 0
    left_alone: int = 0
    over_limit: int = 0
    touched: tuple[ArticleState, ...] = ()


def fingerprint_of(settings: Settings) -> str:
    """The digest of all that shapes what is written: settings, model, summarizer, glossaries."""
    parts = [
        settings.fingerprint,
        engine_signature(settings),
        summarization.signature(settings.summarizer, settings.models_dir),
        *(digest_of(path.read_bytes()) for path in settings.glossary),
    ]
    return digest_of("\n".join(parts).encode())


def plan(
    settings: Settings,
    found: Sequence[Found],
    known: Mapping[str, ArticleState],
    fingerprint: str,
) -> Plan:
    """
    Compare what was found with what is known.

    A source is unchanged if its settings are, its output is still there, and size and time, or
    else its bytes, are the recorded ones.
    """
    to_do, touched = [], []
    unchanged = left_alone = 0
    for item in found:
        state = None if settings.force else known.get(item.path)
        if state is None or not _is_up_to_date(state, fingerprint, settings):
            to_do.append(item)
            continue
        if (state.size, state.mtime_ns) != (item.size, item.mtime_ns):
            if state.source_digest != _digest(item):
                to_do.append(item)
                continue
            touched.append(replace(state, size=item.size, mtime_ns=item.mtime_ns, gone=""))
        elif state.gone:
            touched.append(replace(state, gone=""))
        left_alone += bool(state.skipped)
        unchanged += not state.skipped
    limit = len(to_do) if settings.limit is None else settings.limit
    return Plan(
        to_do=tuple(to_do[:limit]),
        outputs=assign_outputs(found, known),
        unchanged=unchanged,
        left_alone=left_alone,
        over_limit=len(to_do[limit:]),
        touched=tuple(touched),
    )


def _is_up_to_date(state: ArticleState, fingerprint: str, settings: Settings) -> bool:
    if state.fingerprint != fingerprint:
        return False
    return bool(state.skipped) or (
        state.output is not None and (settings.out / state.output).exists()
    )


def _digest(item: Found) -> str:
    try:
        return digest_of(item.file.read_bytes())
    except OSError:  # reading it again in the run will say what is wrong
        return ""
