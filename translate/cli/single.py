"""`translate text`, `translate summarize`, `translate inspect`: one text, one file, to look at."""

from __future__ import annotations

import io
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, cast

import typer

from translate.cli import options
from translate.cli.app import app, say, settings_from, settings_of
from translate.data import Format, Source
from translate.errors import ReadError, SettingsError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from translate.data import Article, Segment
    from translate.engines import Engine

# What is read from a pipe at once, in bytes: some 250 lines.
_PIECE = 2**15


@app.command("text")
def text_command(
    context: typer.Context,
    text: Annotated[str | None, typer.Argument(help="German; without it, lines of stdin")] = None,
    model: options.Model = None,
    engine: options.EngineName = None,
    beam_size: options.BeamSize = None,
    device: options.Device = None,
    models_dir: options.ModelsDir = None,
) -> None:
    """Translate a text, or standard input line by line."""
    from translate.engines import load_engine

    if text is not None and _is_undecodable(text):
        raise SettingsError("TEXT: its bytes are not UTF-8; give it on standard input, as UTF-8")
    loaded = load_engine(settings_of(context))
    for lines in [[text]] if text is not None else _standard_input():
        print(*_translate_lines(lines, loaded), sep="\n", flush=True)


def _is_undecodable(text: str) -> bool:
    """Whether the terminal gave bytes that Python keeps as lone surrogates."""
    return any("\ud800" <= character <= "\udfff" for character in text)


def _standard_input() -> Iterator[list[str]]:
    """
    Read standard input, as many lines at once as lie ready; who sits at it is told that it waits.

    Raises `SettingsError` where it is closed, or for bytes that are not UTF-8.
    """
    if sys.stdin is None:
        raise SettingsError("standard input is closed; give a TEXT, or lines with: < FILE")
    if sys.stdin.isatty():
        say("German, a line at a time; Ctrl-D ends it")
    try:
        for lines in _lines_at_hand(cast("io.BufferedIOBase", sys.stdin.buffer)):
            yield [line.decode("utf-8") for line in lines]
    except UnicodeDecodeError as error:
        raise SettingsError(
            f"standard input: not UTF-8 ({error.reason}); convert it first, such as with iconv"
        ) from error


def _lines_at_hand(stream: io.BufferedIOBase) -> Iterator[list[bytes]]:
    r"""
    Cut a stream into lines; those that were there at once come at once, to fill the engine.

    A program that writes a line and waits for the answer gets it; a file comes in large pieces.

        >>> list(_lines_at_hand(io.BytesIO(b"Ja.\nNein.\nViel")))
        [[b'Ja.', b'Nein.'], [b'Viel']]
    """
    begun = b""
    while piece := stream.read1(_PIECE):
        *lines, begun = (begun + piece).split(b"\n")
        if lines:
            yield lines
    if begun:
        yield [begun]


def _translate_lines(lines: list[str], engine: Engine) -> list[str]:
    """A line of German in, a line of English out, in order; empty lines stay empty."""
    from translate.data import Segment
    from translate.segmentation import split
    from translate.translation import translate

    segments = [
        Segment(sentence.strip(), number)
        for number, line in enumerate(lines)
        for sentence in split(" ".join(line.split()))
    ]
    answers: list[list[str]] = [[] for _ in lines]
    for translation in translate(segments, {}, lambda: engine):
        answers[translation.segment.block].append(translation.text)
    return [" ".join(answer) for answer in answers]


