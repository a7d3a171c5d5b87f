"""MNIST as arrays in memory, from the files that this repository ships, normalised as the presets do it."""
import gzip
from pathlib import Path

import numpy as np

FOLDER = Path(__file__).resolve().parents[2] / "mnist/src/main/resources/dev/tombola/mnist"
MEAN, DEVIATION = 0.1307, 0.3081  # presets/lenet-mnist.yaml


def bytes_of(name: str, header: int) -> np.ndarray:
    with gzip.open(FOLDER / name) as file:
        return np.frombuffer(file.read(), np.uint8, offset=header)


def load(part: str) -> tuple[np.ndarray, np.ndarray]:
    """Part `train` or `t10k`: images [size, 784] in float32 and labels [size]."""
    images = bytes_of(f"{part}-images-idx3-ubyte.gz", 16).reshape(-1, 784).astype(np.float32)
    images /= 255
    images -= MEAN
    images /= DEVIATION
    return images, bytes_of(f"{part}-labels-idx1-ubyte.gz", 8).astype(np.int64)
