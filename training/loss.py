"""Label-smoothed cross entropy that never holds all logits at once."""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor

from training.network import Network

# Rows of logits at a time: 1,024 by 8,000 stay near the cache.
ROWS = 1024


class _SmoothedCrossEntropy(torch.autograd.Function):
    """
    Output projection, softmax and loss in one, in slices of rows.

    The gradient is made together with the loss, so the logits of a slice are read once and
    then forgotten (the idea of Wijmans et al. 2024, "Cut Your Losses").
    """

    @staticmethod
    def forward(
        context: Any, states: Tensor, weight: Tensor, targets: Tensor, smoothing: float
    ) -> Tensor:
        weight_cast = weight.to(states.dtype)
        mean_weight = weight_cast.mean(0)
        states_gradient, weight_gradient = torch.empty_like(states), torch.zeros_like(weight.T)
        places = torch.arange(ROWS, device=states.device)
        total = torch.zeros((), device=states.device)
        for start in range(0, len(targets), ROWS):
            rows, gold = states[start : start + ROWS], targets[start : start + ROWS, None]
            logits = rows @ weight_cast.T
            gold_logits = logits.gather(1, gold).float()
            # In bfloat16 one kernel reads and writes; float32 copies cost a tenth of a step.
            gradient = logits.softmax(-1)
            likelihood = gradient.gather(1, gold)
            gold_logs = likelihood.float().log()
            mean_logs = (rows @ mean_weight).float()[:, None] - gold_logits + gold_logs
            total -= ((1 - smoothing) * gold_logs + smoothing * mean_logs).sum()
            # Not scatter_: in bfloat16 it copies the whole.
            gradient[places[: len(gold)], gold[:, 0]] = likelihood[:, 0] - (1 - smoothing)
            torch.mm(gradient, weight_cast, out=states_gradient[start : start + ROWS])
            weight_gradient += rows.T @ gradient
        # The smoothing's own part of the gradient is the same for each row and each piece.
        states_gradient -= smoothing * mean_weight
        weight_gradient = weight_gradient.T - smoothing / weight.shape[0] * states.float().sum(0)
        context.save_for_backward(states_gradient, weight_gradient)
        return total

    @staticmethod
    def backward(context: Any, *gradients: Tensor) -> tuple[Tensor, Tensor, None, None]:
        states_gradient, weight_gradient = context.saved_tensors
        (scale,) = gradients
        return (
            states_gradient * scale.to(states_gradient.dtype),
            weight_gradient * scale,
            None,
            None,
        )


def loss(network: Network, source: Tensor, target: Tensor, smoothing: float) -> tuple[Tensor, int]:
    """
    Return the summed loss over the pieces of `target`, and how many they are.

    `target` [batch, length] ends with padding; the decoder reads it shifted by one place.
    """
    padding = network.architecture.padding
    shifted = torch.cat([torch.full_like(target[:, :1], padding), target[:, :-1]], 1)
    device = source.device.type
    # Each weight is used once a pass: a cache of the cast ones would only be shared by threads.
    with torch.autocast(device, dtype=torch.bfloat16, cache_enabled=False):
        states = network(source, shifted)
    real = (target != padding).flatten().nonzero()[:, 0]
    gold = target.flatten()[real]
    total: Tensor = _SmoothedCrossEntropy.apply(  # type: ignore[no-untyped-call]
        states.flatten(0, 1)[real], network.embedding.weight, gold, smoothing
    )
    return total, len(real)
