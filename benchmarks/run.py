"""
What a whole run costs beside the engine alone; every figure is a ratio or a bound, in one run.

    python -m benchmarks.run            all of them, some ten minutes on two cores
    python -m benchmarks.run overhead   one of: overhead, reference, memory, rerun, help
"""

from __future__ import annotations

import itertools
import json
import re
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from translate.engines.ctranslate import BATCH_TOKENS
from translate.settings import Settings

ROOT = Path(__file__).parent.parent
TRANSLATE = [sys.executable, "-m", "translate"]
ROUNDS = 5


def write_corpus(folder: Path, count: int) -> None:
    """`count` articles made from the labelled ones, with no sentence in two of them."""
    articles = [
        json.loads(f.read_text("utf-8")) for f in sorted((ROOT / "tests/articles").glob("*.json"))
    ]
    folder.mkdir(parents=True)
    for number in range(count):
        article = articles[number % len(articles)]
        blocks = [
            " ".join(sentence["de"] for sentence in block["sentences"])
            for block in article["blocks"]
        ]
        text = "\n\n".join([article["title_de"], *blocks])
        # Another edition: other figures, and a remark that makes each sentence its own.
        text = re.sub(r"\d", lambda m, k=number: str((int(m[0]) + k // len(articles)) % 10), text)
        text = re.sub(r"([a-zäöüß])\.(?=\s|$)", rf"\1 (Ausgabe {number}).", text)
        (folder / f"{number:04}.txt").write_text(text, encoding="utf-8")


def segments_of(corpus: Path) -> list[str]:
    """The sentences that a run sends to its engine."""
    from translate.data import Format, Source
    from translate.pipeline import Prepared, prepare
    from translate.translation import sentences_to_translate

    segments = []
    for file in sorted(corpus.iterdir()):
        prepared = prepare(Source(file.name, Format.TEXT, file.read_bytes()), Settings())
        assert isinstance(prepared, Prepared)
        segments += prepared.segments
    return sentences_to_translate(segments)


# CTranslate2 with its own defaults for a call, and with what our engine adds to it.
PLAIN = "max_batch_size=1024"
OURS = f"max_batch_size={BATCH_TOKENS}, use_vmap=True"


def engine_alone(sentences: list[str], options: str) -> float:
    """Seconds that CTranslate2 takes in one call, loading and SentencePiece included."""
    code = (
        "import sys, time, json\n"
        "import ctranslate2\n"
        "from translate import models\n"
        "from translate.engines.conversion import converted\n"
        "from translate.engines.pieces import Pieces\n"
        "sentences = json.load(sys.stdin)\n"
        "model = models.translation_model()\n"
        "t = ctranslate2.Translator(str(converted(model)), compute_type='int8',\n"
        "    inter_threads=len(__import__('os').sched_getaffinity(0)), intra_threads=1)\n"
        "pieces = Pieces(model.folder)\n"
        "results = t.translate_batch(pieces.encode(sentences), beam_size=4, batch_type='tokens',\n"
        f"    max_input_length=0, max_decoding_length=511, {options})\n"
        "[pieces.decode(r.hypotheses[0]) for r in results]\n"
    )
    began = time.monotonic()
    subprocess.run([sys.executable, "-c", code], input=json.dumps(sentences), text=True, check=True)
    return time.monotonic() - began


def run_seconds(corpus: Path, *options: str) -> float:
    with tempfile.TemporaryDirectory() as out:
        began = time.monotonic()
        subprocess.run([*TRANSLATE, "run", corpus, "--out", out, "--quiet", *options], check=True)
        return time.monotonic() - began


def processor_seconds() -> float:
    """What all child processes that ended have used so far."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def overhead() -> None:
    """
    The whole of `translate run` on 200 articles against the engine alone: at most 1.15.

    By the clock, and by processor time, which other work on the machine disturbs less; against
    CTranslate2 as it comes, and against it with the shortlist and the batches of our engine.
    """
    with tempfile.TemporaryDirectory() as folder:
        corpus = Path(folder) / "corpus"
        write_corpus(corpus, 200)
        sentences = segments_of(corpus)
        jobs: list[Callable[[], float]] = [
            lambda: engine_alone(sentences, PLAIN),
            lambda: engine_alone(sentences, OURS),
            lambda: run_seconds(corpus),
        ]
        rounds = []
        for _ in range(ROUNDS):
            seconds, used = [], [processor_seconds()]
            for job in jobs:
                seconds.append(job())
                used.append(processor_seconds())
            rounds.append((seconds, [b - a for a, b in itertools.pairwise(used)]))
            plain, ours, whole = seconds
            print(f"  {len(sentences)} sentences: {plain:.1f} s, {ours:.1f} s, run {whole:.1f} s")
    for place, name in enumerate(("CTranslate2 alone", "the same, tuned as we do")):
        clock, processor = (
            statistics.median(each[kind][2] / each[kind][place] for each in rounds)
            for kind in (0, 1)
        )
        print(f"run / {name}: {clock:.2f} by the clock, {processor:.2f} by processor time")


def reference() -> None:
    """Sentences/s against transformers' `generate` with the same beam: at least 8 times."""
    from translate.engines import load_engine

    with tempfile.TemporaryDirectory() as folder:
        corpus = Path(folder) / "corpus"
        write_corpus(corpus, 40)
        sentences = segments_of(corpus)
    names = ("ctranslate2", "marian")
    engines = {name: load_engine(Settings(engine=name, device="cpu")) for name in names}
    for engine in engines.values():
        engine.translate(sentences[:8])
    ratios = []
    for _ in range(ROUNDS):
        speeds = {}
        for name, engine in engines.items():
            began = time.monotonic()
            engine.translate(sentences)
            speeds[name] = len(sentences) / (time.monotonic() - began)
        ratios.append(speeds["ctranslate2"] / speeds["marian"])
        print("  " + ", ".join(f"{name}: {speeds[name]:.0f} sentences/s" for name in names))
    print(f"ctranslate2 / marian: {statistics.median(ratios):.1f} (median of {ROUNDS}; aim ≥ 8)")


def peak_memory(*arguments: str | Path) -> float:
    """Peak resident memory of a command of ours or of a child of it, in MB."""
    code = (
        "import resource as r, sys\nfrom translate import cli\n"
        "try:\n    cli.main()\nexcept SystemExit as stop:\n    assert not stop.code\n"
        "print(max(r.getrusage(w).ru_maxrss for w in (r.RUSAGE_SELF, r.RUSAGE_CHILDREN)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, *arguments], capture_output=True, text=True, check=True
    )
    return int(done.stdout.split()[-1]) / 1000


def make_opus_sized(folder: Path) -> Path:
    """A random model of the size of opus-mt-de-en: 74 million parameters."""
    sys.path.insert(0, str(ROOT))
    import torch
    from safetensors.torch import save_file

    from tests.conftest import make_marian

    make_marian(folder, vocabulary_size=58_101)
    from transformers import MarianConfig, MarianMTModel

    config = MarianConfig.from_pretrained(folder)
    config.d_model = 512
    config.encoder_layers = config.decoder_layers = 6
    config.encoder_ffn_dim = config.decoder_ffn_dim = 2048
    config.encoder_attention_heads = config.decoder_attention_heads = 8
    config.max_position_embeddings = 512
    config.init_std = 0.02
    model = MarianMTModel(config)
    with torch.no_grad():
        model.model.shared.weight[config.pad_token_id] = 0
    state = {name: tensor.contiguous() for name, tensor in model.state_dict().items()}
    kept = {n: t for n, t in state.items() if "embed_tokens" not in n and "lm_head" not in n}
    config.save_pretrained(folder)
    save_file(kept, folder / "model.safetensors")
    return folder


def memory() -> None:
    """Peak resident memory: under 300 MB built-in, under 600 MB with a model of opus shape."""
    with tempfile.TemporaryDirectory() as folder:
        corpus, out = Path(folder) / "corpus", Path(folder) / "out"
        write_corpus(corpus, 200)
        built_in = peak_memory("run", corpus, "--out", out / "many", "--quiet")
        print(f"built-in model, 200 articles: {built_in:.0f} MB (aim < 300)")
        few = Path(folder) / "few"
        write_corpus(few, 1)
        model = Path(folder) / "opus-sized"
        # Elsewhere: a child's peak would begin at what this process has once held.
        make = f"import benchmarks.run as b; b.make_opus_sized(b.Path({str(model)!r}))"
        subprocess.run([sys.executable, "-c", make], check=True, cwd=ROOT)
        # What the conversion takes, once for each model, is another matter.
        print(f"converting an opus-sized model: {peak_memory('models', 'convert', model):.0f} MB")
        large = peak_memory("run", few, "--out", out / "few", "--quiet", "--model", model)
        print(f"opus-sized model: {large:.0f} MB (aim < 600)")


def rerun() -> None:
    """A rerun over 10,000 unchanged articles: under 2 s."""
    with tempfile.TemporaryDirectory() as folder:
        corpus, out = Path(folder) / "corpus", Path(folder) / "out"
        write_corpus(corpus, 10_000)
        command = [*TRANSLATE, "run", corpus, "--out", out, "--engine", "echo", "--quiet"]
        subprocess.run(command, check=True)
        times = []
        for _ in range(ROUNDS):
            began = time.monotonic()
            subprocess.run(command, check=True)
            times.append(time.monotonic() - began)
        print(f"rerun over 10,000 unchanged: {statistics.median(times):.2f} s (aim < 2)")


def help_time() -> None:
    """`translate --help` against an interpreter that imports Typer: no more than twice."""

    def seconds(command: list[str]) -> float:
        times = []
        for _ in range(5):
            began = time.monotonic()
            subprocess.run(command, check=True, capture_output=True)
            times.append(time.monotonic() - began)
        return statistics.median(times)

    ours = seconds([*TRANSLATE, "--help"])
    typer = seconds([sys.executable, "-c", "import typer"])
    print(f"translate --help: {ours:.2f} s, {ours / typer:.1f} × importing Typer (aim < 0.4 s)")


BENCHMARKS: dict[str, Callable[[], None]] = {
    "overhead": overhead,
    "reference": reference,
    "memory": memory,
    "rerun": rerun,
    "help": help_time,
}

if __name__ == "__main__":
    for name in sys.argv[1:] or BENCHMARKS:
        BENCHMARKS[name]()