@app.command("summarize")
def summarize_command(
    files: Annotated[list[Path], typer.Argument(help="English texts")],
    sentences: Annotated[int, typer.Option(min=1, help="how many sentences")] = 3,
    summarizer: Annotated[
        str | None, typer.Option(help="auto, extractive, a name or a folder")
    ] = None,
    models_dir: options.ModelsDir = None,
    json_lines: options.Json = False,
) -> None:
    """Summarize English texts, each sentence with the paragraph it rests on."""
    from translate.summarization import english_from
    from translate.summarization.checking import check_summary
    from translate.summarization.loading import load_summarizer

    if summarizer == "none":
        raise SettingsError("--summarizer none: nothing would be left to do; leave it out")
    settings = settings_from(
        summarizer=summarizer, models_dir=models_dir, summary_sentences=sentences
    )
    texts = [english_from(_read_text(file)) for file in files]
    summaries = load_summarizer(settings).summarize(texts)
    for file, text, made in zip(files, texts, summaries, strict=True):
        summary = check_summary(made, text).summary
        if json_lines:
            content = [
                {"text": s.text, "paragraphs": [block + 1 for block in s.blocks]}
                for s in summary.sentences
            ]
            print(json.dumps({"path": str(file), "sentences": content}, ensure_ascii=False))
            continue
        if not summary.sentences:
            say(f"{file}: too short for a summary")
        if len(files) > 1:
            print(f"{file}:")
        for sentence in summary.sentences:
            marks = ", ".join(f"¶{block + 1}" for block in sentence.blocks)
            print(f"- {sentence.text} ({marks})")


def _read_text(file: Path) -> str:
    """The English of a file; of an article that a run has written, the English column."""
    from translate.reading.decoding import decode
    from translate.rendering import parse

    content = _bytes_of(file)
    if written := parse(content):
        return "\n\n".join(row.target for row in written.rows)
    text, _encoding = decode(Source(str(file), Format.TEXT, content))
    return text


def _bytes_of(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        raise ReadError(
            f"{file}: cannot be read ({error.strerror}); check the name and its permissions"
        ) from error


@app.command("inspect")
def inspect_command(
    file: Annotated[Path, typer.Argument(help="an article: txt, md or html")],
    json_lines: options.Json = False,
) -> None:
    """Show what is read from a file: encoding, blocks, segments, and what is set aside."""
    from translate.cleaning import clean
    from translate.corpus.finding import FORMATS
    from translate.reading import read
    from translate.segmentation import segment

    if file.suffix.lower() not in FORMATS:
        raise SettingsError(f"{file}: not an article; its name must end in txt, md or html")
    article = clean(read(Source(str(file), FORMATS[file.suffix.lower()], _bytes_of(file))))
    segments: list[list[Segment]] = [[] for _ in article.blocks]
    for part in segment(article):
        segments[part.block].append(part)
    if json_lines:
        print(json.dumps(_as_json(article, segments), ensure_ascii=False))
    else:
        _show(article, segments)


def _as_json(article: Article, segments: list[list[Segment]]) -> dict[str, Any]:
    """What was read, as the contract has it; `segments` are those of each block."""
    blocks = [
        {
            "kind": block.kind.value,
            "text": block.text,
            "segments": [segment.text + segment.trailing for segment in own],
        }
        for block, own in zip(article.blocks, segments, strict=True)
    ]
    furniture = [{"text": f.text, "reason": f.reason} for f in article.furniture]
    known = {"author": article.author, "published": article.published, "url": article.url}
    return {
        "path": article.path,
        "encoding": article.encoding,
        **{name: value for name, value in known.items() if value},
        "blocks": blocks,
        "furniture": furniture,
    }


def _show(article: Article, segments: list[list[Segment]]) -> None:
    count = sum(map(len, segments))
    print(f"{article.path}: {article.encoding}, {article.words} words, {count} segments")
    for name in ("author", "published", "url"):
        if value := getattr(article, name):
            print(f"{name}: {value}")
    for number, (block, own) in enumerate(zip(article.blocks, segments, strict=True), start=1):
        print(f"\n¶{number} {block.kind.value}")
        for segment in own:
            print(f"    {segment.text}")
    if article.furniture:
        print("\nleft out")
    for furniture in article.furniture:
        print(f"    {furniture.text}  ({furniture.reason})")
