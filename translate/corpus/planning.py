"""What a run has to do: which of the files found are new, changed, renamed or the same."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import PurePosixPath

from translate.corpus.finding import FORMATS, Found, assign_outputs
from translate.data import digest_of
from translate.pipeline import signature_of
from translate.settings import Settings
from translate.store import ArticleState
from translate.summarization.loading import signature as summarizer_signature


@dataclass(frozen=True, slots=True)
class Renamed:
    """A source that lies under another name now, and so will its output."""

    before: ArticleState
    after: ArticleState


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
    renamed: tuple[Renamed, ...] = ()


# Raised when cleaning, segmentation, checks, tags or rendering write something else than before:
# articles written until then are made again, from memory where it knows the sentences.
RULES = 4


def fingerprint_of(settings: Settings) -> str:
    """The digest of all that shapes what is written: settings, model, summarizer, rules."""
    parts = [
        f"rules:{RULES}",
        settings.fingerprint,
        signature_of(settings),
        summarizer_signature(settings),
    ]
    return digest_of("\n".join(parts).encode())


def plan(
    settings: Settings,
    found: Sequence[Found],
    known: Mapping[str, ArticleState],
    outputs: Container[str],
    edited: Container[str] = (),
) -> Plan:
    """
    Compare what was found with what is known; `outputs` are the files in the output folder.

    `edited` are the sources whose articles are to be rendered around a person's edit.

    A source is unchanged if its settings are, its output is still there, and size and time, or
    else its bytes, are the recorded ones.
    """
    fingerprint = fingerprint_of(settings)
    moved = dict(_moved(found, known))
    old_names = {state.source for state in moved.values()}
    kept = {path: state for path, state in known.items() if path not in old_names}
    assigned = assign_outputs(found, kept)
    renamed = tuple(
        _renamed(item, moved[item.path], assigned) for item in found if item.path in moved
    )
    kept |= {rename.after.source: rename.after for rename in renamed}
    # Moved before anything is translated; a crash may have left it under either name.
    there = {
        rename.after.output
        for rename in renamed
        if rename.before.output in outputs or rename.after.output in outputs
    }
    to_do, touched = [], []
    unchanged = left_alone = 0
    for item in found:
        state = None if settings.force or item.path in edited else kept.get(item.path)
        is_current = state is not None and (
            state.fingerprint == fingerprint
            and (bool(state.skipped) or state.output in outputs or state.output in there)
        )
        seen = _seen_again(item, state) if state and is_current else None
        if seen is None:
            to_do.append(item)
            continue
        if seen != state:
            touched.append(seen)
        left_alone += bool(seen.skipped)
        unchanged += not seen.skipped
    limit = len(to_do) if settings.limit is None else settings.limit
    return Plan(
        to_do=tuple(to_do[:limit]),
        outputs=assigned,
        unchanged=unchanged,
        left_alone=left_alone,
        over_limit=len(to_do[limit:]),
        touched=tuple(touched),
        renamed=renamed,
    )


def _seen_again(item: Found, state: ArticleState) -> ArticleState | None:
    """What is recorded of a source that is as it was, or None if its bytes are others."""
    if item.outcome is not None:
        return None
    is_same = (state.size, state.mtime_ns) == (item.size, item.mtime_ns)
    if not is_same and state.source_digest != _digest(item):
        return None
    if is_same and not state.gone:
        return state
    return replace(state, size=item.size, mtime_ns=item.mtime_ns, gone="")


def _moved(
    found: Sequence[Found], known: Mapping[str, ArticleState]
) -> Iterator[tuple[str, ArticleState]]:
    """New files that hold the bytes of a source that is no longer there, with what it was."""
    new = [item for item in found if item.path not in known and item.outcome is None]
    if not new:
        return
    paths = {item.path for item in found}
    lost: defaultdict[tuple[str, str], list[ArticleState]] = defaultdict(list)
    sizes = set()
    for path, state in known.items():
        is_lost = path not in paths and state.output and state.source_digest
        # With --only, a source that was not found may still be there.
        if is_lost and not (new[0].root / path).exists():
            lost[state.source_digest, _format_of(path)].append(state)
            sizes.add(state.size)
    for item in new:
        # Only what has the size of something lost is worth reading.
        matches = lost.get((_digest(item), _format_of(item.path))) if item.size in sizes else None
        if matches:
            yield item.path, matches.pop(0)


def _renamed(item: Found, before: ArticleState, assigned: Mapping[str, str]) -> Renamed:
    after = replace(
        before,
        source=item.path,
        size=item.size,
        mtime_ns=item.mtime_ns,
        output=assigned[item.path],
        gone="",
    )
    return Renamed(before, after)


def _format_of(path: str) -> str:
    return FORMATS[PurePosixPath(path).suffix.lower()].value


def _digest(item: Found) -> str:
    try:
        return digest_of(item.file.read_bytes())
    except OSError:  # reading it again in the run will say what is wrong
        return ""
