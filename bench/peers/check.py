"""Whether the peers do the same: the same losses and weights from the same start on the same batches, dense and masked.

In float64, since trainings in float32 part where a pre-activation lies at the ReLU's kink, or a gradient is rounding
error only, of which Adam makes a whole step.
"""
import os

import numpy as np

import lenet
import mnist

os.environ["JAX_ENABLE_X64"] = "1"

import peer_jax  # noqa: E402
import peer_pytorch  # noqa: E402

STEPS = 30


def trained(peer, mode: str, masks: lenet.Arrays | None, data, at_a_time: int = 1) -> tuple[list[float], lenet.Arrays]:
    start = {name: value.astype(np.float64) for name, value in lenet.initial(np.random.default_rng(2)).items()}
    training = peer.Training(mode, 1, *peer.arrays(*data), start, masks)
    rows = np.arange(STEPS * lenet.BATCH).reshape(-1, at_a_time, lenet.BATCH)
    return [float(training.advance(batch)) for batch in rows], training.weights()


def check(masks: lenet.Arrays | None, data) -> None:
    losses, weights = trained(peer_pytorch, "eager", masks, data)
    assert losses[-1] < losses[0] * 0.7, losses
    others = {
        "pytorch tuned": trained(peer_pytorch, "tuned", masks, data),
        "jax compiled": trained(peer_jax, "compiled", masks, data),
        "jax scan": trained(peer_jax, "scan", masks, data, STEPS // 2),
    }
    for other, (other_losses, other_weights) in others.items():
        np.testing.assert_allclose(other_losses[-1], losses[-1], rtol=1e-9, err_msg=f"{other}: loss")
        for name, value in weights.items():
            np.testing.assert_allclose(other_weights[name], value, atol=1e-9, err_msg=f"{other}: {name}")
            if masks and name in masks:
                assert not other_weights[name][~masks[name]].any(), f"{other}: {name}: pruned, but not zero"


def main() -> None:
    images, labels = mnist.load("train")
    data = images[: STEPS * lenet.BATCH].astype(np.float64), labels[: STEPS * lenet.BATCH]
    check(None, data)
    check(lenet.random_masks(0.21, np.random.default_rng(3)), data)
    print(f"PyTorch eager and tuned, JAX by step and scanned: the same weights after {STEPS} steps, dense and masked")


main()
