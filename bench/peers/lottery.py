"""The lottery (Frankle & Carbin 2019, §2) over any peer.

Which trainings there are, what each starts from, and what it records.
"""
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from problem import LENET, Arrays, initial

VALIDATION = 5000
Data = tuple  # images [size, 784] and labels [size], as the peer holds them


@dataclass(frozen=True)
class Protocol:
    """The part of a preset that the peers need; names as there. A control is done at the levels it lists."""

    replicates: int
    levels: int
    steps: int
    evaluate_every: int
    rate: float
    output_rate: float
    reinit: list[int]
    random_mask: list[int]


@dataclass(frozen=True)
class Run:
    """A training to be done."""

    replicate: int
    level: int
    branch: str
    start: Arrays
    masks: Arrays | None


@dataclass(frozen=True)
class Outcome:
    """What a training recorded: where validation loss was least, and test accuracies there and at the end."""

    early_stop: int
    early_stop_accuracy: float
    last_accuracy: float
    weights: Arrays


def train(peer, mode: str, threads: int, run: Run, protocol: Protocol, data: Data, test: Data) -> Outcome:
    images, labels = data
    rows, validation = split(run.replicate, len(images))
    validation = images[validation], labels[validation]
    order = batches(run.replicate, rows, protocol.steps)
    training = peer.Training(LENET, mode, threads, images, labels, run.start, run.masks)
    least, early_stop, best = training.evaluate(*validation)[0], 0, training.weights()
    for step in range(0, protocol.steps, protocol.evaluate_every):
        training.advance(order[step : step + protocol.evaluate_every])
        loss, _ = training.evaluate(*validation)
        if loss < least:
            least, early_stop, best = loss, min(step + protocol.evaluate_every, protocol.steps), training.weights()
    last = training.weights()
    _, last_accuracy = training.evaluate(*test)
    training.load(best)
    _, early_stop_accuracy = training.evaluate(*test)
    return Outcome(early_stop, early_stop_accuracy, last_accuracy, last)


def split(replicate: int, examples: int) -> tuple[np.ndarray, np.ndarray]:
    """Rows to train on and rows to validate on."""
    order = np.random.default_rng([replicate, 1]).permutation(examples)
    return np.sort(order[VALIDATION:]), np.sort(order[:VALIDATION])


def batches(replicate: int, rows: np.ndarray, steps: int) -> np.ndarray:
    """Which rows each step sees [steps, batch]: a replicate's runs all see the same."""
    random = np.random.default_rng([replicate, 2])
    epochs = -(-steps * LENET.batch // len(rows))
    order = np.concatenate([random.permutation(rows) for _ in range(epochs)])
    return order[: steps * LENET.batch].reshape(steps, LENET.batch)


def start(replicate: int) -> Arrays:
    return initial(LENET, np.random.default_rng([replicate, 3]))


def dense(replicate: int) -> Run:
    return Run(replicate, 0, "ticket", start(replicate), None)


def after(run: Run, outcome: Outcome, protocol: Protocol) -> Iterator[Run]:
    """The next level's ticket, and its controls."""
    level = run.level + 1
    if run.branch != "ticket" or level > protocol.levels:
        return
    masks = pruned(outcome.weights, run.masks, protocol)
    rewound = start(run.replicate)
    yield Run(run.replicate, level, "ticket", rewound, masks)
    if level in protocol.reinit:
        drawn = initial(LENET, np.random.default_rng([run.replicate, 4, level]))
        yield Run(run.replicate, level, "reinit", drawn, masks)
    if level in protocol.random_mask:
        random = np.random.default_rng([run.replicate, 5, level])
        shuffled = {name: random.permutation(mask.ravel()).reshape(mask.shape) for name, mask in masks.items()}
        yield Run(run.replicate, level, "random-mask", rewound, shuffled)


def pruned(weights: Arrays, masks: Arrays | None, protocol: Protocol) -> Arrays:
    """Layer by layer the survivors of least magnitude fall."""
    next_masks = {}
    for name in LENET.prunable:
        mask = masks[name] if masks else np.ones(weights[name].shape, bool)
        survivors = np.flatnonzero(mask)
        rate = protocol.output_rate if name == "output.weight" else protocol.rate
        order = np.argsort(abs(weights[name].ravel()[survivors]), kind="stable")
        kept = np.zeros(mask.size, bool)
        kept[survivors[order[int(rate * len(survivors) + 0.5) :]]] = True
        next_masks[name] = kept.reshape(mask.shape)
    return next_masks


def density(run: Run) -> float:
    if run.masks is None:
        return 1.0
    return sum(int(mask.sum()) for mask in run.masks.values()) / sum(mask.size for mask in run.masks.values())
