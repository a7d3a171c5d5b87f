"""The networks in PyTorch.

`eager` is as everybody writes it. `fused` has the fused optimiser, and its caller sets how memory is kept; `tuned` also
keeps channels innermost, which its convolutions may like; `tuned-compiled` is that through torch.compile.
"""
from collections.abc import Iterable, Iterator

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor, nn

from problem import Arrays, Problem
from pytorch_networks import Conv2, LeNet, ResNet20

NETWORKS = {"lenet": LeNet, "conv-2": Conv2, "resnet-20": ResNet20}
CHANNELS_INNERMOST = ("tuned", "tuned-compiled")
FUSED = ("fused", *CHANNELS_INNERMOST)


class Pruned(nn.Module):
    """Multiplies the weights by their masks in every forward pass, in place, as open_lth's PrunedModel does.

    Measured beside masking in the graph and masking gradients, it costs least, and survivors are trained alike.
    """

    def __init__(self, network: nn.Module, masks: Arrays) -> None:
        super().__init__()
        self.network = network
        precision = next(network.parameters()).dtype
        self.masks = [
            (network.get_parameter(name), torch.from_numpy(mask).to(precision)) for name, mask in masks.items()
        ]

    def apply_masks(self) -> None:
        for weight, mask in self.masks:
            weight.data *= mask

    def forward(self, x: Tensor) -> Tensor:
        self.apply_masks()
        return self.network(x)


def arrays(images: np.ndarray, labels: np.ndarray) -> tuple[Tensor, Tensor]:
    return torch.from_numpy(images), torch.from_numpy(labels)


def optimiser(problem: Problem, network: nn.Module, mode: str) -> torch.optim.Optimizer:
    fused = mode in FUSED or None
    if problem.optimiser == "adam":
        return torch.optim.Adam(network.parameters(), lr=problem.rate, fused=fused)
    return torch.optim.SGD(
        network.parameters(), problem.rate, problem.momentum, weight_decay=problem.weight_decay, fused=fused
    )


class Training:
    def __init__(
        self,
        problem: Problem,
        mode: str,
        threads: int,
        images: Tensor,
        labels: Tensor,
        start: Arrays,
        masks: Arrays | None,
    ) -> None:
        torch.set_num_threads(threads)
        self.images, self.labels = images, labels
        self.unmasked = NETWORKS[problem.name]().to(images.dtype)
        if mode in CHANNELS_INNERMOST and images.dim() == 4:
            self.images = images.contiguous(memory_format=torch.channels_last)
            self.unmasked = self.unmasked.to(memory_format=torch.channels_last)
        self.network = Pruned(self.unmasked, masks) if masks else self.unmasked
        self.load(start)
        self.optimiser = optimiser(problem, self.unmasked, mode)
        self.loss = torch.compile(self.plain_loss) if mode == "tuned-compiled" else self.plain_loss

    def plain_loss(self, images: Tensor, labels: Tensor) -> Tensor:
        return F.cross_entropy(self.network(images), labels)

    def advance(self, batches: Iterable[Tensor] | np.ndarray) -> Tensor:
        """A step for each batch of rows; gives the last one's loss."""
        if isinstance(batches, np.ndarray):
            batches = torch.from_numpy(batches)
        for index in batches:
            self.optimiser.zero_grad()
            loss = self.loss(self.images[index], self.labels[index])
            loss.backward()
            self.optimiser.step()
        return loss.detach()

    @torch.no_grad()
    def evaluate(self, images: Tensor, labels: Tensor) -> tuple[float, float]:
        """Loss and accuracy."""
        self.network.eval()
        logits = self.network(images)
        self.network.train()
        return F.cross_entropy(logits, labels).item(), (logits.argmax(1) == labels).float().mean().item()

    def weights(self) -> Arrays:
        if isinstance(self.network, Pruned):
            self.network.apply_masks()
        return {
            name: value.numpy().copy()
            for name, value in self.unmasked.state_dict().items()
            if not name.endswith("num_batches_tracked")
        }

    def load(self, weights: Arrays) -> None:
        # Not strict: a normalisation also counts its batches.
        self.unmasked.load_state_dict({name: torch.from_numpy(value) for name, value in weights.items()}, strict=False)


def batches(problem: Problem, examples: int, _: str) -> Iterator[list[Tensor]]:
    """What `advance` takes, without end: one batch at a time, in a new order every epoch."""
    while True:
        for index in torch.randperm(examples).split(problem.batch):
            if len(index) == problem.batch:
                yield [index]
