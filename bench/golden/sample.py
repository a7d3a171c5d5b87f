"""Lines of a golden file: case, kind, name, stride, values."""
from collections.abc import Iterable, Iterator

import numpy as np
import torch


def header() -> str:
    return f"# PyTorch {torch.__version__.split('+')[0]}: case,kind,name,stride,values"


def line(case: str, kind: str, name: str, stride: int, values: Iterable[float]) -> str:
    return f"{case},{kind},{name},{stride}," + " ".join(f"{value:.9g}" for value in values)


def sampled(case: str, kind: str, values: dict[str, np.ndarray], size: int) -> Iterator[str]:
    """Of each parameter about so many values, every stride-th, and the norm of all."""
    for name, value in values.items():
        # Odd, so that a sample does not keep to one column of a kernel or of a weight.
        stride = max(1, value.size // size) | 1
        yield line(case, kind + " norm", name, 1, [np.linalg.norm(value)])
        yield line(case, kind, name, stride, value.ravel()[::stride])
