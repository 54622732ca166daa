"""`translate check` and `translate eval`: doubts without references, scores with them."""

from __future__ import annotations

import json
import time
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from translate.cli import options
from translate.cli.app import app, plural, refuse, say, settings_from, settings_of
from translate.errors import SettingsError

if TYPE_CHECKING:
    from translate.glossary import Glossary


@app.command("eval")
def eval_command(
    context: typer.Context,
    source: Annotated[Path, typer.Option(help="German, a sentence a line")],
    reference: Annotated[Path, typer.Option(help="English by people, line for line")],
    hypothesis: Annotated[
        Path | None, typer.Option(help="English to score; without it, we translate")
    ] = None,
    baseline: Annotated[
        Path | None, typer.Option(help="other English to compare with, by paired bootstrap")
    ] = None,
    comet_model: Annotated[Path | None, typer.Option(help="a COMET checkpoint on disk")] = None,
    worst: Annotated[int, typer.Option(min=0, help="show so many of the worst sentences")] = 0,
    output: Annotated[Path | None, typer.Option(help="keep our translation here")] = None,
    model: options.Model = None,
    engine: options.EngineName = None,
    beam_size: options.BeamSize = None,
    device: options.Device = None,
    models_dir: options.ModelsDir = None,
    json_lines: options.Json = False,
) -> None:
    """Score translations against references: BLEU, chrF2, TER, with signatures."""
    from translate import evaluation
    from translate.writing import write_atomically

    if hypothesis:
        idle = ("model", "engine", "beam_size", "device", "models_dir", "output")
        refuse(context, idle, "with --hypothesis nothing is translated; drop one of them")
    sources, references = evaluation.read_lines(source), evaluation.read_lines(reference)
    if output:
        _refuse_unwritable(output)
    files = {"source": (source, sources), "reference": (reference, references)}
    others = {"hypothesis": hypothesis, "baseline": baseline}
    files |= {name: (path, evaluation.read_lines(path)) for name, path in others.items() if path}
    evaluation.require_same_length(**files)
    result: dict[str, Any] = {"sentences": len(sources)}
    if hypothesis:
        english = list(files["hypothesis"][1])
    else:
        english, facts = _translate(sources, settings_of(context))
        result |= facts
    if output:
        write_atomically(output, "".join(f"{line}\n" for line in english).encode())
    other = list(files["baseline"][1]) if baseline else None
    scores = evaluation.score(english, references, other)
    result["scores"] = [asdict(score) for score in scores]
    if comet_model:
        result["comet"] = evaluation.comet(sources, english, references, comet_model)
    result["worst"] = [asdict(s) for s in evaluation.worst(sources, english, references, worst)]
    if json_lines:
        print(json.dumps(result, ensure_ascii=False))
    else:
        _show(result, [str(score) for score in scores])


def _refuse_unwritable(output: Path) -> None:
    """Look before the hours of translating, not after them; what is there stays as it is."""
    try:
        output.open("a", encoding="utf-8").close()
    except OSError as error:
        raise SettingsError(
            f"{output}: cannot be written ({error.strerror}); choose another --output"
        ) from error


def _translate(sources: list[str], settings: Any) -> tuple[list[str], dict[str, Any]]:
    """
    Translate as a run would, without second looks at what is doubtful; how fast, and by what.

    What the model did not bring to an end gets its second look all the same.
    """
    from translate.data import Segment
    from translate.engines import load_engine
    from translate.translation import translate

    engine = load_engine(settings)
    began = time.monotonic()
    segments = [Segment(line, number) for number, line in enumerate(sources)]
    english = [t.text for t in translate(segments, {}, lambda: engine)]
    speed = len(sources) / (time.monotonic() - began)
    return english, {"signature": engine.signature, "sentences_per_second": round(speed, 1)}


def _show(result: dict[str, Any], scores: list[str]) -> None:
    if "signature" in result:
        print(f"{result['signature']}  {result['sentences_per_second']} sentences/s")
    for line in scores:
        print(line)
    if "comet" in result:
        print(f"COMET  {100 * result['comet']:6.2f}")
    for item in result["worst"]:
        print(f"\nline {item['line']}, chrF {item['chrf']:.1f}")
        print(f"    {item['source']}\n    {item['hypothesis']}\n    {item['reference']}")


@app.command("check")
def check_command(
    out: Annotated[
        Path | None, typer.Argument(help="a folder that was written; default out")
    ] = None,
    pairs: Annotated[Path | None, typer.Option(help="TSV instead: German, English")] = None,
    strict: Annotated[bool, typer.Option("--strict", help="refuse malformed lines")] = False,
    glossary: Annotated[
        list[Path] | None,
        typer.Option(metavar="<path>", help="TSV of terms to ask for; may be repeated"),
    ] = None,
    json_lines: options.Json = False,
) -> None:
    """Say what is doubtful in translations: numbers, names, negation, loops, omissions."""
    from translate import glossary as glossaries

    if pairs and out:
        raise SettingsError(f"{out}, --pairs {pairs}: give one of them; each is checked alone")
    if strict and not pairs:
        raise SettingsError("--strict is about the lines of a table; give it with --pairs")
    terms = glossaries.load(glossary or (), shipped=False)
    for problem in terms.problems:
        say(str(problem))
    if pairs:
        _check_pairs(pairs, terms, strict=strict, json_lines=json_lines)
    else:
        _check_folder(settings_from(out=out).out, terms, json_lines=json_lines)


def _check_pairs(pairs: Path, terms: Glossary, *, strict: bool, json_lines: bool) -> None:
    from translate import quality

    try:
        with pairs.open(encoding="utf-8-sig", newline="\n") as lines:
            for checked in quality.check_lines(lines, str(pairs), strict=strict, glossary=terms):
                if json_lines:
                    print(json.dumps(checked, ensure_ascii=False))
                    continue
                for finding in checked["findings"]:
                    print(f"{checked['line']}: {finding['severity']}, {finding['message']}")
    except OSError as error:
        raise SettingsError(
            f"{pairs}: cannot be read ({error.strerror}); check the name"
        ) from error
    except UnicodeDecodeError as error:
        raise SettingsError(f"{pairs}: not UTF-8 ({error.reason}); convert it first") from error


def _check_folder(out: Path, terms: Glossary, *, json_lines: bool) -> None:
    from translate.corpus.checking import check_written

    rows = doubtful = 0
    for checked in check_written(out, terms):
        rows += 1
        doubtful += bool(checked.findings)
        findings = [
            {"check": f.check, "severity": f.severity.value, "message": f.message}
            for f in checked.findings
        ]
        if json_lines:
            line = {"path": checked.path, "row": checked.row, "findings": findings}
            print(json.dumps(line, ensure_ascii=False))
            continue
        for finding in findings:
            print(f"{checked.path} ¶{checked.row}: {finding['severity']}, {finding['message']}")
    if not rows:
        say(f"{out}: no articles in it that `translate run` wrote")
        return
    say(f"{doubtful} of {plural(rows, 'row')} worth checking")
