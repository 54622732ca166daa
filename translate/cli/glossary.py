"""`translate glossary`: look a glossary over, apply it to pairs, find what is missing in it."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from translate.cli import options
from translate.cli.app import app, plural, say, settings_from

glossary_app = typer.Typer(
    help="Look glossaries over, apply them, find what is missing in them.",
    no_args_is_help=True,
    rich_markup_mode=None,
)
app.add_typer(glossary_app, name="glossary")

Files = Annotated[
    list[Path] | None, typer.Option("--glossary", metavar="<path>", help="TSV; may be repeated")
]


@glossary_app.command("check")
def check_command(
    files: Annotated[list[Path], typer.Argument(help="TSV: German, English, kind, notes, case")],
) -> None:
    """Name the lines that are malformed or contradict each other; exit 1 if there are any."""
    from translate import glossary

    loaded = glossary.load(files, shipped=False)
    for problem in loaded.problems:
        print(problem)
    say(f"{plural(len(loaded.terms), 'term')}, {plural(len(loaded.problems), 'problem')}")
    raise typer.Exit(1 if loaded.problems else 0)


@glossary_app.command("apply")
def apply_command(
    pairs: Annotated[Path, typer.Argument(help="TSV: German, English")],
    files: Files = None,
    json_lines: options.Json = False,
) -> None:
    """Print the English with what is surely wrong mended; what is missing goes to stderr."""
    from translate import evaluation, glossary

    loaded = glossary.load(files or [])
    lines = [line.partition("\t") for line in evaluation.read_lines(pairs)]
    for number, (_, tab, _) in enumerate(lines, start=1):
        if not tab:
            say(f"{pairs}, line {number}: no tab in it; write German, a tab, English")
    mended = glossary.apply(loaded, ((german, english) for german, _, english in lines))
    for number, (english, findings) in enumerate(mended, start=1):
        if json_lines:
            messages = [finding.message for finding in findings]
            line = {"line": number, "english": english, "findings": messages}
            print(json.dumps(line, ensure_ascii=False))
            continue
        print(english)
        for finding in findings:
            say(f"{pairs}, line {number}: {finding.message}")


@glossary_app.command("suggest")
def suggest_command(
    out: Annotated[Path | None, typer.Argument(help="a folder written to; default out")] = None,
    least: Annotated[int, typer.Option(min=1, help="rows it must stand in")] = 3,
    files: Files = None,
    json_lines: options.Json = False,
) -> None:
    """List recurring names and compounds without an entry, and how they were translated."""
    from translate import glossary
    from translate.corpus.checking import written_rows

    loaded = glossary.load(files or [])
    pairs = ((row.german, row.english) for row in written_rows(settings_from(out=out).out))
    suggestions = glossary.suggest(pairs, loaded.knows, least)
    if not suggestions:
        say(f"nothing without an entry stands in {least} rows; look for less with --least")
    for suggestion in suggestions:
        if json_lines:
            print(json.dumps(asdict(suggestion), ensure_ascii=False))
            continue
        told = ", ".join(f"{english} ({count})" for english, count in suggestion.translations)
        print(f"{suggestion.count:4}  {suggestion.german}\t{told}")
