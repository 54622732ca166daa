"""
The network of transformers' MarianMTModel, fused for training on a CPU.

Post-norm layers, tied embeddings and sinusoidal positions give the same logits as MarianMT
(tests/test_training_network.py); one projection makes queries, keys and values together, and
activations are bfloat16 between the layers: on a CPU the time goes into memory, not arithmetic.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import cast

import torch
from torch import Tensor, nn
from torch.nn import functional

from training.recipe import Architecture

POSITIONS = 512
MASKED = -1e4  # finite, so that a row of padding alone does not become NaN


class Attention(nn.Module):
    """Multi-head attention by plain matrix products: faster than fused kernels below 100 pieces."""

    def __init__(self, width: int, heads: int, *, crossing: bool) -> None:
        super().__init__()
        self.heads, self.crossing = heads, crossing
        if crossing:
            self.query, self.key_value = nn.Linear(width, width), nn.Linear(width, 2 * width)
        else:
            self.query_key_value = nn.Linear(width, 3 * width)
        self.output = nn.Linear(width, width)

    def forward(self, states: Tensor, memory: Tensor, mask: Tensor) -> Tensor:
        """Attend from `states` [batch, length, width] to `memory`; `mask` is added to scores."""
        if self.crossing:
            query = self.query(states)
            key, value = self.key_value(memory).chunk(2, -1)
        else:
            query, key, value = self.query_key_value(states).chunk(3, -1)
        scale = (states.shape[-1] // self.heads) ** -0.5
        scores = torch.matmul(self._split(query) * scale, self._split(key).transpose(-1, -2))
        mixed = torch.matmul((scores + mask).softmax(-1), self._split(value))
        projected: Tensor = self.output(mixed.transpose(1, 2).reshape(states.shape))
        return projected

    def _split(self, states: Tensor) -> Tensor:
        batch, length, width = states.shape
        return states.view(batch, length, self.heads, width // self.heads).transpose(1, 2)


class Layer(nn.Module):
    """One encoder layer, or one decoder layer where `crossing`."""

    def __init__(self, architecture: Architecture, dropout: float, *, crossing: bool) -> None:
        super().__init__()
        width, heads = architecture.width, architecture.heads
        self.self_attention = Attention(width, heads, crossing=False)
        self.self_norm = nn.LayerNorm(width)
        self.crossing = crossing
        if crossing:
            self.cross_attention = Attention(width, heads, crossing=True)
            self.cross_norm = nn.LayerNorm(width)
        self.inner = nn.Linear(width, architecture.feed_forward)
        self.outer = nn.Linear(architecture.feed_forward, width)
        self.final_norm = nn.LayerNorm(width)
        self.dropout = dropout

    def forward(
        self,
        states: Tensor,
        mask: Tensor,
        memory: Tensor | None = None,
        memory_mask: Tensor | None = None,
    ) -> Tensor:
        """Return the next states; a decoder layer also reads the encoder's `memory`."""
        states = self.self_norm(states + self._drop(self.self_attention(states, states, mask)))
        if self.crossing:
            read = self.cross_attention(states, memory, memory_mask)
            states = self.cross_norm(states + self._drop(read))
        hidden = functional.relu(self.inner(states))
        result: Tensor = self.final_norm(states + self._drop(self.outer(hidden)))
        return result

    def _drop(self, states: Tensor) -> Tensor:
        # Random numbers cost a fifth of a step on a CPU: none are drawn without need.
        return functional.dropout(states, self.dropout, self.training) if self.dropout else states


