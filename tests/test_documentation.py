"""What the documents show is what the commands print."""

from __future__ import annotations

import difflib
import os
import re

import pytest

from tests.conftest import ROOT

README = ROOT / "README.md"
DOCUMENTS = [
    README,
    ROOT / "CONTRIBUTING.md",
    ROOT / "CHANGELOG.md",
    *sorted((ROOT / "docs").glob("*.md")),
]


def between(text: str, name: str) -> str:
    found = re.search(rf"<!-- {name}.*? -->\n(.*?)<!-- /", text, re.DOTALL)
    assert found, f"README has no part {name}"
    return found[1].strip("\n")


def commands_block(translate) -> str:
    """The commands of `translate --help`, whole sentences, as a code block."""
    from typer.main import get_command

    from translate.cli.app import app

    lines = []
    group = get_command(app)
    for name, command in group.commands.items():
        first = (command.help or "").strip().split("\n\n")[0].split(". ")[0].rstrip(".")
        lines.append(f"translate {name:10} {' '.join(first.split())}")
    return "```text\n" + "\n".join(lines) + "\n```"


def excerpt(translate, tmp_path) -> str:
    """The article of the README, as the built-in model translates it: without front matter."""
    out = tmp_path / "out"
    translate("run", ROOT / "corpus", "--only", "polizei/*", "--out", out)
    text = (out / "polizei" / "fahrradunfall-kassel.md").read_text(encoding="utf-8")
    body = text.split("---\n", 2)[2]
    return "\n".join(f"> {line}".rstrip() for line in body.strip().split("\n"))


def updated(text: str, name: str, content: str) -> str:
    return re.sub(
        rf"(<!-- {name}.*? -->\n).*?(<!-- /)",
        lambda match: f"{match[1]}{content}\n{match[2]}",
        text,
        flags=re.DOTALL,
    )


def test_commands_in_the_readme_are_those_of_the_help(translate):
    assert between(README.read_text(encoding="utf-8"), "commands") == commands_block(translate)


def test_the_excerpt_in_the_readme_is_real_output(translate, tmp_path):
    """Alike, not equal: another processor rounds otherwise, and a word may differ."""
    shown = between(README.read_text(encoding="utf-8"), "excerpt")
    alike = difflib.SequenceMatcher(None, shown, excerpt(translate, tmp_path), autojunk=False)
    assert alike.ratio() > 0.9


def test_the_readmes_console_lines_run(translate, corpus, tmp_path, monkeypatch):
    """Each `$ translate …` line parses and runs with the echo engine; `pull` needs the network."""
    monkeypatch.setenv("TRANSLATE_ENGINE", "echo")
    monkeypatch.chdir(tmp_path)
    (tmp_path / "out").mkdir()
    for line in re.findall(
        r"^\$ translate (.+)$", README.read_text(encoding="utf-8"), re.MULTILINE
    ):
        if line.startswith("models pull"):
            continue
        result = translate(*line.split("#")[0].split())
        assert result.code == 0, result.err


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_links_lead_somewhere(document):
    for target in re.findall(r"\]\(([^)#:]+)\)", document.read_text(encoding="utf-8")):
        assert (document.parent / target).exists(), f"{document.name} links to {target}"


def test_make_targets_of_the_readme_exist():
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    for target in re.findall(r"(?:[$] |`)make ([a-z]+)", README.read_text(encoding="utf-8")):
        assert re.search(rf"^{target}:", makefile, re.MULTILINE), target


def test_write_the_generated_parts(translate, tmp_path):
    """`make docs` sets WRITE_DOCS: the generated parts of the README are written anew."""
    if "WRITE_DOCS" in os.environ:
        text = README.read_text(encoding="utf-8")
        text = updated(text, "commands", commands_block(translate))
        README.write_text(updated(text, "excerpt", excerpt(translate, tmp_path)), encoding="utf-8")
