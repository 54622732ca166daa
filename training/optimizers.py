"""Muon for hidden matrices, AdamW for the rest, stepped as one."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

import torch
from torch import Tensor

from training.network import Network
from training.recipe import Recipe

# The quintic iteration of Jordan et al. 2024 (Muon), chosen there for speed, not exactness.
NEWTON_SCHULZ = (3.4445, -4.7750, 2.0315)
ITERATIONS = 5
MOMENTUM = 0.95


def orthogonalise(matrices: Tensor) -> Tensor:
    """
    Bring the singular values of matrices [count, rows <= columns, columns] near one.

        >>> values = torch.linalg.svdvals(orthogonalise(torch.randn(1, 8, 16)).float())
        >>> bool((values > 0.5).all() and (values < 1.5).all())
        True
    """
    linear, cubic, quintic = NEWTON_SCHULZ
    norms: Tensor = matrices.norm(dim=(1, 2), keepdim=True)
    result = (matrices / (norms + 1e-7)).to(torch.bfloat16)
    for _ in range(ITERATIONS):
        square = result @ result.mT
        mixed = torch.baddbmm(square, square, square, beta=cubic, alpha=quintic)
        result = torch.baddbmm(result, mixed, result, beta=linear)
    return result


class Muon(torch.optim.Optimizer):
    """
    Momentum, orthogonalised (Jordan et al. 2024), scaled to the size of AdamW's updates
    (0.2·√columns: Liu et al. 2025, "Muon is scalable for LLM training").

    Projections that are stacked in one parameter are orthogonalised each on its own, and
    matrices of one shape together: on a CPU the whole costs 3 % of a step.
    """

    def __init__(self, groups: list[dict[str, Any]], rate: float, weight_decay: float) -> None:
        super().__init__(groups, {"lr": rate, "weight_decay": weight_decay, "stacked": 1})

    @torch.no_grad()
    def step(self, closure: None = None) -> None:  # type: ignore[override]
        """Update every parameter that has a gradient."""
        del closure
        by_shape: dict[tuple[int, ...], list[tuple[Tensor, Tensor, float]]] = defaultdict(list)
        for group in self.param_groups:
            for parameter in group["params"]:
                update = self._momentum(parameter)
                parameter.mul_(1 - group["lr"] * group["weight_decay"])
                parts = zip(
                    parameter.chunk(group["stacked"]), update.chunk(group["stacked"]), strict=True
                )
                for part, direction in parts:
                    by_shape[tuple(part.shape)].append((part, direction, group["lr"]))
        for shape, items in by_shape.items():
            self._apply(shape, items)

    def _momentum(self, parameter: Tensor) -> Tensor:
        if parameter.grad is None:
            raise RuntimeError("Muon needs a gradient for each of its matrices")
        average = self.state[parameter].setdefault("m", torch.zeros_like(parameter))
        average.lerp_(parameter.grad, 1 - MOMENTUM)
        return parameter.grad.lerp(average, MOMENTUM)  # Nesterov's look ahead

    @staticmethod
    def _apply(shape: tuple[int, ...], items: list[tuple[Tensor, Tensor, float]]) -> None:
        stack = torch.stack([direction for _, direction, _ in items])
        tall = shape[0] > shape[1]
        result = orthogonalise(stack.mT if tall else stack)
        result = result.mT if tall else result
        for (part, _, rate), direction in zip(items, result, strict=True):
            part.add_(direction.to(part.dtype), alpha=-rate * 0.2 * max(shape) ** 0.5)


class Optimizers:
    """Both optimizers behind one `step`, one rate and one state."""

    def __init__(self, network: Network, recipe: Recipe) -> None:
        matrices = [{"params": [p], "stacked": n} for p, n in network.hidden_matrices()]
        self._others = list(network.other_parameters())
        self._clip = recipe.clip
        self._muon = Muon(matrices, recipe.rate, recipe.weight_decay)
        self._adam = torch.optim.AdamW(
            self._others,
            lr=recipe.rate,
            betas=(0.9, 0.98),
            eps=1e-9,
            weight_decay=recipe.weight_decay,
            fused=True,
        )

    def step(self, rate: float) -> None:
        """Take one step; Muon's size does not depend on the gradient's, so only AdamW's is cut."""
        torch.nn.utils.clip_grad_norm_(self._others, self._clip)
        for optimizer in (self._muon, self._adam):
            for group in optimizer.param_groups:
                group["lr"] = rate
            optimizer.step()

    def state(self) -> dict[str, Any]:
        """All that a resumed run needs."""
        return {"muon": self._muon.state_dict(), "adam": self._adam.state_dict()}

    def load(self, state: dict[str, Any]) -> None:
        """Go on where `state` was taken."""
        self._muon.load_state_dict(state["muon"])
        self._adam.load_state_dict(state["adam"])
