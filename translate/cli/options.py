"""The options that several commands have, declared once; what they set is `settings.Settings`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer


def named_path(text: str) -> Path:
    """Read a path; an empty one comes of a shell variable that is not set, and would be `.`."""
    if not text:
        raise typer.BadParameter("an empty path; name a folder")
    return Path(text)


Corpus = Annotated[
    Path | None,
    typer.Argument(parser=named_path, metavar="corpus", help="folder of articles; default corpus"),
]
Out = Annotated[
    Path | None,
    typer.Option(parser=named_path, metavar="<path>", help="folder to write to; default out"),
]
Written = Annotated[
    Path | None,
    typer.Option(
        "--out", parser=named_path, metavar="<path>", help="folder written to; default out"
    ),
]
Model = Annotated[
    str | None,
    typer.Option(
        help="auto: opus-mt-de-en if it is here, else the built-in draft model; a name; a folder"
    ),
]
EngineName = Annotated[
    str | None, typer.Option("--engine", help="ctranslate2 (default), marian (reference) or echo")
]
BeamSize = Annotated[int | None, typer.Option(help="hypotheses kept while decoding; default 4")]
Summarizer = Annotated[str | None, typer.Option(help="auto, extractive, none, a name or a folder")]
GlossaryFiles = Annotated[
    list[Path] | None,
    typer.Option(metavar="<path>", help="TSV of terms, German and English; may be repeated"),
]
Prune = Annotated[
    bool, typer.Option("--prune", help="put articles whose source is gone into the trash")
]
FollowSymlinks = Annotated[
    bool, typer.Option("--follow-symlinks", help="also links that lead out of the corpus")
]
Rows = Annotated[
    str | None, typer.Option(help="what a table row holds: paragraph (default) or sentence")
]
SummarySentences = Annotated[int | None, typer.Option(help="default 3; 0 for none")]
AnyLanguage = Annotated[
    bool, typer.Option("--any-language", help="also articles that do not look German")
]
Workers = Annotated[int | None, typer.Option(help="replicas of the model; default: cores")]
ModelsDir = Annotated[Path | None, typer.Option(help="where models lie, before other places")]
Device = Annotated[str | None, typer.Option(help="auto, cpu or cuda")]
Config = Annotated[Path | None, typer.Option(help="a settings file other than translate.toml")]
LogFile = Annotated[Path | None, typer.Option(help="append what happens as JSON lines")]
Metrics = Annotated[
    Path | None, typer.Option(help="write figures of the last run for Prometheus; name it *.prom")
]
Json = Annotated[bool, typer.Option("--json", help="one JSON object a line on stdout")]
