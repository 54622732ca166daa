"""The lines between the dashes: values as YAML, each on one line, and back again."""

from __future__ import annotations

import re
from typing import Any

import yaml

# libyaml is five to ten times as fast, and not in every build of PyYAML.
_Dumper: Any = getattr(yaml, "CSafeDumper", yaml.SafeDumper)
_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

_FENCE = re.compile(r"^---\s*$", re.MULTILINE)
_BEYOND_TWO_BYTES = re.compile(r"[^\x00-\uffff]")


class _OneLine(_Dumper):  # type: ignore[misc]
    """Each value on one line: a file name may hold line breaks, and a reader looks for `---`."""


class _OneLineOfAnyCharacters(yaml.SafeDumper):
    r"""The same in Python: libyaml would write an emoji as \U0001F600."""


def _represent_text(dumper: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    style = '"' if len(text.splitlines()) > 1 else None
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=style)


_OneLine.add_representer(str, _represent_text)
_OneLineOfAnyCharacters.add_representer(str, _represent_text)


def front_matter_line(name: str, value: Any) -> str:
    r"""
    Write one value as YAML, on one line.

        >>> front_matter_line("source", "a\n---\nb.txt")
        'source: "a\\n---\\nb.txt"\n'
        >>> front_matter_line("title", "Grüße 😀")
        'title: Grüße 😀\n'
    """
    dumper = _OneLineOfAnyCharacters if _BEYOND_TWO_BYTES.search(str(value)) else _OneLine
    return yaml.dump({name: value}, Dumper=dumper, allow_unicode=True, width=10**9)


def front_matter_of(text: str) -> dict[str, Any] | None:
    r"""
    Read the values at the head of a file, or None where there are none.

        >>> front_matter_of("---\ntitle: Grüße\n---\n# Grüße\n")
        {'title': 'Grüße'}

    Raises `yaml.YAMLError` for what is not YAML.
    """
    head, *rest = _FENCE.split(text, maxsplit=2)
    if head or len(rest) < 2:
        return None
    values = yaml.load(rest[0], Loader=_Loader)  # noqa: S506 (a safe loader)
    return values if isinstance(values, dict) else None
