"""The same random numbers as dev.tombola.random and what is drawn from them: so goldens need no file of inputs."""
import numpy as np

GAMMA = 0x9E3779B97F4A7C15
WORD = (1 << 64) - 1


def mix(z):
    """Of a Python integer or an array of uint64."""
    z = ((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9) & WORD
    z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & WORD
    return z ^ (z >> 31)


class Stream:
    def __init__(self, seed: int, name: str) -> None:
        self.counter = mix(seed ^ 0x746F6D626F6C61)
        for part in name.split("/"):
            for letter in part.encode():
                self.counter = mix((self.counter + letter + 1) & WORD)
            self.counter = mix(self.counter ^ GAMMA)

    def longs(self, count: int) -> np.ndarray:
        steps = np.arange(1, count + 1, dtype=np.uint64) * np.uint64(GAMMA) + np.uint64(self.counter)
        self.counter = (self.counter + count * GAMMA) & WORD
        z = (steps ^ (steps >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
        return z ^ (z >> np.uint64(31))

    def ints(self, count: int, bound: int) -> np.ndarray:
        """Uniform on 0 … bound − 1: `RandomStream.nextInt`, for bounds below 2³²."""
        low, high = (part.astype(np.uint64) for part in np.divmod(self.longs(count), np.uint64(1 << 32))[::-1])
        bound = np.uint64(bound)
        return ((high * bound + (low * bound >> np.uint64(32))) >> np.uint64(32)).astype(np.int64)

    def doubles(self, count: int) -> np.ndarray:
        return (self.longs(count) >> np.uint64(11)).astype(np.float64) * 2.0**-53

    def permutation(self, count: int) -> np.ndarray:
        order = np.zeros(count, np.int64)
        for i, drawn in enumerate(self.longs(count)):
            j = int(drawn) * (i + 1) >> 64
            order[i] = order[j]
            order[j] = i
        return order


def batches(seed: int, examples: int, batch: int, steps: int) -> np.ndarray:
    """`DataOrder`: which examples each step sees [steps, batch]."""
    epochs = -(-steps * batch // examples)
    order = [Stream(seed, f"order/epoch-{epoch}").permutation(examples) for epoch in range(epochs)]
    return np.concatenate(order)[: steps * batch].reshape(steps, batch)


def kaiming_uniform(seed: int, name: str, shape: tuple[int, ...]) -> np.ndarray:
    """`Initialiser.KAIMING_UNIFORM` for this weight."""
    return spanning(seed, name, shape, 2 / (np.prod(shape) / shape[0]))


def glorot_uniform(seed: int, name: str, shape: tuple[int, ...]) -> np.ndarray:
    """`Initialiser.GLOROT_UNIFORM` for this weight."""
    return spanning(seed, name, shape, 2 / (np.prod(shape) / shape[0] + np.prod(shape) / shape[1]))


def spanning(seed: int, name: str, shape: tuple[int, ...], variance: float) -> np.ndarray:
    span = np.sqrt(variance) * np.sqrt(3.0)
    return (span * (2 * Stream(seed, name).doubles(int(np.prod(shape))) - 1)).astype(np.float32).reshape(shape)


def uniform(seed: int, name: str, size: int, low: float, high: float) -> np.ndarray:
    return (low + (high - low) * Stream(seed, name).doubles(size)).astype(np.float32)


def varied(seed: int, name: str, shape: tuple[int, ...]) -> np.ndarray:
    """`VariedWeights` for this parameter: nothing is left at zero or one."""
    if len(shape) > 1:
        return kaiming_uniform(seed, name, shape)
    if name.endswith(("weight", "running_var")):
        return uniform(seed, name, shape[0], 0.5, 1.5)
    return uniform(seed, name, shape[0], -0.5, 0.5)


def mask(seed: int, name: str, shape: tuple[int, ...], density: float) -> np.ndarray:
    """`TestNetworks.randomMask` for this weight."""
    return Stream(seed, f"mask/{name}").doubles(int(np.prod(shape))).reshape(shape) < density


def smooth_images(seed: int, size: int, classes: int) -> tuple[np.ndarray, np.ndarray]:
    """`SmoothImages`: bytes [size, 3, 32, 32] and labels [size].

    As photographs are, they are smooth: between a grid of 5 × 5 random points an image rises and falls linearly. A
    sixth of it is its class's, half its own, the rest noise.
    """
    templates = grow(Stream(seed, "templates").ints(classes * 75, 256).reshape(classes, 3, 5, 5))
    labels = Stream(seed, "labels").ints(size, classes)
    own = grow(Stream(seed, "own").ints(size * 75, 256).reshape(size, 3, 5, 5))
    noise = Stream(seed, "noise").ints(size * 3072, 256).reshape(size, 3, 32, 32)
    return ((templates[labels] + 3 * own + 2 * noise) // 6).astype(np.uint8), labels


def grow(grid: np.ndarray) -> np.ndarray:
    """[…, 5, 5] to [..., 32, 32], bilinearly, in integers."""
    at, part = np.divmod(np.arange(32), 8)
    rows = grid[..., at, :] * (8 - part)[:, None] + grid[..., at + 1, :] * part[:, None]
    return (rows[..., at] * (8 - part) + rows[..., at + 1] * part) // 64
