"""
Hugging Face weights → a CTranslate2 model, once, cached beside the weights.

MarianMT is converted here from NumPy arrays, so that an installation without torch can run the
built-in model. Other architectures go through CTranslate2's own converter, which needs the extra
`marian`. The work is done in a child process: what conversion loads (torch alone takes 250 MB)
does not stay in the memory of the run.

    python -m translate.engines.conversion MODEL_FOLDER TARGET_FOLDER int8
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import platformdirs

from translate.engines.pieces import TOKENIZER_FILES, shortlist, vocabularies
from translate.errors import EngineError
from translate.models import Model

Weights = Mapping[str, npt.NDArray[Any]]

STAMP = "source.json"
# Part of the stamp: raise it when the conversion below changes what it writes.
CONVERSION_VERSION = 2
_ABANDONED = 3600.0  # seconds; no conversion takes that long


def converted(model: Model, quantization: str = "int8") -> Path:
    """
    The folder with a model's CTranslate2 form; made at first use and when the weights change.

    Kept in the model's own folder, or in the user's cache where that cannot be written (a system
    installation). Raises `EngineError` where the weights cannot be converted.
    """
    stamp = _stamp(model)
    for target in _targets(model, quantization):
        if _read_stamp(target) == stamp:
            return target
    for target in _targets(model, quantization):
        if _is_writable(target):
            _convert_into(target, model, quantization, stamp)
            return target
    raise EngineError(
        f"{model.folder}: no place to keep the converted model; make it or "
        f"{_targets(model, quantization)[-1].parent} writable"
    )


def is_converted(model: Model, quantization: str = "int8") -> bool:
    """Whether `converted` would answer at once."""
    stamp = _stamp(model)
    return any(_read_stamp(target) == stamp for target in _targets(model, quantization))


def _targets(model: Model, quantization: str) -> tuple[Path, Path]:
    name = f"ctranslate2-{quantization}"
    cache = platformdirs.user_cache_path("translate") / "models"
    return model.folder / name, cache / f"{model.short_name}-{model.revision}-{name}"


def _stamp(model: Model) -> dict[str, Any]:
    """What the conversion depends on: names, sizes and times of the files it reads."""
    names = [model.weights.name, "config.json", "generation_config.json", *TOKENIZER_FILES]
    states = {
        name: (model.folder / name).stat() for name in names if (model.folder / name).exists()
    }
    files = {name: [state.st_size, state.st_mtime_ns] for name, state in states.items()}
    return {"conversion": CONVERSION_VERSION, "files": files}


def _read_stamp(target: Path) -> dict[str, Any] | None:
    try:
        stamp: dict[str, Any] = json.loads((target / STAMP).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return stamp if (target / "model.bin").is_file() else None


def _is_writable(target: Path) -> bool:
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=target.parent):
            return True
    except OSError:
        return False


def _convert_into(target: Path, model: Model, quantization: str, stamp: dict[str, Any]) -> None:
    """Convert in a temporary folder, then rename it: others see the old state or the new one."""
    _clear_abandoned(target)
    scratch = Path(tempfile.mkdtemp(prefix=f".{target.name}-", dir=target.parent))
    try:
        arguments = [str(model.folder), str(scratch / "model"), quantization]
        command = [sys.executable, "-m", __name__, *arguments]
        # In a process group of its own: Ctrl-C is for the run, which ends after what is under way.
        done = subprocess.run(  # noqa: S603
            command, capture_output=True, text=True, check=False, process_group=0
        )
        if done.returncode != 0:
            lines = done.stderr.strip().splitlines() or ["no reason given"]
            raise EngineError(
                f"{model.folder}: cannot be converted for CTranslate2 ({lines[-1]}); "
                f"check it with: translate models verify"
            )
        (scratch / "model" / STAMP).write_text(json.dumps(stamp), encoding="utf-8")
        if target.exists():
            target.rename(scratch / "old")
        try:
            (scratch / "model").rename(target)
        except OSError:
            # Another process was first; its result counts if it is of the same weights.
            if _read_stamp(target) != stamp:
                raise
    finally:
        shutil.rmtree(scratch, ignore_errors=True)


def _clear_abandoned(target: Path) -> None:
    """Delete what conversions that were killed have left behind, up to a whole model each."""
    for scratch in target.parent.glob(f".{target.name}-*"):
        if time.time() - scratch.stat().st_mtime > _ABANDONED:
            shutil.rmtree(scratch, ignore_errors=True)


def convert(folder: Path, target: Path, quantization: str) -> None:
    """Write the CTranslate2 form of the model in `folder` into `target`, a new folder."""
    model = Model(folder.name, folder)
    if model.config.get("model_type") != "marian":
        _convert_with_transformers(folder, target, quantization)
        return
    spec = _marian_spec(model.config, _read_weights(model.weights), vocabularies(folder))
    spec.validate()
    spec.optimize(quantization=quantization)
    target.mkdir()
    spec.save(str(target))
    # An empty n-gram before the tab: candidates for every sentence.
    candidates = " ".join(shortlist(folder))
    (target / "vmap.txt").write_text(f"\t{candidates}\n", encoding="utf-8")


def _convert_with_transformers(folder: Path, target: Path, quantization: str) -> None:
    try:
        from ctranslate2.converters import TransformersConverter
        from transformers import BartConfig
    except ImportError as error:
        raise EngineError(
            f"{folder}: converting it needs torch and transformers; "
            f"install them with: pip install 'translate-articles[marian]'"
        ) from error
    # The converter asks BART's configuration for what transformers 5 no longer gives it.
    if not hasattr(BartConfig, "normalize_before"):
        setattr(BartConfig, "normalize_before", False)  # noqa: B010 - unknown to its types
    TransformersConverter(str(folder)).convert(str(target), quantization=quantization)


def _read_weights(path: Path) -> Weights:
    """All weights of a file as float32 arrays; a `.bin` is never unpickled freely."""
    if path.suffix == ".safetensors":
        from safetensors.numpy import load_file

        return {name: array.astype(np.float32) for name, array in load_file(path).items()}
    try:
        import torch
    except ImportError as error:
        raise EngineError(
            f"{path}: reading .bin weights needs torch; "
            f"install it with: pip install 'translate-articles[marian]'"
        ) from error
    tensors = torch.load(path, map_location="cpu", weights_only=True)
    return {name: tensor.float().numpy() for name, tensor in tensors.items()}


def _marian_spec(
    config: Mapping[str, Any], weights: Weights, pieces: tuple[list[str], list[str]]
) -> Any:
    """
    Fill CTranslate2's Transformer specification with MarianMT weights.

    Follows `MarianMTLoader` of CTranslate2 4.8 but for one point: Marian starts decoding from a
    zero vector, which Hugging Face stores as the embedding of `<pad>`. A model that was trained
    with these classes has learnt a start vector there; it is then kept, and `<pad>` is
    made impossible as an output (`bad_words_ids` in its generation config).
    """
    from ctranslate2.specs import TransformerSpec, common_spec

    activations = {
        "relu": common_spec.Activation.RELU,
        "gelu": common_spec.Activation.GELU,
        "swish": common_spec.Activation.SWISH,
        "silu": common_spec.Activation.SWISH,
    }
    spec = TransformerSpec.from_config(
        (config["encoder_layers"], config["decoder_layers"]),
        config["encoder_attention_heads"],
        pre_norm=False,
        activation=activations[config["activation_function"]],
    )
    shared = weights.get("model.shared.weight")
    source = weights.get("model.encoder.embed_tokens.weight", shared)
    target = weights.get("model.decoder.embed_tokens.weight", shared)
    if source is None or target is None:
        raise EngineError("no embeddings among the weights; is it a MarianMT model?")
    projection = weights.get("lm_head.weight", target)
    bias = weights.get("final_logits_bias", np.zeros(len(projection))).reshape(-1)
    pad = int(config["pad_token_id"])
    starts_from_zero = not target[pad].any()
    if starts_from_zero and pad == len(target) - 1:
        source, target, projection, bias = (a[:-1] for a in (source, target, projection, bias))
        pieces = (pieces[0][:-1], pieces[1][:-1])
    else:
        # A large negative bias, not minus infinity, which int8 kernels may turn into a NaN.
        bias = np.where(np.arange(len(bias)) == pad, np.float32(-1e9), bias)
    _set_side(spec.encoder, "encoder", config, weights, source)
    _set_side(spec.decoder, "decoder", config, weights, target)
    spec.decoder.start_from_zero_embedding = starts_from_zero
    spec.decoder.projection.weight = projection.copy()
    if bias.any():
        spec.decoder.projection.bias = bias.astype(np.float32)
    spec.register_source_vocabulary(pieces[0])
    spec.register_target_vocabulary(pieces[1])
    spec.config.eos_token = "</s>"  # noqa: S105
    spec.config.unk_token = "<unk>"  # noqa: S105
    spec.config.decoder_start_token = "</s>" if starts_from_zero else "<pad>"
    return spec


def _set_side(
    spec: Any,
    side: str,
    config: Mapping[str, Any],
    weights: Weights,
    embeddings: npt.NDArray[Any],
) -> None:
    """Encoder or decoder: embeddings, positions, and the layers."""
    width = config["d_model"]
    spec.scale_embeddings = width**0.5 if config.get("scale_embedding") else 1.0
    spec.position_encodings.encodings = _positions(config["max_position_embeddings"], width)
    table = spec.embeddings[0] if isinstance(spec.embeddings, list) else spec.embeddings
    table.weight = embeddings.copy()
    for index, layer in enumerate(spec.layer):
        prefix = f"model.{side}.layers.{index}."
        attention = prefix + "self_attn."
        _fuse(layer.self_attention.linear[0], weights, attention, ("q", "k", "v"))
        _set_linear(layer.self_attention.linear[-1], weights, attention + "out_proj")
        _set_norm(layer.self_attention.layer_norm, weights, prefix + "self_attn_layer_norm")
        if side == "decoder":
            attention = prefix + "encoder_attn."
            _set_linear(layer.attention.linear[0], weights, attention + "q_proj")
            _fuse(layer.attention.linear[1], weights, attention, ("k", "v"))
            _set_linear(layer.attention.linear[-1], weights, attention + "out_proj")
            _set_norm(layer.attention.layer_norm, weights, prefix + "encoder_attn_layer_norm")
        _set_linear(layer.ffn.linear_0, weights, prefix + "fc1")
        _set_linear(layer.ffn.linear_1, weights, prefix + "fc2")
        _set_norm(layer.ffn.layer_norm, weights, prefix + "final_layer_norm")


def _positions(count: int, width: int) -> npt.NDArray[np.float32]:
    """Marian's sinusoidal positions: sines in the first half of the vector, then cosines."""
    angles = np.arange(count)[:, None] / np.power(10000, 2 * np.arange((width + 1) // 2) / width)
    table = np.concatenate([np.sin(angles), np.cos(angles[:, : width // 2])], axis=1)
    return table.astype(np.float32)


def _fuse(spec: Any, weights: Weights, prefix: str, parts: tuple[str, ...]) -> None:
    """Several projections as one matrix product."""
    names = [f"{prefix}{part}_proj" for part in parts]
    spec.weight = np.concatenate([weights[name + ".weight"] for name in names])
    spec.bias = np.concatenate([weights[name + ".bias"] for name in names])


def _set_linear(spec: Any, weights: Weights, name: str) -> None:
    spec.weight = weights[name + ".weight"]
    spec.bias = weights[name + ".bias"]


def _set_norm(spec: Any, weights: Weights, name: str) -> None:
    spec.gamma = weights[name + ".weight"]
    spec.beta = weights[name + ".bias"]


if __name__ == "__main__":
    os.environ.setdefault("TRANSFORMERS_VERBOSITY", "error")
    try:
        convert(Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3])
    except (EngineError, KeyError, ValueError, RuntimeError, OSError) as problem:
        sys.exit(f"{type(problem).__name__}: {problem}" if str(problem) else repr(problem))
