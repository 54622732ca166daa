"""The wheel carries all it needs: installed elsewhere, it translates in an empty folder."""

from __future__ import annotations

import subprocess
import sys
import sysconfig
import zipfile
from pathlib import Path

import pytest

from tests.conftest import ROOT


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", folder, ROOT]
    subprocess.run(command, check=True, capture_output=True)
    return next(folder.glob("*.whl"))


def test_the_wheel_carries_the_model_and_all_data_files(wheel):
    names = set(zipfile.ZipFile(wheel).namelist())
    model = "translate/_models/starter-de-en/"
    for name in ("config.json", "model.safetensors", "source.spm", "target.spm", "vocab.json"):
        assert model + name in names
    assert not [name for name in names if "ctranslate2-" in name]
    for file in (ROOT / "translate").rglob("*"):
        if file.is_file() and "__pycache__" not in file.parts:
            assert file.relative_to(ROOT).as_posix() in names
    assert wheel.stat().st_size < 60e6


def test_installed_in_a_clean_environment_it_runs_in_an_empty_folder(wheel, tmp_path):
    """
    The libraries are lent from this environment, so that the test needs no network.

    A `.pth` file names their folder, and is not followed further: the checkout, installed there
    as editable, stays out of sight.
    """
    home = tmp_path / "environment"
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", home], check=True)
    python = home / "bin" / "python"
    site = Path(sysconfig.get_path("purelib", vars={"base": home, "platbase": home}))
    install = [sys.executable, "-m", "pip", "--python", python, "install", "--quiet", "--no-deps"]
    subprocess.run([*install, "--no-index", wheel], check=True, capture_output=True)
    (site / "lent.pth").write_text(sysconfig.get_path("purelib"))
    folder = tmp_path / "empty"
    folder.mkdir()
    where = subprocess.run(
        [home / "bin" / "translate", "models", "where"],
        cwd=folder, capture_output=True, text=True, check=True,
    ).stdout  # fmt: skip
    assert str(home) in where
    done = subprocess.run(
        [home / "bin" / "translate", "text", "Der Minister sprach am Montag in Berlin."],
        cwd=folder, capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert "minister" in done.stdout.lower()
    assert "Berlin" in done.stdout
    assert list(folder.iterdir()) == []
    version = subprocess.run(
        [home / "bin" / "translate-articles", "--version"],
        cwd=folder, capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert version.stdout.startswith("translate 0.")