class Network(nn.Module):
    """Encoder and decoder; `forward` gives decoder states, the loss multiplies them out."""

    def __init__(self, architecture: Architecture, dropout: float = 0.0) -> None:
        super().__init__()
        self.architecture = architecture
        self.embedding = nn.Embedding(architecture.vocabulary, architecture.width)
        self.encoder = nn.ModuleList(
            Layer(architecture, dropout, crossing=False) for _ in range(architecture.encoder_layers)
        )
        self.decoder = nn.ModuleList(
            Layer(architecture, dropout, crossing=True) for _ in range(architecture.decoder_layers)
        )
        self.register_buffer("positions", _sinusoids(architecture.width), persistent=False)
        self._initialise()

    def _initialise(self) -> None:
        for name, parameter in self.named_parameters():
            if parameter.dim() > 1 and name != "embedding.weight":
                nn.init.xavier_uniform_(parameter)
        with torch.no_grad():
            self.embedding.weight.normal_(0, self.architecture.width**-0.5)
        self.begin_with_zeros()

    def forward(self, source: Tensor, target: Tensor) -> Tensor:
        """Return decoder states [batch, length, width] for ids; `target` starts with padding."""
        half = torch.bfloat16 if torch.is_autocast_enabled(source.device.type) else torch.float32
        padded = source == self.architecture.padding
        source_mask = padded[:, None, None, :].to(half) * MASKED
        length = target.shape[1]
        later = torch.full((length, length), MASKED, dtype=half, device=target.device).triu(1)
        memory = self._embed(source).to(half)
        for layer in self.encoder:
            memory = layer(memory, source_mask)
        states = self._embed(target).to(half)
        for layer in self.decoder:
            states = layer(states, later, memory, source_mask)
        return states

    def _embed(self, pieces: Tensor) -> Tensor:
        positions: Tensor = self.get_buffer("positions")[: pieces.shape[1]]
        embedded: Tensor = self.embedding(pieces)
        return embedded.mul(self.architecture.width**0.5).add(positions)

    def begin_with_zeros(self) -> None:
        """
        Set the embedding of `<pad>` to zero; after each step, as the loss moves it.

        A target begins with `<pad>`, and CTranslate2 takes that embedding for zero, as it is in
        Marian's own models. A start that was learnt is lost there, and with it the first word.
        """
        with torch.no_grad():
            self.embedding.weight[self.architecture.padding].zero_()

    def sides(self) -> tuple[list[Layer], list[Layer]]:
        """Return the layers of the encoder and of the decoder, from below."""
        encoder, decoder = (
            cast("list[Layer]", list(side)) for side in (self.encoder, self.decoder)
        )
        return encoder, decoder

    def hidden_matrices(self) -> Iterator[tuple[nn.Parameter, int]]:
        """Weights between hidden states, each with the number of projections stacked in it."""
        for name, parameter in self.named_parameters():
            if parameter.dim() == 2 and name != "embedding.weight":
                stacked = 3 if "query_key_value" in name else 2 if "key_value" in name else 1
                yield parameter, stacked

    def other_parameters(self) -> Iterator[nn.Parameter]:
        """Embeddings, norms and biases."""
        for name, parameter in self.named_parameters():
            if parameter.dim() < 2 or name == "embedding.weight":
                yield parameter


def _sinusoids(width: int) -> Tensor:
    """Marian's positions: all sines, then all cosines."""
    position = torch.arange(POSITIONS, dtype=torch.float64)[:, None]
    frequency = 10000.0 ** (-2 * torch.arange(width // 2, dtype=torch.float64) / width)
    angles = position * frequency
    return torch.cat([angles.sin(), angles.cos()], 1).float()


def _names(network: Network) -> Iterator[tuple[Tensor, list[str]]]:
    """Each of our parameters with the names of MarianMT's whose rows it holds."""
    yield network.embedding.weight, ["model.shared.weight"]
    for side, layers in (("encoder", network.encoder), ("decoder", network.decoder)):
        for number, layer in enumerate(layers):
            for name, parameter in layer.named_parameters():
                module, kind = name.rsplit(".", 1)
                prefix = f"model.{side}.layers.{number}"
                yield parameter, [f"{prefix}.{theirs}.{kind}" for theirs in MARIAN_NAMES[module]]


_STACKED = ("q_proj", "k_proj", "v_proj")
MARIAN_NAMES = {
    "self_attention.query_key_value": [f"self_attn.{part}" for part in _STACKED],
    "self_attention.output": ["self_attn.out_proj"],
    "self_norm": ["self_attn_layer_norm"],
    "cross_attention.query": ["encoder_attn.q_proj"],
    "cross_attention.key_value": [f"encoder_attn.{part}" for part in _STACKED[1:]],
    "cross_attention.output": ["encoder_attn.out_proj"],
    "cross_norm": ["encoder_attn_layer_norm"],
    "inner": ["fc1"],
    "outer": ["fc2"],
    "final_norm": ["final_layer_norm"],
}


def load_marian(network: Network, weights: Mapping[str, Tensor]) -> None:
    """Copy MarianMT's weights into ours. KeyError, RuntimeError: another shape."""
    with torch.no_grad():
        for parameter, names in _names(network):
            parameter.copy_(torch.cat([weights[name].float() for name in names]))


def to_marian(network: Network) -> dict[str, Tensor]:
    """Our weights under MarianMT's names."""
    return {
        name: part.detach().clone()
        for parameter, names in _names(network)
        for name, part in zip(names, parameter.chunk(len(names)), strict=True)
    }
