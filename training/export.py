"""Stage 3: a checkpoint in, a MarianMT folder out, as `translate` and transformers load it."""

from __future__ import annotations

import shutil
import warnings
from pathlib import Path

import torch
from transformers import GenerationConfig, MarianConfig, MarianMTModel, MarianTokenizer
from transformers.utils import logging

from training.network import POSITIONS, Network, to_marian
from training.recipe import Architecture


def export(network: Network, data: Path, folder: Path) -> None:
    """
    Write float16 weights, configuration and tokenizer to `folder`; its card is left as it is.

    `data` holds the spm.model and vocab.json that the network was trained with.
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
        pad_token_id=padding,
        eos_token_id=0,
        forced_eos_token_id=0,
        decoder_start_token_id=padding,
    )
    torch.nn.Module.to(model, torch.float16)
    model.save_pretrained(folder)
    _export_tokenizer(data, folder)


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
