"""`translate memory`: what was translated before, to look at, take along, bring in and thin."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from translate.cli import options
from translate.cli.app import app, say, settings_from
from translate.errors import SettingsError

memory_app = typer.Typer(
    help="The translation memory: count, search, export, import, prune.",
    no_args_is_help=True,
    rich_markup_mode=None,
)
app.add_typer(memory_app, name="memory")

Out = Annotated[
    Path | None,
    typer.Option(
        parser=options.named_path,
        metavar="<path>",
        help="the output folder it belongs to; default out",
    ),
]


@memory_app.command("stats")
def stats_command(
    out: Out = None, json_lines: options.Json = False, config: options.Config = None
) -> None:
    """Count the entries by the engine or the people that made them."""
    from translate.corpus import exchange

    parts = exchange.stats(settings_from(config, out=out).out)
    for part in parts:
        if json_lines:
            print(json.dumps(asdict(part), ensure_ascii=False))
        else:
            print(f"{part.entries:>9,}  {part.origin}  {part.signature}  "
                  f"{part.oldest[:10]} to {part.newest[:10]}")  # fmt: skip
    if not json_lines:
        print(f"{sum(part.entries for part in parts):>9,}  in all")


@memory_app.command("search")
def search_command(
    text: Annotated[str, typer.Argument(help="German: a sentence, or a part of one")],
    out: Out = None,
    limit: Annotated[int, typer.Option(min=1, help="at most so many")] = 10,
    least: Annotated[
        float, typer.Option(min=0, max=100, help="how like, at least; 100: same")
    ] = 60,
    json_lines: options.Json = False,
    config: options.Config = None,
) -> None:
    """Show what is like a text, best first; nothing inexact is ever used to translate."""
    from translate.corpus import exchange

    if not text.strip():
        raise SettingsError("nothing to search for; give a German sentence or a part of one")
    matches = exchange.search(settings_from(config, out=out).out, text, limit, least)
    for match in matches:
        if json_lines:
            content = {"likeness": round(match.likeness, 1), **asdict(match.unit)}
            print(json.dumps(content, ensure_ascii=False))
        else:
            print(f"{match.likeness:5.1f}  {match.unit.source}\n       {match.unit.target}  "
                  f"({match.unit.origin}, {match.unit.signature})")  # fmt: skip
    if not matches:
        say(f"nothing like it in the memory, not by {least:.0f} %; look for less with --least")


@memory_app.command("export")
def export_command(
    file: Annotated[Path, typer.Argument(help="NAME.tmx or NAME.tsv")],
    out: Out = None,
    only_human: Annotated[
        bool, typer.Option("--only-human", help="what people translated")
    ] = False,
    config: options.Config = None,
) -> None:
    """Write the memory as TMX 1.4b, for OmegaT and others, or as a table."""
    from translate.corpus import exchange

    count = exchange.export(settings_from(config, out=out).out, file, only_human=only_human)
    say(f"{count:,} entries in {file}")


@memory_app.command("import")
def import_command(
    file: Annotated[Path, typer.Argument(help="a TMX or TSV file, German and English")],
    out: Out = None,
    json_lines: options.Json = False,
    config: options.Config = None,
) -> None:
    """Bring translations in; what another tool wrote counts as a person's work."""
    from translate.corpus import exchange

    imported = exchange.import_file(settings_from(config, out=out).out, file)
    if json_lines:
        print(json.dumps(asdict(imported), ensure_ascii=False))
        return
    for reason in imported.reasons:
        say(f"refused: {reason}")
    print(f"{imported.taken} taken, {imported.changed} changed, {imported.known} known already, "
          f"{imported.refused} refused")  # fmt: skip


@memory_app.command("prune")
def prune_command(
    older_than: Annotated[str, typer.Option(help="an age or a date: 90d, 6m, 1y, 2026-01-31")],
    out: Out = None,
    config: options.Config = None,
) -> None:
    """Forget what engines made before a time; people's translations are never forgotten."""
    from translate.corpus import exchange

    say(f"{exchange.prune(settings_from(config, out=out).out, older_than):,} entries forgotten")
