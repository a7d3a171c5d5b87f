"""Trains Conv-2 and ResNet-20 in PyTorch, 50 steps, dense and masked to 20 % of each layer, and keeps what
PyTorchConvolutionTest compares with ours.

    python3 -m venv venv && venv/bin/pip install torch==2.13.0 numpy
    venv/bin/python bench/golden/trajectories.py engine/src/test/resources/dev/tombola/cpu conv-2 resnet-20

There is no file of inputs: images, order, masks and initial weights are drawn on both sides from the same streams
(streams.py). The trajectory kept is that in float32; the same in float64 is the yardstick. Where the two part, float32
is chaotic: an activation close to the ReLU's kink falls on either side, and no other program can follow either. The
published learning rates do so within a few steps: by these images, after 50 steps of ResNet-20 at 0.1 losses of two
orders of summation differ by a tenth; of Conv-2 at 0.0002, by up to a hundredth, by luck. So those here are lower, and
losses in float64 are the same within 1e-4 over all steps; the script fails where they are not.

Of Conv-2, a unit or two of the hidden dense layers come so close to the kink in 50 steps (5e-6) that programs must be
expected to part, and Adam makes whole steps of the small gradients that appear. With Glorot's initial weights, which
the paper has, losses then stay within 1e-3; with Kaiming's, whose first losses are twice as high, they do not.

Output, a file for each network: losses, a look at other images in evaluation mode, and of each parameter the norm and a
sample (sample.py); each kind but losses with its distance from float64, in terms of its largest value.
"""
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor, nn

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "peers"))

import streams  # noqa: E402
from pytorch_networks import Conv2, ResNet20, is_prunable  # noqa: E402
from sample import header, line, sampled  # noqa: E402

STEPS = 50
EXAMPLES = 600
EVALUATED = 150
DENSITY = 0.2
MEAN, DEVIATION = 0.5, 0.125


@dataclass(frozen=True)
class Problem:
    name: str
    network: Callable[[], nn.Module]
    initialiser: Callable[[int, str, tuple[int, ...]], np.ndarray]
    batch: int
    optimiser: Callable[..., torch.optim.Optimizer]
    rate: float
    masked_rate: float
    seed: int = 1


def adam(network: nn.Module, rate: float) -> torch.optim.Optimizer:
    return torch.optim.Adam(network.parameters(), rate)


def momentum(network: nn.Module, rate: float) -> torch.optim.Optimizer:
    return torch.optim.SGD(network.parameters(), rate, momentum=0.9, weight_decay=1e-4)


PROBLEMS = [
    Problem("conv-2", Conv2, streams.glorot_uniform, 60, adam, 5e-6, 1e-4),
    # 100 examples are one full block of lanes and one that is not.
    Problem("resnet-20", ResNet20, streams.kaiming_uniform, 100, momentum, 3e-4, 1e-3),
]


@dataclass(frozen=True)
class Result:
    losses: list[float]
    weights: dict[str, np.ndarray]
    log_probabilities: np.ndarray  # in evaluation mode
    labels: np.ndarray


def images(seed: int, size: int, dtype: torch.dtype) -> tuple[Tensor, Tensor]:
    """As our engine reads them: bytes divided by 255, times a factor, plus a summand, the last two in one rounding."""
    pixels, labels = streams.smooth_images(seed, size, 10)
    scale, shift = np.float32(1 / DEVIATION), np.float32(-MEAN / DEVIATION)
    values = (pixels.astype(np.float32) / np.float32(255)).astype(np.float64) * scale + shift
    return torch.from_numpy(values.astype(np.float32)).to(dtype), torch.from_numpy(labels)


