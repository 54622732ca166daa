"""What the tests share: tiny models of real shape, and the command line as a function."""

from __future__ import annotations

import json
import os
import socket
from collections.abc import Callable, Sequence
from pathlib import Path

import hypothesis
import pytest

ROOT = Path(__file__).parent.parent

# Nothing in a test may read or write the user's own folders, nor look for a hub.
os.environ["HF_HUB_OFFLINE"] = "1"
os.environ["HF_HUB_DISABLE_PROGRESS_BARS"] = "1"
# A test says what is right, not how fast: machines are busy.
hypothesis.settings.register_profile("unhurried", deadline=None)
hypothesis.settings.load_profile("unhurried")
# Tiny matrices: threads that wait for each other cost more than they bring.
os.environ["OMP_NUM_THREADS"] = "1"

GERMAN = (
    "Der Bundestag hat am Donnerstag ein Gesetz beschlossen. Die Ministerin sprach in Berlin. "
    "Das Wetter bleibt am Wochenende kühl und regnerisch, sagte der Sprecher."
)
ENGLISH = (
    "The Bundestag passed a law on Thursday. The minister spoke in Berlin. "
    "The weather will stay cool and rainy over the weekend, the spokesman said."
)


@pytest.fixture(autouse=True)
def _home(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    """A home of its own for each test: caches and models of this machine are not seen."""
    home = tmp_path_factory.mktemp("home")
    for name in ("HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME", "HF_HOME"):
        monkeypatch.setenv(name, str(home / name.lower()))
    for name in list(os.environ):
        if name.startswith("TRANSLATE_"):
            monkeypatch.delenv(name)


@pytest.fixture
def no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    """Any attempt to connect is an error of the test."""

    def refuse(*arguments: object, **_: object) -> None:
        raise AssertionError(f"the network was asked: {arguments}")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket.socket, "connect_ex", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)


def _spm(folder: Path, name: str, text: str, size: int, further: Sequence[str] = ()) -> list[str]:
    """Train a SentencePiece model; `further` pieces are added as they are."""
    import sentencepiece

    source = folder / "text.txt"
    source.write_text("\n".join([text] * 20), encoding="utf-8")
    sentencepiece.SentencePieceTrainer.train(
        input=str(source),
        model_prefix=str(folder / name),
        vocab_size=size + len(further),
        user_defined_symbols=list(further),
        hard_vocab_limit=False,
        minloglevel=3,
    )
    (folder / f"{name}.model").rename(folder / f"{name}.spm")
    (folder / f"{name}.vocab").unlink()
    source.unlink()
    processor = sentencepiece.SentencePieceProcessor(model_file=str(folder / f"{name}.spm"))
    return [processor.id_to_piece(number) for number in range(processor.get_piece_size())]


def make_marian(folder: Path, *, vocabulary_size: int = 400, weights: str = "safetensors") -> Path:
    """
    A random MarianMT model in the layout of Helsinki-NLP's on the Hub, tiny in width alone.

    Two different SentencePiece models, `<pad>` as last piece and first of the decoder, a zero
    vector for it, a bias on the logits, `bad_words_ids`, swish.
    """
    import torch
    from transformers import GenerationConfig, MarianConfig, MarianMTModel

    folder.mkdir(parents=True)
    pieces = _spm(folder, "source", GERMAN, 120)
    # As there, about half of the common vocabulary can be answered with.
    fillers = [f"▁filler{number}" for number in range(vocabulary_size)]
    pieces += _spm(folder, "target", ENGLISH, 110, fillers[: vocabulary_size // 2])
    names = [
        "</s>",
        "<unk>",
        *dict.fromkeys(p for p in pieces if p not in ("<s>", "</s>", "<unk>")),
    ]
    names = [*dict.fromkeys([*names, *fillers])][: vocabulary_size - 1]
    names.append("<pad>")
    vocabulary = {name: number for number, name in enumerate(names)}
    (folder / "vocab.json").write_text(json.dumps(vocabulary), encoding="utf-8")
    pad = vocabulary["<pad>"]
    config = MarianConfig(
        vocab_size=len(names), decoder_vocab_size=len(names), d_model=32,
        encoder_layers=2, decoder_layers=2, encoder_ffn_dim=64, decoder_ffn_dim=64,
        encoder_attention_heads=4, decoder_attention_heads=4, activation_function="swish",
        pad_token_id=pad, decoder_start_token_id=pad, eos_token_id=0, forced_eos_token_id=0,
        scale_embedding=True, static_position_embeddings=True, max_position_embeddings=128,
        share_encoder_decoder_embeddings=True, tie_word_embeddings=True, init_std=0.3,
    )  # fmt: skip
    torch.manual_seed(6)
    model = MarianMTModel(config)
    with torch.no_grad():
        model.model.shared.weight[pad] = 0
        model.final_logits_bias.normal_(0, 0.5)
        model.final_logits_bias[0, 0] = 5.0  # so that sentences end
    model.generation_config = GenerationConfig(
        num_beams=6, max_length=128, bad_words_ids=[[pad]], pad_token_id=pad, eos_token_id=0,
        forced_eos_token_id=0, decoder_start_token_id=pad,
    )  # fmt: skip
    model.save_pretrained(folder)
    if weights == "bin":
        (folder / "model.safetensors").unlink()
        torch.save(model.state_dict(), folder / "pytorch_model.bin")
    content = {"source_lang": "de", "target_lang": "en", "tokenizer_class": "MarianTokenizer"}
    (folder / "tokenizer_config.json").write_text(json.dumps(content), encoding="utf-8")
    return folder


@pytest.fixture(scope="session")
def opus_shaped(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A model with the 58,101 pieces of `Helsinki-NLP/opus-mt-de-en`, as safetensors."""
    root = tmp_path_factory.mktemp("models")
    return make_marian(root / "Helsinki-NLP" / "opus-mt-de-en", vocabulary_size=58_101)


@pytest.fixture(scope="session")
def tiny_bin(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A model whose weights are a `pytorch_model.bin`, as most of Helsinki-NLP's are."""
    return make_marian(tmp_path_factory.mktemp("models") / "tiny-de-en", weights="bin")


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    """A corpus of two German articles."""
    folder = tmp_path / "corpus"
    folder.mkdir()
    (folder / "a.txt").write_text(
        "Neue Brücke in Köln\n\n"
        "Die Stadt Köln baut eine neue Brücke über den Rhein. Sie kostet 12 Millionen Euro.\n\n"
        "Der Bau beginnt am 3. Oktober. Die Bürgermeisterin freut sich auf den Tag.\n",
        encoding="utf-8",
    )
    (folder / "b.txt").write_text(
        "Regen am Wochenende\n\nAm Samstag regnet es im Norden. Am Sonntag scheint die Sonne.\n",
        encoding="utf-8",
    )
    return folder


class Result:
    """What a call of the command line gave."""

    def __init__(self, code: int, out: str, err: str) -> None:
        self.code, self.out, self.err = code, out, err

    @property
    def last_line(self) -> str:
        return self.out.rstrip("\n").rsplit("\n", 1)[-1]


@pytest.fixture
def translate(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Callable[..., Result]:
    """The command line as a function: arguments in, exit code and output back."""
    from translate import cli

    def call(*arguments: object) -> Result:
        monkeypatch.setattr("sys.argv", ["translate", *map(str, arguments)])
        capsys.readouterr()
        try:
            cli.main()
            code = 0
        except SystemExit as stop:
            code = stop.code if isinstance(stop.code, int) else int(stop.code is not None)
        captured = capsys.readouterr()
        return Result(code, captured.out, captured.err)

    return call
