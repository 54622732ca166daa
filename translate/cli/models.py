"""`translate models`: what is here, fetch, check, convert, remove."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated

import typer

from translate.cli import options
from translate.cli.app import app, say, settings_from
from translate.errors import EngineError
from translate.settings import load_settings

models_app = typer.Typer(
    help="See, fetch and check models. `pull` alone uses the network.",
    no_args_is_help=True,
    rich_markup_mode=None,
)
app.add_typer(models_app, name="models")

Name = Annotated[str, typer.Argument(help="e.g. opus-mt-de-en, distilbart, OWNER/NAME")]


@models_app.command("list")
def list_command(models_dir: options.ModelsDir = None) -> None:
    """Name the models that are here, the one that `auto` takes marked with a star."""
    from translate import models

    folder = _models_dir(models_dir)
    chosen = models.translation_model("auto", folder)
    for model in models.installed(folder):
        mark = "*" if model.folder.resolve() == chosen.folder.resolve() else " "
        try:
            what = f"{model.revision}  {model.weights.stat().st_size / 1e6:.0f} MB"
            licence = model.manifest.get("licence", "")
        except (EngineError, OSError):
            what, licence = "BROKEN", f"see: translate models verify {model.name}"
        print(f"{mark} {model.name}  {what}  {licence}  {model.folder}")


@models_app.command("pull")
def pull_command(
    name: Name,
    revision: Annotated[str, typer.Option(help="a commit, a tag or a branch")] = "main",
    endpoint: Annotated[str | None, typer.Option(help="another server than the Hub")] = None,
    models_dir: options.ModelsDir = None,
) -> None:
    """Fetch a model from the Hub, only the files that are needed; resumes."""
    from translate import models

    # Not by `settings_from`, which wants the folder to be there: `pull` makes it.
    folder = load_settings({"models_dir": models_dir}, os.environ).models_dir
    model = models.pull(name, folder, revision, endpoint)
    say(f"{model.name} {model.revision} is in {model.folder}")


@models_app.command("verify")
def verify_command(
    name: Annotated[str | None, typer.Argument(help="without it, all that are here")] = None,
    models_dir: options.ModelsDir = None,
) -> None:
    """Compare models with the SHA-256 of their manifests."""
    from translate import models

    folder = _models_dir(models_dir)
    chosen = [models.require(name, folder)] if name else list(models.installed(folder))
    is_broken = False
    for model in chosen:
        problems = models.verify(model)
        is_broken = is_broken or bool(problems)
        how = "whole" if model.manifest else "complete (no manifest to compare with)"
        print(f"{model.name}: {how if not problems else 'BROKEN'}")
        for problem in problems:
            print(f"    {problem}")
    raise typer.Exit(1 if is_broken else 0)


@models_app.command("convert")
def convert_command(name: Name, models_dir: options.ModelsDir = None) -> None:
    """Make the CTranslate2 form of a model now, not at its first use."""
    from translate import models
    from translate.engines.conversion import converted

    model = models.require(name, _models_dir(models_dir))
    models.check_complete(model)
    print(converted(model))


@models_app.command("remove")
def remove_command(name: Name, models_dir: options.ModelsDir = None) -> None:
    """Delete a model that was pulled."""
    from translate import models

    folder = _models_dir(models_dir)
    model = models.find(name, folder)
    if model is None:
        here = ", ".join(model.name for model in models.installed(folder))
        raise EngineError(f"no model {name!r} is here to be removed; these are: {here}")
    models.remove(model)
    say(f"removed {model.folder}")


@models_app.command("where")
def where_command(
    name: Annotated[str, typer.Argument(help="without it, the one that auto takes")] = "auto",
    models_dir: options.ModelsDir = None,
) -> None:
    """Print the folder of a model."""
    from translate import models

    print(models.translation_model(name, _models_dir(models_dir)).folder.resolve())


def _models_dir(given: Path | None) -> Path | None:
    """Return the folder of models that a run would take: option, environment, settings file."""
    return settings_from(models_dir=given).models_dir
