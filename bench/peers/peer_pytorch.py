"""LeNet in PyTorch.

`eager` is as everybody writes it; `tuned` has the fused optimiser, and its caller sets how memory is kept.
"""
from collections.abc import Iterable, Iterator

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor, nn

from lenet import BATCH, RATE, Arrays


class LeNet(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.fc1 = nn.Linear(784, 300)
        self.fc2 = nn.Linear(300, 100)
        self.output = nn.Linear(100, 10)

    def forward(self, x: Tensor) -> Tensor:
        x = F.relu(self.fc1(x))
        x = F.relu(self.fc2(x))
        return self.output(x)


class Pruned(nn.Module):
    """Multiplies the weights by their masks in every forward pass, in place, as open_lth's PrunedModel does.

    Measured beside masking in the graph and masking gradients, it costs least, and survivors are trained alike.
    """

    def __init__(self, network: LeNet, masks: Arrays) -> None:
        super().__init__()
        self.network = network
        precision = network.fc1.weight.dtype
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


class Training:
    def __init__(
        self, mode: str, threads: int, images: Tensor, labels: Tensor, start: Arrays, masks: Arrays | None
    ) -> None:
        torch.set_num_threads(threads)
        self.images, self.labels = images, labels
        self.lenet = LeNet().to(self.images.dtype)
        self.network = Pruned(self.lenet, masks) if masks else self.lenet
        self.load(start)
        self.optimiser = torch.optim.Adam(self.lenet.parameters(), lr=RATE, fused=mode == "tuned" or None)

    def advance(self, batches: Iterable[Tensor] | np.ndarray) -> Tensor:
        """A step for each batch of rows; gives the last one's loss."""
        if isinstance(batches, np.ndarray):
            batches = torch.from_numpy(batches)
        for index in batches:
            self.optimiser.zero_grad()
            loss = F.cross_entropy(self.network(self.images[index]), self.labels[index])
            loss.backward()
            self.optimiser.step()
        return loss.detach()

    @torch.no_grad()
    def evaluate(self, images: Tensor, labels: Tensor) -> tuple[float, float]:
        """Loss and accuracy."""
        logits = self.network(images)
        return F.cross_entropy(logits, labels).item(), (logits.argmax(1) == labels).float().mean().item()

    def weights(self) -> Arrays:
        if isinstance(self.network, Pruned):
            self.network.apply_masks()
        return {name: value.numpy().copy() for name, value in self.lenet.state_dict().items()}

    def load(self, weights: Arrays) -> None:
        self.lenet.load_state_dict({name: torch.from_numpy(value) for name, value in weights.items()})


def batches(examples: int, _: str) -> Iterator[list[Tensor]]:
    """What `advance` takes, without end: one batch at a time, in a new order every epoch."""
    while True:
        for index in torch.randperm(examples).split(BATCH):
            yield [index]
