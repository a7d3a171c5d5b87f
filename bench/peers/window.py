"""One contestant of `run`: trains for as long as it is told, and sleeps in between.

    python window.py pytorch:eager lenet mnist 1.0

writes `ready`, and answers each line `window <seconds>` with the steps done, the seconds they took and the last loss.
"""
import importlib
import sys
import time

import numpy as np

import mnist
from problem import PROBLEMS, initial, normal, random_masks


def main(contestant: str, network: str, inputs: str, density: float) -> None:
    name, mode = contestant.split(":")
    peer = importlib.import_module(f"peer_{name}")
    problem = PROBLEMS[network]
    random = np.random.default_rng(1)
    masks = random_masks(problem, density, random) if density < 1 else None
    images, labels = mnist.load("train") if inputs == "mnist" else normal(problem)
    training = peer.Training(problem, mode, 1, *peer.arrays(images, labels), initial(problem, random), masks)
    batches = peer.batches(problem, len(images), mode)
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


main(*sys.argv[1:4], float(sys.argv[4]))
