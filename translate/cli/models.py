"""`translate models`: what is here, fetch, check, convert, remove."""

from __future__ import annotations

from typing import Annotated

import typer

from translate.cli.app import ModelsDir, app, say

models_app = typer.Typer(
    help="See, fetch and check models. `pull` alone uses the network.",
    no_args_is_help=True,
    rich_markup_mode=None,
)
app.add_typer(models_app, name="models")

Name = Annotated[str, typer.Argument(help="e.g. opus-mt-de-en, distilbart, OWNER/NAME")]


@models_app.command("list")
def list_command(models_dir: ModelsDir = None) -> None:
    """Name the models that are here, the one that `auto` takes marked with a star."""
    from translate import models

    chosen = models.translation_model("auto", models_dir)
    for model in models.installed(models_dir):
        mark = "*" if model.folder.resolve() == chosen.folder.resolve() else " "
        size = model.weights.stat().st_size / 1e6
        licence = model.manifest.get("licence", "")
        print(f"{mark} {model.name}  {model.revision}  {size:.0f} MB  {licence}  {model.folder}")


@models_app.command("pull")
def pull_command(
    name: Name,
    revision: Annotated[str, typer.Option(help="a commit, a tag or a branch")] = "main",
    endpoint: Annotated[str | None, typer.Option(help="another server than the Hub")] = None,
    models_dir: ModelsDir = None,
) -> None:
    """Fetch a model from the Hub, only the files that are needed; resumes."""
    from translate import models

    model = models.pull(name, models_dir, revision, endpoint)
    say(f"{model.name} {model.revision} is in {model.folder}")


@models_app.command("verify")
def verify_command(
    name: Annotated[str | None, typer.Argument(help="without it, all that are here")] = None,
    models_dir: ModelsDir = None,
) -> None:
    """Compare models with the SHA-256 of their manifests."""
    from translate import models

    chosen = [models.require(name, models_dir)] if name else list(models.installed(models_dir))
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
def convert_command(name: Name, models_dir: ModelsDir = None) -> None:
    """Make the CTranslate2 form of a model now, not at its first use."""
    from translate import models
    from translate.engines.conversion import converted

    model = models.require(name, models_dir)
    models.check_complete(model)
    print(converted(model))


@models_app.command("remove")
def remove_command(name: Name, models_dir: ModelsDir = None) -> None:
    """Delete a model that was pulled."""
    from translate import models

    model = models.require(name, models_dir)
    models.remove(model)
    say(f"removed {model.folder}")


@models_app.command("where")
def where_command(
    name: Annotated[str, typer.Argument(help="without it, the one that auto takes")] = "auto",
    models_dir: ModelsDir = None,
) -> None:
    """Print the folder of a model."""
    from translate import models

    print(models.translation_model(name, models_dir).folder.resolve())
