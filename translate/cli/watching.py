"""`translate watch` and `translate schedule`: runs that start by themselves."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from translate.cli import options
from translate.cli.app import app, refuse, say, settings_from, settings_of
from translate.cli.run import run_once, stop_on_signal
from translate.errors import CorpusError, SettingsError
from translate.settings import Settings


@app.command("watch")
def watch_command(
    context: typer.Context,
    corpus: options.Corpus = None,
    out: options.Out = None,
    poll: Annotated[
        bool | None,
        typer.Option(help="ask for changes, for network shares; default: by the file system"),
    ] = None,
    settle: Annotated[
        float | None, typer.Option(help="seconds of quiet before a run; default 2")
    ] = None,
    model: options.Model = None,
    summarizer: options.Summarizer = None,
    engine: options.EngineName = None,
    beam_size: options.BeamSize = None,
    glossary: options.GlossaryFiles = None,
    only: Annotated[str | None, typer.Option(help="only files whose path matches")] = None,
    prune: options.Prune = False,
    follow_symlinks: options.FollowSymlinks = False,
    rows: options.Rows = None,
    summary_sentences: options.SummarySentences = None,
    any_language: options.AnyLanguage = False,
    workers: options.Workers = None,
    device: options.Device = None,
    models_dir: options.ModelsDir = None,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="say only what fails")] = False,
    json_lines: options.Json = False,
    log_file: options.LogFile = None,
    metrics: options.Metrics = None,
    config: options.Config = None,
) -> None:
    """Translate what is new or changed now, and whenever something changes, until stopped."""
    raise typer.Exit(_watch(settings_of(context), poll=poll))


def _watch(settings: Settings, *, poll: bool | None) -> int:
    from dataclasses import replace

    from translate.corpus import Progress
    from translate.watch import settings_of_watch, watch

    settings = settings_of_watch(settings)
    if settings.corpus.is_file():  # a folder that is not there may come, and is waited for
        raise CorpusError(f"{settings.corpus}: a file, not a folder; name its folder")
    tell = Progress() if settings.quiet else Progress(note=say)
    if not settings.quiet:
        say(f"watching {settings.corpus}, writing to {settings.out}; Ctrl-C ends it")
    with stop_on_signal("stopping after what is under way; once more to stop at once") as came:
        watch(
            settings,
            lambda listener: run_once(settings, came, listener),
            replace(tell, warn=say, is_asked_to_stop=lambda: bool(came)),
            poll=poll,
        )
    return 128 + came[0]


schedule_app = typer.Typer(
    help="Translate on a timer of the system: systemd or cron; definitions for launchd, Windows.",
    no_args_is_help=True,
    rich_markup_mode=None,
)
app.add_typer(schedule_app, name="schedule")


@schedule_app.command("install", context_settings={"allow_extra_args": True})
def install_command(
    context: typer.Context,
    corpus: options.Corpus = None,
    out: options.Out = None,
    every: Annotated[str | None, typer.Option(help="an interval: 15m, 2h, 1d")] = None,
    at: Annotated[str | None, typer.Option(help="a time of day: 06:30")] = None,
    user: Annotated[
        bool | None,
        typer.Option("--user/--machine", help="whose systemd; default: the user's, but for root"),
    ] = None,
    back_end: Annotated[
        str | None, typer.Option("--with", help="systemd, cron, launchd or windows")
    ] = None,
    print_only: Annotated[
        bool, typer.Option("--print", help="show the definition, install nothing")
    ] = False,
    quiet: Annotated[
        bool, typer.Option("--quiet", "-q", help="runs say nothing unless they fail")
    ] = False,
) -> None:
    """Install a timer for a corpus; options for its runs after `--`, such as -- --beam-size 1."""
    from translate import schedule

    extra = list(context.args)
    if corpus is not None and str(corpus).startswith("-"):  # it stood after the `--`
        corpus, extra = None, [str(corpus), *extra]
    if quiet:
        extra.append("--quiet")
    settings = _settings_of_run(corpus, out, extra)
    when = _when(every, at)
    planned = schedule.schedule_for(settings.corpus, settings.out, when, tuple(extra))
    place = schedule.choose_place(back_end, user=user)
    if print_only:
        print(schedule.definition(planned, place), end="")
        return
    done = schedule.install(planned, place)
    print(f"{planned.name} ({done}): {planned.corpus} {planned.when}, by {place}")
    if not settings.corpus.is_dir():
        say(f"note: {planned.corpus} is not there yet; until it is, runs end with exit code 2")
    _warn_of_logout(place)


def _when(every: str | None, at: str | None) -> Any:
    from translate import schedule

    if (every is None) == (at is None):
        raise SettingsError("say either --every, for example 15m, or --at, for example 06:30")
    return schedule.every(every) if every is not None else schedule.at(at or "")


def _settings_of_run(corpus: Path | None, out: Path | None, extra: list[str]) -> Settings:
    """
    Read the options of the runs to come as `translate run` will, so that no night fails on one.

    Raises `SettingsError` for what `translate run` would refuse.
    """
    run = typer.main.get_command(app).commands["run"]  # type: ignore[attr-defined] # a group
    context = run.make_context("translate run", list(extra))
    why = "cannot be given after --; a schedule has its own or none"
    refuse(context, ("corpus", "out", "force", "dry_run"), why)
    return settings_of(context, corpus=corpus, out=out)


def _warn_of_logout(place: Any) -> None:
    """Tell who installs a user's timer on a server that it ends with the session."""
    import getpass

    from translate.schedule import BackEnd

    if place.back_end is BackEnd.SYSTEMD and place.user:
        name = getpass.getuser()
        if not (Path("/var/lib/systemd/linger") / name).exists():
            say(f"note: it runs while {name} is logged in; for always: loginctl enable-linger")


@schedule_app.command("show")
def show_command(
    corpus: Annotated[Path | None, typer.Argument(help="without it, all schedules")] = None,
) -> None:
    """Show what is installed, and whether it can run."""
    from translate import schedule

    found = [
        (place, known)
        for place, known in schedule.installed()
        if corpus is None or known.corpus == str(corpus.absolute())
    ]
    for place, known in found:
        print(f"{known.name}: {known.corpus} → {known.out}")
        following = schedule.next_start(place, known)
        print(f"    {known.when}, by {place}{f'; next {following}' if following else ''}")
        print(f"    {' '.join(known.command)}")
        if complaint := schedule.complaint(known):
            print(f"    BROKEN: {complaint}")
    if not found:
        say("no schedule; make one with: translate schedule install --every 15m")


@schedule_app.command("remove")
def remove_command(corpus: options.Corpus = None) -> None:
    """Remove the timer of a corpus, and nothing else."""
    from translate import schedule

    settings = settings_from(corpus=corpus)
    removed, complaints = schedule.remove(settings.corpus)
    for place, known in removed:
        print(f"removed {known.name} ({known.when}, by {place})")
    for complaint in complaints:
        say(f"translate: {complaint}")
    if complaints:
        raise typer.Exit(SettingsError.exit_code)
    if not removed:
        by_hand = schedule.how_to_remove(settings.corpus)
        say(f"{settings.corpus}: no schedule" + (f"; by hand: {by_hand}" if by_hand else ""))
