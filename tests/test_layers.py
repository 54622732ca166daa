"""The test is the diagram: a module imports only from rooms above it."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import ROOT

PACKAGE = ROOT / "translate"

# The road goes down this list. Rooms on one line know nothing of each other.
ROOMS = [
    {"data", "errors"},
    {"settings"},
    {"language"},
    {"reading"},
    {"cleaning"},
    {"segmentation"},
    {"models"},
    {"engines"},
    {"store"},
    {"glossary"},
    {"translation"},
    {"summarization"},
    {"quality"},
    {"digest"},
    {"rendering"},
    {"pipeline"},
    {"writing"},
    {"corpus"},
    {"logs", "metrics"},
    {"cluster"},
    {"watch", "schedule"},
    {"evaluation"},
    {"doctor"},
    {"cli"},
    {"__main__"},
]
FLOOR = {room: number for number, rooms in enumerate(ROOMS) for room in rooms}

MODULES = sorted(PACKAGE.rglob("*.py"))
HEAVY = ("torch", "transformers", "ctranslate2", "ray", "sacrebleu", "trafilatura", "py3langid")


def _room(module: Path) -> str:
    return module.relative_to(PACKAGE).parts[0].removesuffix(".py")


def _imports(module: Path) -> set[str]:
    """All modules of ours that a file imports, inside functions too."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(module.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names.add(node.module)
            names |= {f"{node.module}.{alias.name}" for alias in node.names}
    return {name for name in names if name.split(".")[0] == "translate"}


@pytest.mark.parametrize("module", MODULES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_imports_go_one_way(module):
    room = _room(module)
    if room == "__init__":
        assert not _imports(module)
        return
    assert room in FLOOR, f"{room} has no place in the diagram"
    for name in _imports(module):
        parts = name.split(".")
        if len(parts) == 1 or parts[1] in (room, "__version__"):
            continue
        other = parts[1]
        assert other in FLOOR, f"{module.name} imports {name}, which has no place in the diagram"
        assert FLOOR[other] < FLOOR[room], f"{room} must not know {other}"


def test_rooms_have_no_knots_inside():
    """Within a room of several files, no two import each other, straight or around."""
    edges = {}
    for module in MODULES:
        name = "translate." + ".".join(module.relative_to(PACKAGE).with_suffix("").parts)
        name = name.removesuffix(".__init__")
        edges[name] = {other for other in _imports(module) if other != name}
    for start, imported in edges.items():
        seen, todo = set(), [n for n in imported if n in edges]
        while todo:
            name = todo.pop()
            # A package's face hands names on; its files may ask it for the protocol they fulfil.
            assert name != start or start.count(".") == 1, f"{start} imports itself in a circle"
            if name not in seen and name.count(".") != 1:
                seen.add(name)
                todo += [n for n in edges[name] if n in edges]


def test_the_command_line_loads_nothing_heavy():
    """`translate --help` answers at once: no torch, transformers, ctranslate2."""
    code = f"import sys, translate.cli; print([name for name in {HEAVY!r} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_a_run_loads_no_torch(tmp_path):
    """The fast path is CTranslate2 and SentencePiece alone, conversion included."""
    (tmp_path / "corpus").mkdir()
    (tmp_path / "corpus" / "a.txt").write_text("Es regnet heute im ganzen Land.", encoding="utf-8")
    code = (
        "import sys\n"
        "from translate import cli\n"
        f"sys.argv = ['translate', 'run', {str(tmp_path / 'corpus')!r}, "
        f"'--out', {str(tmp_path / 'out')!r}]\n"
        "try:\n    cli.main()\nexcept SystemExit as stop:\n    assert not stop.code, stop\n"
        "print([name for name in ('torch', 'transformers', 'ray') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "[]"
