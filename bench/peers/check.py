"""Whether the peers do the same: the same losses and weights from the same start on the same batches, dense and masked.

In float64, since trainings in float32 part where a pre-activation lies at the ReLU's kink, or a gradient is rounding
error only, of which Adam makes a whole step.

    python check.py lenet     # or conv-2, resnet-20
"""
import os
import sys

import numpy as np

os.environ["JAX_ENABLE_X64"] = "1"

import mnist  # noqa: E402
import peer_jax  # noqa: E402
import peer_pytorch  # noqa: E402
from problem import LENET, PROBLEMS, Arrays, Problem, initial, normal, random_masks  # noqa: E402

WAYS = [(peer_pytorch, mode) for mode in ("eager", "fused", "tuned")] + [(peer_jax, "compiled")]


def trained(
    problem: Problem, peer, mode: str, masks: Arrays | None, data, rows: np.ndarray
) -> tuple[list[float], Arrays]:
    start = {name: value.astype(np.float64) for name, value in initial(problem, np.random.default_rng(2)).items()}
    training = peer.Training(problem, mode, 1, *peer.arrays(*data), start, masks)
    return [float(training.advance(batch)) for batch in rows], training.weights()


def check(problem: Problem, masks: Arrays | None, data, rows: np.ndarray) -> None:
    """`rows` [steps, batch]."""
    single = rows[:, None]
    (losses, weights), *others = [trained(problem, *way, masks, data, single) for way in WAYS]
    names = [f"{peer.__name__} {mode}" for peer, mode in WAYS[1:]]
    if problem is LENET:
        assert losses[-1] < losses[0] * 0.7, losses
        others.append(trained(problem, peer_jax, "scan", masks, data, rows.reshape(2, -1, rows.shape[1])))
        names.append("peer_jax scan")
    for name, (other_losses, other_weights) in zip(names, others, strict=True):
        np.testing.assert_allclose(other_losses[-1], losses[-1], rtol=1e-9, err_msg=f"{name}: loss")
        assert other_weights.keys() == weights.keys()
        for parameter, value in weights.items():
            other = other_weights[parameter]
            np.testing.assert_allclose(other, value, atol=1e-9, err_msg=f"{name}: {parameter}")
            if masks and parameter in masks:
                assert not other[~masks[parameter]].any(), f"{name}: {parameter}: pruned, but not zero"


def main(name: str) -> None:
    problem = PROBLEMS[name]
    # Convolutions in float64 are slow.
    steps, batch = (30, problem.batch) if problem is LENET else (3, 10)
    images, labels = mnist.load("train") if problem is LENET else normal(problem, steps * batch)
    data = images[: steps * batch].astype(np.float64), labels[: steps * batch]
    rows = np.arange(steps * batch).reshape(steps, batch)
    check(problem, None, data, rows)
    check(problem, random_masks(problem, 0.21, np.random.default_rng(3)), data, rows)
    print(f"{name}: PyTorch and JAX, in all their ways: the same weights after {steps} steps, dense and masked")


main(*sys.argv[1:])
