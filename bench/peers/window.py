"""One contestant of `run`: trains for as long as it is told, and sleeps in between.

    python window.py pytorch:eager mnist 1.0

writes `ready`, and answers each line `window <seconds>` with the steps done, the seconds they took and the last loss.
"""
import importlib
import sys
import time

import numpy as np

import lenet
import mnist


def main(contestant: str, inputs: str, density: float) -> None:
    name, mode = contestant.split(":")
    peer = importlib.import_module(f"peer_{name}")
    random = np.random.default_rng(1)
    masks = lenet.random_masks(density, random) if density < 1 else None
    images, labels = mnist.load("train") if inputs == "mnist" else mnist.normal()
    training = peer.Training(mode, 1, *peer.arrays(images, labels), lenet.initial(random), masks)
    batches = peer.batches(len(images), mode)
    del images, labels
    print("ready", flush=True)
    for line in sys.stdin:
        print(*window(training, batches, float(line.split()[1])), flush=True)


def window(training, batches, seconds: float) -> tuple[int, float, float]:
    done = 0
    began = time.perf_counter()
    while time.perf_counter() - began < seconds:
        batch = next(batches)
        loss = training.advance(batch)
        done += len(batch)
    loss = float(loss)  # JAX computes while Python goes on: this waits for it
    return done, time.perf_counter() - began, loss


main(sys.argv[1], sys.argv[2], float(sys.argv[3]))
