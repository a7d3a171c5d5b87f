"""LeNet in JAX: a whole step, batch assembly and Adam with it, is compiled into one program.

Weights are [outputs, inputs], the batch is gathered inside, and `scan` compiles a hundred steps into one call: of the
ways tried, the fastest.
"""
import os
from collections.abc import Iterator
from functools import partial

import numpy as np

from lenet import BATCH, RATE, Arrays

THREADS = int(os.environ.setdefault("PEER_THREADS", "1"))
if THREADS == 1:  # to be said before JAX begins
    os.environ["XLA_FLAGS"] = os.environ.get("XLA_FLAGS", "") + " --xla_cpu_multi_thread_eigen=false"

import jax  # noqa: E402
import jax.numpy as jnp  # noqa: E402

LAYERS = ["fc1", "fc2", "output"]
SCANNED = 100
State = tuple[dict, dict, dict, jax.Array]


def logits(weights: dict, x: jax.Array) -> jax.Array:
    for layer in LAYERS:
        x = x @ weights[f"{layer}.weight"].T + weights[f"{layer}.bias"]
        x = x if layer == LAYERS[-1] else jax.nn.relu(x)
    return x


def cross_entropy(weights: dict, x: jax.Array, labels: jax.Array) -> jax.Array:
    return -jnp.mean(jnp.take_along_axis(jax.nn.log_softmax(logits(weights, x)), labels[:, None], axis=1))


def adam(state: State, gradient: dict) -> State:
    """Kingma & Ba 2015, algorithm 1, as torch.optim.Adam computes it."""
    weights, mean, square, step = state
    step = step + 1
    mean = jax.tree.map(lambda m, g: 0.9 * m + 0.1 * g, mean, gradient)
    square = jax.tree.map(lambda v, g: 0.999 * v + 0.001 * g * g, square, gradient)
    rate = RATE / (1 - 0.9**step)
    root = jnp.sqrt(1 - 0.999**step)
    weights = jax.tree.map(lambda w, m, v: w - rate * m / (jnp.sqrt(v) / root + 1e-8), weights, mean, square)
    return weights, mean, square, step


def one_step(state: State, masks: dict | None, images: jax.Array, labels: jax.Array, index: jax.Array):
    loss, gradient = jax.value_and_grad(cross_entropy)(state[0], images[index], labels[index])
    if masks:
        gradient = {name: g * masks[name] if name in masks else g for name, g in gradient.items()}
    return adam(state, gradient), loss


step = jax.jit(one_step, donate_argnums=0)


@partial(jax.jit, donate_argnums=0)
def steps(state: State, masks: dict | None, images: jax.Array, labels: jax.Array, rows: jax.Array):
    state, losses = jax.lax.scan(lambda state, index: one_step(state, masks, images, labels, index), state, rows)
    return state, losses[-1]


@jax.jit
def evaluation(weights: dict, images: jax.Array, labels: jax.Array):
    hits = jnp.argmax(logits(weights, images), axis=1) == labels
    return cross_entropy(weights, images, labels), jnp.mean(hits)


def arrays(images: np.ndarray, labels: np.ndarray) -> tuple[jax.Array, jax.Array]:
    return jnp.asarray(images), jnp.asarray(labels, jnp.int32)


class Training:
    def __init__(
        self, _: str, threads: int, images: jax.Array, labels: jax.Array, start: Arrays, masks: Arrays | None
    ) -> None:
        assert threads == THREADS, "PEER_THREADS is to be set before Python begins"
        self.images, self.labels = images, labels
        self.masks = {name: jnp.asarray(mask, images.dtype) for name, mask in masks.items()} if masks else None
        self.load({name: value * masks[name] if masks and name in masks else value for name, value in start.items()})

    def advance(self, rows: np.ndarray) -> jax.Array:
        """A step for each batch of rows [steps, batch]; gives the last one's loss."""
        if len(rows) == 1:
            self.state, loss = step(self.state, self.masks, self.images, self.labels, rows[0])
            return loss
        self.state, loss = steps(self.state, self.masks, self.images, self.labels, rows)
        return loss.block_until_ready()  # else many such calls would queue up

    def evaluate(self, images: jax.Array, labels: jax.Array) -> tuple[float, float]:
        """Loss and accuracy."""
        loss, accuracy = evaluation(self.state[0], images, labels)
        return float(loss), float(accuracy)

    def weights(self) -> Arrays:
        # Copies, since the next step takes the buffers.
        return {name: np.array(value) for name, value in self.state[0].items()}

    def load(self, weights: Arrays) -> None:
        """With an optimiser that begins anew."""
        values = {name: jnp.array(value) for name, value in weights.items()}
        zeros = jax.tree.map(jnp.zeros_like, values)
        self.state = (values, zeros, jax.tree.map(jnp.zeros_like, values), jnp.zeros((), self.images.dtype))


def batches(examples: int, mode: str) -> Iterator[np.ndarray]:
    """What `advance` takes, without end: one batch at a time or a hundred, in a new order every epoch."""
    random = np.random.default_rng()
    at_a_time = SCANNED if mode == "scan" else 1
    while True:
        order = random.permutation(examples).astype(np.int32)
        yield from order[: examples // (BATCH * at_a_time) * BATCH * at_a_time].reshape(-1, at_a_time, BATCH)
