"""A whole experiment in one peer: python experiment.py pytorch:tuned --processes 2 --threads 1 --levels 5 …

Trainings are dealt to the processes as they become possible. Writes a line of JSON for each.
"""
import argparse
import importlib
import json
import os
from collections.abc import Callable
from concurrent.futures import FIRST_COMPLETED, Executor, Future, ProcessPoolExecutor, wait
from multiprocessing import get_context

import lottery
import mnist

worker: Callable[[lottery.Run], lottery.Outcome]


def begin(contestant: str, threads: int, protocol: lottery.Protocol) -> None:
    """Loads what a process needs for all of its trainings."""
    global worker
    name, mode = contestant.split(":")
    peer = importlib.import_module(f"peer_{name}")
    data, test = peer.arrays(*mnist.load("train")), peer.arrays(*mnist.load("t10k"))
    worker = lambda run: lottery.train(peer, mode, threads, run, protocol, data, test)  # noqa: E731


def work(run: lottery.Run) -> lottery.Outcome:
    return worker(run)


class Here(Executor):
    """This process, when one is enough."""

    def submit(self, function, /, *arguments) -> Future:
        future: Future = Future()
        future.set_result(function(*arguments))
        return future


def play(protocol: lottery.Protocol, executor: Executor) -> None:
    underway = {executor.submit(work, run): run for run in map(lottery.dense, range(1, protocol.replicates + 1))}
    while underway:
        for future in wait(underway, return_when=FIRST_COMPLETED).done:
            run, outcome = underway.pop(future), future.result()
            report(run, outcome)
            for following in lottery.after(run, outcome, protocol):
                underway[executor.submit(work, following)] = following


def report(run: lottery.Run, outcome: lottery.Outcome) -> None:
    line = {
        "replicate": run.replicate,
        "level": run.level,
        "branch": run.branch,
        "density": lottery.density(run),
        "earlyStop": outcome.early_stop,
        "earlyStopAccuracy": outcome.early_stop_accuracy,
        "lastAccuracy": outcome.last_accuracy,
    }
    print(json.dumps(line), flush=True)


def levels(text: str) -> list[int]:
    return [int(level) for level in text.split(",") if level]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("contestant", help="pytorch:eager, pytorch:tuned or jax:scan")
    parser.add_argument("--processes", type=int, default=1)
    parser.add_argument("--threads", type=int, default=1, help="of each process")
    parser.add_argument("--replicates", type=int, required=True)
    parser.add_argument("--levels", type=int, required=True)
    parser.add_argument("--steps", type=int, required=True, help="of one training")
    parser.add_argument("--evaluate-every", type=int, required=True)
    parser.add_argument("--rate", type=float, required=True, help="pruned of each layer, by round")
    parser.add_argument("--output-rate", type=float, required=True, help="pruned of the output layer")
    parser.add_argument("--reinit", type=levels, default=[], help="levels, as 4,5")
    parser.add_argument("--random-mask", type=levels, default=[], help="levels, as 4,5")
    options = vars(parser.parse_args())
    contestant, processes, threads = (options.pop(name) for name in ("contestant", "processes", "threads"))
    # Read by the peers' libraries when they are loaded.
    os.environ |= {"OMP_NUM_THREADS": str(threads), "PEER_THREADS": str(threads)}
    protocol = lottery.Protocol(**options)
    if processes == 1:
        begin(contestant, threads, protocol)
        play(protocol, Here())
    else:
        context = get_context("spawn")
        with ProcessPoolExecutor(processes, context, begin, (contestant, threads, protocol)) as executor:
            play(protocol, executor)


if __name__ == "__main__":
    main()