def train(problem: Problem, masked: bool, dtype: torch.dtype) -> Result:
    network = problem.network()
    masks = {}
    with torch.no_grad():
        for name, parameter in network.named_parameters():
            if is_prunable(parameter):
                shape = tuple(parameter.shape)
                parameter.copy_(torch.from_numpy(problem.initialiser(problem.seed, f"init/{name}", shape)))
                if masked:
                    masks[name] = torch.from_numpy(streams.mask(problem.seed, name, shape, DENSITY)).to(dtype)
            elif name.endswith("bias"):
                parameter.zero_()
        network.to(dtype)
        for name, mask in masks.items():
            network.get_parameter(name).mul_(mask)
    x, labels = images(problem.seed, EXAMPLES, dtype)
    optimiser = problem.optimiser(network, problem.masked_rate if masked else problem.rate)
    losses = []
    for rows in torch.from_numpy(streams.batches(problem.seed, EXAMPLES, problem.batch, STEPS)):
        loss = F.cross_entropy(network(x[rows]), labels[rows])
        optimiser.zero_grad()
        loss.backward()
        for name, mask in masks.items():
            network.get_parameter(name).grad.mul_(mask)
        optimiser.step()
        losses.append(loss.item())
    log_probabilities, labels = evaluate(network, problem.seed, dtype)
    weights = {n: t.double().numpy() for n, t in network.state_dict().items() if not n.endswith("num_batches_tracked")}
    return Result(losses, weights, log_probabilities, labels)


def evaluate(network: nn.Module, seed: int, dtype: torch.dtype) -> tuple[np.ndarray, np.ndarray]:
    """Log-probabilities in evaluation mode, and labels."""
    x, labels = images(seed + 1, EVALUATED, dtype)
    network.eval()
    with torch.no_grad():
        return F.log_softmax(network(x), 1).double().numpy(), labels.numpy()


def untrained(problem: Problem) -> tuple[np.ndarray, np.ndarray]:
    """The same for weights and running statistics that are drawn, so that no trajectory comes in between."""
    network = problem.network()
    for name, tensor in network.state_dict().items():
        if not name.endswith("num_batches_tracked"):
            shape = tuple(tensor.shape)
            tensor.copy_(torch.from_numpy(streams.varied(problem.seed, f"varied/{name}", shape)))
    return evaluate(network.double(), problem.seed, torch.float64)


def evaluation(case: str, kind: str, log_probabilities: np.ndarray, labels: np.ndarray) -> Iterator[str]:
    """Mean loss and hits of all, log-probabilities of the first three."""
    right = log_probabilities[np.arange(EVALUATED), labels]
    hits = (log_probabilities.argmax(1) == labels).sum()
    yield line(case, kind, "loss", 1, [-right.mean()])
    yield line(case, kind, "hits", 1, [hits])
    yield line(case, kind, "log-probabilities", 1, log_probabilities[:3].ravel())


def lines(case: str, single: Result, double: Result) -> Iterator[str]:
    yield line(case, "loss", "", 1, single.losses)
    yield from evaluation(case, "trained", single.log_probabilities, single.labels)
    yield line(case, "trained distance", "", 1, [distance(single.log_probabilities, double.log_probabilities)])
    yield from sampled(case, "weight", single.weights, 8)
    for name, values in single.weights.items():
        yield line(case, "weight distance", name, 1, [distance(values, double.weights[name])])


def distance(single: np.ndarray, double: np.ndarray) -> float:
    """How far PyTorch's own float32 is from its float64, in terms of the largest."""
    return np.abs(single - double).max() / np.abs(double).max()


def main(folder: str, *names: str) -> None:
    torch.set_num_threads(1)
    for problem in PROBLEMS:
        if problem.name in names:
            with open(Path(folder) / f"{problem.name}.csv", "w") as out:
                print(header(), file=out)
                print(*evaluation(problem.name, "untrained", *untrained(problem)), sep="\n", file=out)
                for masked in (False, True):
                    case = problem.name + ("-masked" if masked else "")
                    single, double = (train(problem, masked, dtype) for dtype in (torch.float32, torch.float64))
                    losses = np.array(single.losses)
                    far = np.abs(losses / double.losses - 1).max()
                    print(f"{case}: losses {losses[0]:.3f} to {losses[-1]:.3f}, float64 differs by {far:.1e}")
                    assert far < 1e-4, "too chaotic: use a lower rate"
                    print(*lines(case, single, double), sep="\n", file=out)


if __name__ == "__main__":
    main(*sys.argv[1:])
