"""What is trained on either side: a network, its batch and its optimiser."""
from dataclasses import dataclass

import numpy as np

Arrays = dict[str, np.ndarray]
Shapes = dict[str, tuple[int, ...]]
CLASSES = 10


@dataclass(frozen=True, eq=False)
class Problem:
    """`shapes` are of all parameters by PyTorch's names, running statistics among them."""

    name: str
    image: tuple[int, ...]
    shapes: Shapes
    batch: int
    optimiser: str
    rate: float
    examples: int
    momentum: float = 0.0
    weight_decay: float = 0.0

    @property
    def prunable(self) -> list[str]:
        return [name for name, shape in self.shapes.items() if len(shape) > 1]


def dense(name: str, outputs: int, inputs: int) -> Shapes:
    return {f"{name}.weight": (outputs, inputs), f"{name}.bias": (outputs,)}


def conv(name: str, channels: int, inputs: int, bias: bool) -> Shapes:
    return {f"{name}.weight": (channels, inputs, 3, 3)} | ({f"{name}.bias": (channels,)} if bias else {})


def batch_norm(name: str, channels: int) -> Shapes:
    return {f"{name}.{part}": (channels,) for part in ("weight", "bias", "running_mean", "running_var")}


def residual_blocks() -> list[tuple[str, int, int, int]]:
    """Of ResNet-20: name, channels in and out, stride."""
    stages = [(1, 16, 16, 1), (2, 16, 32, 2), (3, 32, 64, 2)]
    return [
        (f"layer{stage}.{block}", inputs if block == 0 else outputs, outputs, stride if block == 0 else 1)
        for stage, inputs, outputs, stride in stages
        for block in range(3)
    ]


def resnet_20() -> Shapes:
    shapes = conv("conv1", 16, 3, False) | batch_norm("bn1", 16)
    for name, inputs, outputs, _ in residual_blocks():
        shapes |= conv(f"{name}.conv1", outputs, inputs, False) | batch_norm(f"{name}.bn1", outputs)
        shapes |= conv(f"{name}.conv2", outputs, outputs, False) | batch_norm(f"{name}.bn2", outputs)
    return shapes | dense("fc", CLASSES, 64)


# Frankle & Carbin 2019, fig. 2.
LENET = Problem(
    "lenet", (784,), dense("fc1", 300, 784) | dense("fc2", 100, 300) | dense("output", CLASSES, 100),
    60, "adam", 0.0012, 60_000,
)  # fmt: skip
CONV_2 = Problem(
    "conv-2", (3, 32, 32),
    conv("conv1", 64, 3, True) | conv("conv2", 64, 64, True)
    | dense("fc1", 256, 16_384) | dense("fc2", 256, 256) | dense("fc3", CLASSES, 256),
    60, "adam", 2e-4, 10_000,
)  # fmt: skip
# He et al. 2016, §4.2.
RESNET_20 = Problem("resnet-20", (3, 32, 32), resnet_20(), 128, "momentum", 0.1, 10_000, 0.9, 1e-4)

PROBLEMS = {problem.name: problem for problem in (LENET, CONV_2, RESNET_20)}


def initial(problem: Problem, random: np.random.Generator) -> Arrays:
    """Glorot-normal weights; biases and running means of zero, a normalisation's scales and variances of one."""
    return {name: start(name, shape, random) for name, shape in problem.shapes.items()}


def start(name: str, shape: tuple[int, ...], random: np.random.Generator) -> np.ndarray:
    if len(shape) > 1:
        window = np.prod(shape[2:])
        deviation = np.sqrt(2 / ((shape[0] + shape[1]) * window)).astype(np.float32)
        return random.standard_normal(shape, np.float32) * deviation
    return np.full(shape, 1 if name.endswith(("weight", "running_var")) else 0, np.float32)


def random_masks(problem: Problem, density: float, random: np.random.Generator) -> Arrays:
    """Each weight, the output layer's too, survives with the probability `density`."""
    return {name: random.random(problem.shapes[name]) < density for name in problem.prunable}


def normal(problem: Problem, size: int = 0, seed: int = 4) -> tuple[np.ndarray, np.ndarray]:
    """Normal numbers instead of images, with random labels: no input is constant, as a picture's background is."""
    random = np.random.default_rng(seed)
    size = size or problem.examples
    return random.standard_normal((size, *problem.image), np.float32), random.integers(0, CLASSES, size)
