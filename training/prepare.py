"""
Stage 1: sentence pairs in, encoded pairs out.

    pairs.tsv.xz, dev.tsv, spm.model → RUN/data/{train,dev}.npz, spm.model, vocab.json, report.json

Every pair that is left out is counted under its reason. Pairs that are in dev.tsv or in a file
given with --held-out (the evaluation sets) are never trained on.
"""

from __future__ import annotations

import json
import random
import shutil
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import sentencepiece

from training.checkpoints import written_whole
from training.encoded import Encoded, save
from training.pairs import Origin, Pair, capitalised, fault, key, read_origins, read_pairs, tidy
from training.recipe import TrainingError

TELLING = 20  # letters; a shorter line may be held out by chance ("Guten Tag!")


def prepare(data: Path, run: Path, held_out: Sequence[Path] = ()) -> dict[str, Any]:
    """Write RUN/data and return its report. TrainingError: a file is missing or cut off."""
    folder = run / "data"
    folder.mkdir(parents=True, exist_ok=True)
    dev = read_dev(data / "dev.tsv")
    origins = read_origins()
    left_out: Counter[str] = Counter()
    pairs = list(
        _select(read_pairs(data / "pairs.tsv.xz"), origins, _held(dev, held_out), left_out)
    )
    _vocabulary(data, folder, pairs, origins)
    tokenizer = Tokenizer(folder)
    weights = [origins[pair.source].weight for pair in pairs]
    save(folder / "train.npz", tokenizer.encode_pairs(pairs, weights))
    save(folder / "dev.npz", tokenizer.encode_pairs(dev, [1.0] * len(dev)))
    report = {"kept": _by_source(pairs), "left_out": dict(left_out.most_common())}
    with written_whole(folder / "report.json") as temporary:
        temporary.write_text(json.dumps(report, indent=1, ensure_ascii=False) + "\n", "utf-8")
    return report


def read_dev(path: Path) -> list[Pair]:
    """Read the `German TAB English` development pairs."""
    try:
        lines = lines_of(path)
    except FileNotFoundError:
        raise TrainingError(f"{path}: no such file; name its folder with --data") from None
    return [_dev_pair(line, f"{path}:{number}") for number, line in enumerate(lines, start=1)]


def lines_of(path: Path) -> list[str]:
    """Read lines as `wc -l` counts them: a U+2028 in a sentence ends none."""
    return path.read_text("utf-8").removesuffix("\n").split("\n")


def _dev_pair(line: str, place: str) -> Pair:
    german, tab, english = line.partition("\t")
    if not tab or "\t" in english:
        raise TrainingError(f"{place}: not German, a tab and English; mend or drop the line")
    return Pair(german, english, "dev")


def _held(dev: Iterable[Pair], files: Iterable[Path]) -> set[str]:
    lines = [side for pair in dev for side in (pair.german, pair.english)]
    for path in files:
        lines += lines_of(path)
    return {name for name in map(key, lines) if len(name) > TELLING}


def _select(
    pairs: Iterable[Pair],
    origins: dict[str, Origin],
    held: set[str],
    left_out: Counter[str],
) -> Iterator[Pair]:
    seen: set[tuple[str, str]] = set()
    for raw in pairs:
        if raw.source not in origins:
            raise TrainingError(f"source {raw.source!r} has no entry in training/sources.toml")
        pair = _lexicon_case(tidy(raw))
        keys = key(pair.german), key(pair.english)
        reason = fault(pair, noisy=origins[raw.source].noisy)
        if not reason and keys in seen:
            reason = "twice"
        if not reason and held.intersection(keys):
            reason = "held out"
        if reason:
            left_out[reason] += 1
        else:
            seen.add(keys)
            yield pair


def _lexicon_case(pair: Pair) -> Pair:
    """Capitalise half of the lower-case lexicon entries on both sides, as sentences begin."""
    if pair.source != "own_lexicon" or not pair.german[:1].islower() or len(pair.german) % 2:
        return pair
    return replace(pair, german=capitalised(pair.german), english=capitalised(pair.english))


def _by_source(pairs: Iterable[Pair]) -> dict[str, dict[str, int]]:
    counts: Counter[str] = Counter()
    words: Counter[str] = Counter()
    for pair in pairs:
        counts[pair.source] += 1
        words[pair.source] += len(pair.german.split())
    return {source: {"pairs": counts[source], "words": words[source]} for source in sorted(counts)}


def _vocabulary(
    data: Path, folder: Path, pairs: Sequence[Pair], origins: dict[str, Origin]
) -> None:
    """Take the SentencePiece model that lies beside the data, or train one."""
    names = ("spm.model", "vocab.json")
    given = [name for name in names if (data / name).exists()]
    if len(given) == 1:
        raise TrainingError(f"{data / given[0]}: alone it is of no use; {names} go together")
    for name in given:
        shutil.copyfile(data / name, folder / name)
    if all((folder / name).exists() for name in names):
        return
    train_tokenizer(
        [
            side
            for pair in pairs
            if origins[pair.source].weight >= 0.5
            for side in (pair.german, pair.english)
        ],
        folder,
    )


def train_tokenizer(sentences: Sequence[str], folder: Path, size: int = 8000) -> None:
    """
    Train joint unigram pieces with byte fallback, and number them as MarianMT does.

    `</s>` is 0, `<unk>` 1 and `<pad>` the last; digits are split so that numbers are copied.
    """
    shuffled = random.Random(3).sample(sentences, len(sentences))
    with tempfile.TemporaryDirectory() as temporary:
        text = Path(temporary, "sentences.txt")
        text.write_text("\n".join(shuffled) + "\n", "utf-8")
        sentencepiece.SentencePieceTrainer.train(
            input=str(text),
            model_prefix=str(folder / "spm"),
            vocab_size=size,
            character_coverage=0.9999,
            byte_fallback=True,
            model_type="unigram",
            normalization_rule_name="nmt_nfkc",
            split_digits=True,
            hard_vocab_limit=False,
            minloglevel=2,
        )
    processor = sentencepiece.SentencePieceProcessor(model_file=str(folder / "spm.model"))
    pieces = [processor.id_to_piece(number) for number in range(processor.get_piece_size())]
    order = ["</s>", "<unk>", *(p for p in pieces if p not in {"<s>", "</s>", "<unk>"}), "<pad>"]
    numbers = {piece: number for number, piece in enumerate(order)}
    (folder / "vocab.json").write_text(json.dumps(numbers, ensure_ascii=False), "utf-8")


class Tokenizer:
    """Text to the ids of vocab.json, `</s>` at the end."""

    def __init__(self, folder: Path) -> None:
        self._processor = sentencepiece.SentencePieceProcessor(model_file=str(folder / "spm.model"))
        numbers = json.loads((folder / "vocab.json").read_text("utf-8"))
        self.size = len(numbers)
        pieces = range(self._processor.get_piece_size())
        self._ids = np.array(
            [numbers.get(self._processor.id_to_piece(piece), 1) for piece in pieces], np.int16
        )

    def encode(self, texts: Sequence[str]) -> list[np.ndarray[Any, np.dtype[np.int16]]]:
        """Return the ids of each text."""
        return [np.append(self._ids[ids], np.int16(0)) for ids in self._processor.encode(texts)]

    def encode_pairs(self, pairs: Sequence[Pair], weights: Sequence[float]) -> Encoded:
        """Encode both sides."""
        return Encoded.of(
            self.encode([pair.german for pair in pairs]),
            self.encode([pair.english for pair in pairs]),
            weights,
        )
