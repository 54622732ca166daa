"""Stage 3: a checkpoint in, a MarianMT folder out, as `translate` and transformers load it."""

from __future__ import annotations

import json
import shutil
import warnings
from pathlib import Path

import numpy as np
import torch
from transformers import GenerationConfig, MarianConfig, MarianMTModel, MarianTokenizer
from transformers.utils import logging

from training.encoded import load
from training.network import POSITIONS, Network, to_marian
from training.recipe import Architecture

# A piece that stands less often in the English of the training data is no answer: decoding is a
# third faster without the German half of the vocabulary, BLEU the same to 0.1 on three dev sets
# (at 50 it begins to fall, at 200 it has lost 1).
SELDOM = 10


def export(network: Network, data: Path, folder: Path) -> None:
    """
    Write float16 weights, configuration and tokenizer to `folder`; its card is left as it is.

    `data` holds the spm.model, vocab.json and train.npz that the network was trained with.
    """
    logging.disable_progress_bar()  # type: ignore[no-untyped-call]
    folder.mkdir(parents=True, exist_ok=True)
    model = MarianMTModel(_config(network.architecture))
    weights = to_marian(network)
    shared = weights["model.shared.weight"]
    for name in ("model.encoder.embed_tokens.weight", "model.decoder.embed_tokens.weight"):
        weights[name] = shared
    weights["lm_head.weight"] = shared
    model.load_state_dict({**model.state_dict(), **weights})
    padding = network.architecture.padding
    model.generation_config = GenerationConfig(  # type: ignore[no-untyped-call]
        num_beams=4,
        max_length=POSITIONS,
        bad_words_ids=[[padding]],
        suppress_tokens=never_answered(data),
        pad_token_id=padding,
        eos_token_id=0,
        forced_eos_token_id=0,
        decoder_start_token_id=padding,
    )
    torch.nn.Module.to(model, torch.float16)
    model.save_pretrained(folder)
    _export_tokenizer(data, folder)


def never_answered(data: Path) -> list[int]:
    """
    Ids of pieces that (almost) never stand in the English of the training data.

    Pieces of single bytes stay: any name can be spelt with them.
    """
    ids: dict[str, int] = json.loads((data / "vocab.json").read_text("utf-8"))
    counts = np.bincount(load(data / "train.npz").target.astype(np.int64), minlength=len(ids))
    return sorted(
        number for piece, number in ids.items() if counts[number] < SELDOM and piece[0] != "<"
    )


def _config(architecture: Architecture) -> MarianConfig:
    return MarianConfig(
        vocab_size=architecture.vocabulary,
        d_model=architecture.width,
        encoder_layers=architecture.encoder_layers,
        decoder_layers=architecture.decoder_layers,
        encoder_ffn_dim=architecture.feed_forward,
        decoder_ffn_dim=architecture.feed_forward,
        encoder_attention_heads=architecture.heads,
        decoder_attention_heads=architecture.heads,
        pad_token_id=architecture.padding,
        decoder_start_token_id=architecture.padding,
        eos_token_id=0,
        forced_eos_token_id=0,
        bos_token_id=None,
        scale_embedding=True,
        activation_function="relu",
        max_position_embeddings=POSITIONS,
        static_position_embeddings=True,  # type: ignore[call-arg]
        share_encoder_decoder_embeddings=True,
        tie_word_embeddings=True,
    )


def _export_tokenizer(data: Path, folder: Path) -> None:
    for name in ("source.spm", "target.spm"):
        shutil.copyfile(data / "spm.model", folder / name)
    shutil.copyfile(data / "vocab.json", folder / "vocab.json")
    with warnings.catch_warnings():
        # sacremoses would change punctuation before SentencePiece, which was trained without it.
        warnings.filterwarnings("ignore", message=".*sacremoses")
        tokenizer = MarianTokenizer(
            str(folder / "source.spm"),
            str(folder / "target.spm"),
            str(folder / "vocab.json"),
            source_lang="de",
            target_lang="en",
            model_max_length=POSITIONS,
        )
    tokenizer.save_pretrained(folder)
