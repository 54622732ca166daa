"""
How much of a run goes into its summaries: none, quoted, and written by a model like distilbart.

    python -m benchmarks.summary_share [ARTICLES]

No weights are fetched: the model is a random one in the shape of sshleifer/distilbart-cnn-6-6 (230
million parameters, its vocabulary's size). A random model never finishes a sentence, so it writes
up to the limit: `--summary-words 20` sets that to 100 pieces, about what the trained one writes for
three sentences of news, and all its drafts are thrown away for quotations in the end. Articles are
translated by the built-in model. Processor time is what counts: it is disturbed less by other work.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.run import ROOT, TRANSLATE, processor_seconds, write_corpus
from translate.engines.conversion import converted
from translate.models import BUILT_IN_MODEL, Model

ARTICLES = 8
VOCABULARY = 50_264
SPECIAL = ["<s>", "<pad>", "</s>", "<unk>", "<mask>"]
OPTIONS = ("--summary-words", "20", "--model", BUILT_IN_MODEL)


def make_distilbart_sized(folder: Path) -> Path:
    """A random model of distilbart's shape, with pieces learnt on the labelled articles."""
    import torch
    from tokenizers import ByteLevelBPETokenizer
    from transformers import BartConfig, BartForConditionalGeneration

    folder.mkdir(parents=True)
    pieces = ByteLevelBPETokenizer()
    english = [
        sentence["en"]
        for file in sorted((ROOT / "tests/articles").glob("*.json"))
        for block in json.loads(file.read_text("utf-8"))["blocks"]
        for sentence in block["sentences"]
    ]
    pieces.train_from_iterator(english, 8_000, special_tokens=SPECIAL, show_progress=False)
    pieces.add_tokens([f"unused{n}" for n in range(VOCABULARY - pieces.get_vocab_size())])
    pieces.save(str(folder / "tokenizer.json"))
    config = BartConfig(
        vocab_size=VOCABULARY, d_model=1024, encoder_layers=6, decoder_layers=6,
        encoder_ffn_dim=4096, decoder_ffn_dim=4096, encoder_attention_heads=16,
        decoder_attention_heads=16, max_position_embeddings=1024, bos_token_id=0, pad_token_id=1,
        eos_token_id=2, decoder_start_token_id=2, forced_bos_token_id=0, forced_eos_token_id=2,
    )  # fmt: skip
    torch.manual_seed(1)
    BartForConditionalGeneration(config).save_pretrained(folder)
    names = {"tokenizer_class": "BartTokenizer", "bos_token": "<s>", "eos_token": "</s>"}
    content = {**names, "unk_token": "<unk>", "pad_token": "<pad>", "mask_token": "<mask>"}
    (folder / "tokenizer_config.json").write_text(json.dumps(content), encoding="utf-8")
    return folder


def measure(corpus: Path, summarizer: str) -> tuple[float, float]:
    """Seconds of a run, by the clock and of the processors."""
    with tempfile.TemporaryDirectory() as out:
        command = [*TRANSLATE, "run", corpus, "--out", out, "--quiet", "--summarizer", summarizer]
        began, used = time.monotonic(), processor_seconds()
        subprocess.run([*command, *OPTIONS], check=True)
        return time.monotonic() - began, processor_seconds() - used


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else ARTICLES
    with tempfile.TemporaryDirectory() as folder:
        corpus = Path(folder) / "corpus"
        write_corpus(corpus, count)
        model = make_distilbart_sized(Path(folder) / "distilbart-sized")
        converted(Model(model.name, model))
        print(f"{count} articles\n\n| summaries | seconds | processor seconds | share |")
        print("|:--|--:|--:|--:|")
        without = 0.0
        for name, summarizer in (("none", "none"), ("quoted", "extractive"), ("written", model)):
            seconds, used = measure(corpus, str(summarizer))
            without = without or used
            share = max(0.0, 1 - without / used)
            print(f"| {name} | {seconds:.1f} | {used:.1f} | {share:.0%} |", flush=True)


if __name__ == "__main__":
    main()
