"""
What can go wrong, as one tree.

    TranslateError
    ├── SettingsError        an option, a settings file or a glossary is wrong   → exit 2
    ├── CorpusError          the corpus or the output folder cannot be used      → exit 2
    ├── EngineError          a model is missing, broken or cannot be run         → exit 2
    ├── StateError           the state file is newer than us or cannot be used   → exit 2
    │   └── DamagedStateError    its bytes are broken: a run sets it aside and goes on
    ├── LockedError          another run holds the output folder                 → exit 75
    └── ArticleError         one source cannot become an article: a `Failure`, the run goes on
        ├── ReadError        its bytes or its markup
        └── SegmentError     our own assertion: segmentation lost text

Each message is one sentence that names the file, the cause and the way out. They are caught in
two places only: `pipeline.prepare` (ArticleError) and `cli` (the rest). Anything else is our
bug and shows its traceback.
"""

from __future__ import annotations


class TranslateError(Exception):
    """The root: everything this package raises on purpose."""

    exit_code = 2


class SettingsError(TranslateError):
    """An option, an environment variable, a settings file or a glossary is wrong."""


class CorpusError(TranslateError):
    """The corpus cannot be listed or the output cannot be written."""


class EngineError(TranslateError):
    """A model or an engine cannot be found, loaded or run."""


class StateError(TranslateError):
    """The state file cannot be used as it is."""


class DamagedStateError(StateError):
    """The state file is broken; a run sets it aside and rebuilds what it can."""


class LockedError(TranslateError):
    """Another run is writing to the same output folder."""

    exit_code = 75


class ArticleError(TranslateError):
    """One source cannot become an article; the run goes on without it."""


class ReadError(ArticleError):
    """A source's bytes cannot be decoded, or its markup holds no article."""


class SegmentError(ArticleError):
    """Segmentation lost a character: a bug of ours, reported rather than hidden."""
