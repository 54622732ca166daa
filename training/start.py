"""
Weights to begin with: from a checkpoint or a MarianMT folder, grown to a larger shape if asked.

What is grown computes (almost) the same as before: new units of a feed-forward block and new
layers on top write zeros until they have learnt something, so no step already paid for is lost.
"""

from __future__ import annotations

import json
from pathlib import Path

import torch
from safetensors.torch import load_file
from torch import Tensor, nn

from training.checkpoints import load_checkpoint
from training.network import Layer, Network, load_marian
from training.recipe import Architecture, TrainingError


def network_of(path: Path) -> Network:
    """Rebuild the network of a checkpoint or of a MarianMT folder. TrainingError: it is neither."""
    return _of_marian(path) if path.is_dir() else _of_checkpoint(path)


def _of_checkpoint(path: Path) -> Network:
    contents = load_checkpoint(path)
    network = Network(Architecture(**contents["architecture"]))
    network.load_state_dict(contents["network"])
    return network


def _of_marian(folder: Path) -> Network:
    try:
        config = json.loads((folder / "config.json").read_text("utf-8"))
        architecture = Architecture(
            config["encoder_layers"],
            config["decoder_layers"],
            config["d_model"],
            config["encoder_attention_heads"],
            config["vocab_size"],
            config["encoder_ffn_dim"],
        )
        network = Network(architecture)
        load_marian(network, load_file(folder / "model.safetensors"))
    except (OSError, KeyError, ValueError, RuntimeError) as error:
        raise TrainingError(
            f"{folder}: not a MarianMT model with safetensors weights ({error}); name another "
            "folder or a checkpoint with --start"
        ) from error
    return network


def grown(small: Network, architecture: Architecture) -> Network:
    """Return a network of `architecture` that computes what `small` does. TrainingError."""
    _check(small.architecture, architecture)
    large = Network(architecture)
    with torch.no_grad():
        large.embedding.weight.copy_(small.embedding.weight)
        for old, new in zip(small.sides(), large.sides(), strict=True):
            for before, after in zip(old, new, strict=False):
                _copy(before, after)
            for above in new[len(old) :]:
                _pass_through(above, old[-1])
    return large


def _check(small: Architecture, large: Architecture) -> None:
    same = (small.width, small.heads, small.vocabulary)
    sizes = [(one.encoder_layers, one.decoder_layers, one.feed_forward) for one in (small, large)]
    fits = all(before <= after for before, after in zip(*sizes, strict=True))
    if same != (large.width, large.heads, large.vocabulary) or not fits:
        raise TrainingError(
            f"{small} cannot be grown to {large}; only layers and feed-forward units can be added"
        )


def _copy(small: Layer, large: Layer) -> None:
    weights = dict(small.named_parameters())
    for name, parameter in large.named_parameters():
        _fill(parameter, weights[name], zero=name == "outer.weight")


def _fill(large: Tensor, small: Tensor, *, zero: bool) -> None:
    """Copy into the corner; the rest stays as initialised, or is zero where it would be read."""
    if zero:
        large.zero_()
    large[tuple(slice(0, size) for size in small.shape)].copy_(small)


def _pass_through(layer: Layer, below: Layer) -> None:
    """Let a new layer hand on what comes from below: its norms undo one another."""
    for module in layer.modules():
        if isinstance(module, nn.LayerNorm):
            # A norm of a normed state only shifts and scales; this is by how much, on average.
            gain, bias = below.final_norm.weight, below.final_norm.bias
            module.weight.fill_(float((gain.square().mean() + bias.var()).sqrt()))
            module.bias.fill_(float(bias.mean()))
    outputs = [layer.self_attention.output, layer.outer]
    if layer.crossing:
        outputs.append(layer.cross_attention.output)
    for output in outputs:
        output.weight.zero_()
        output.bias.zero_()
