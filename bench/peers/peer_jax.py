"""The networks in JAX: a whole step, batch assembly and optimiser with it, is compiled into one program.

Weights are as PyTorch has them, the batch is gathered inside, and `scan` compiles a hundred steps into one call: of
the ways tried, the fastest for LeNet. Images have their channels innermost, which XLA's convolutions like a little
better.
"""
import os
from collections.abc import Iterator
from functools import partial

import numpy as np

from problem import Arrays, Problem, residual_blocks

THREADS = int(os.environ.setdefault("PEER_THREADS", "1"))
if THREADS == 1:  # to be said before JAX begins
    os.environ["XLA_FLAGS"] = os.environ.get("XLA_FLAGS", "") + " --xla_cpu_multi_thread_eigen=false"

import jax  # noqa: E402
import jax.numpy as jnp  # noqa: E402

SCANNED = 100
Tensors = dict[str, jax.Array]
State = tuple[Tensors, Tensors, Tensors, Tensors, jax.Array]  # weights, running statistics, moments, step


def dense(weights: Tensors, name: str, x: jax.Array) -> jax.Array:
    return x @ weights[f"{name}.weight"].T + weights[f"{name}.bias"]


def conv(weights: Tensors, name: str, x: jax.Array, stride: int = 1) -> jax.Array:
    return jax.lax.conv_general_dilated(
        x, weights[f"{name}.weight"], (stride, stride), ((1, 1), (1, 1)), dimension_numbers=("NHWC", "OIHW", "NHWC")
    )


def batch_norm(weights: Tensors, seen: Tensors, name: str, x: jax.Array) -> jax.Array:
    """With the batch's statistics, which are left in `seen`."""
    mean = x.mean((0, 1, 2))
    variance = ((x - mean) ** 2).mean((0, 1, 2))
    count = x.size / x.shape[-1]
    seen[f"{name}.running_mean"], seen[f"{name}.running_var"] = mean, variance * count / (count - 1)
    return (x - mean) * jax.lax.rsqrt(variance + 1e-5) * weights[f"{name}.weight"] + weights[f"{name}.bias"]


def lenet(weights: Tensors, seen: Tensors, x: jax.Array) -> jax.Array:
    x = jax.nn.relu(dense(weights, "fc1", x))
    x = jax.nn.relu(dense(weights, "fc2", x))
    return dense(weights, "output", x)


def conv_2(weights: Tensors, seen: Tensors, x: jax.Array) -> jax.Array:
    x = jax.nn.relu(conv(weights, "conv1", x) + weights["conv1.bias"])
    x = jax.nn.relu(conv(weights, "conv2", x) + weights["conv2.bias"])
    x = jax.lax.reduce_window(x, -jnp.inf, jax.lax.max, (1, 2, 2, 1), (1, 2, 2, 1), "VALID")
    x = x.transpose(0, 3, 1, 2).reshape(len(x), -1)
    x = jax.nn.relu(dense(weights, "fc1", x))
    x = jax.nn.relu(dense(weights, "fc2", x))
    return dense(weights, "fc3", x)


def resnet_20(weights: Tensors, seen: Tensors, x: jax.Array) -> jax.Array:
    x = jax.nn.relu(batch_norm(weights, seen, "bn1", conv(weights, "conv1", x)))
    for name, inputs, outputs, stride in residual_blocks():
        y = jax.nn.relu(batch_norm(weights, seen, f"{name}.bn1", conv(weights, f"{name}.conv1", x, stride)))
        y = batch_norm(weights, seen, f"{name}.bn2", conv(weights, f"{name}.conv2", y))
        zeros = (outputs - inputs) // 2
        x = jnp.pad(x[:, ::stride, ::stride, :], ((0, 0), (0, 0), (0, 0), (zeros, zeros)))
        x = jax.nn.relu(x + y)
    return dense(weights, "fc", x.mean((1, 2)))


NETWORKS = {"lenet": lenet, "conv-2": conv_2, "resnet-20": resnet_20}


def cross_entropy(logits: jax.Array, labels: jax.Array) -> jax.Array:
    return -jnp.mean(jnp.take_along_axis(jax.nn.log_softmax(logits), labels[:, None], axis=1))


def loss_and_seen(weights: Tensors, problem: Problem, x: jax.Array, labels: jax.Array):
    seen: Tensors = {}
    return cross_entropy(NETWORKS[problem.name](weights, seen, x), labels), seen


def adam(rate: float, weights: Tensors, mean: Tensors, square: Tensors, step: jax.Array, gradient: Tensors):
    """Kingma & Ba 2015, algorithm 1, as torch.optim.Adam computes it."""
    mean = jax.tree.map(lambda m, g: 0.9 * m + 0.1 * g, mean, gradient)
    square = jax.tree.map(lambda v, g: 0.999 * v + 0.001 * g * g, square, gradient)
    rate = rate / (1 - 0.9**step)
    root = jnp.sqrt(1 - 0.999**step)
    weights = jax.tree.map(lambda w, m, v: w - rate * m / (jnp.sqrt(v) / root + 1e-8), weights, mean, square)
    return weights, mean, square


def momentum(problem: Problem, weights: Tensors, velocity: Tensors, gradient: Tensors):
    """As torch.optim.SGD computes it."""
    velocity = jax.tree.map(
        lambda v, g, w: problem.momentum * v + g + problem.weight_decay * w, velocity, gradient, weights
    )
    return jax.tree.map(lambda w, v: w - problem.rate * v, weights, velocity), velocity


def one_step(
    problem: Problem, state: State, masks: dict | None, images: jax.Array, labels: jax.Array, index: jax.Array
) -> tuple[State, jax.Array]:
    weights, statistics, first, second, step = state
    (loss, seen), gradient = jax.value_and_grad(loss_and_seen, has_aux=True)(
        weights, problem, images[index], labels[index]
    )
    statistics = jax.tree.map(lambda running, now: 0.9 * running + 0.1 * now, statistics, seen)
    if masks:
        gradient = {name: g * masks[name] if name in masks else g for name, g in gradient.items()}
    step = step + 1
    if problem.optimiser == "adam":
        weights, first, second = adam(problem.rate, weights, first, second, step, gradient)
    else:
        weights, first = momentum(problem, weights, first, gradient)
    return (weights, statistics, first, second, step), loss


step = jax.jit(one_step, static_argnums=0, donate_argnums=1)


@partial(jax.jit, static_argnums=0, donate_argnums=1)
def steps(problem: Problem, state: State, masks: dict | None, images: jax.Array, labels: jax.Array, rows: jax.Array):
    def next_step(state: State, index: jax.Array):
        return one_step(problem, state, masks, images, labels, index)

    state, losses = jax.lax.scan(next_step, state, rows)
    return state, losses[-1]


@partial(jax.jit, static_argnums=0)
def evaluation(problem: Problem, weights: Tensors, images: jax.Array, labels: jax.Array):
    logits = NETWORKS[problem.name](weights, {}, images)
    return cross_entropy(logits, labels), jnp.mean(jnp.argmax(logits, axis=1) == labels)


def arrays(images: np.ndarray, labels: np.ndarray) -> tuple[jax.Array, jax.Array]:
    if images.ndim == 4:
        images = images.transpose(0, 2, 3, 1)
    return jnp.asarray(images), jnp.asarray(labels, jnp.int32)


class Training:
    def __init__(
        self,
        problem: Problem,
        _: str,
        threads: int,
        images: jax.Array,
        labels: jax.Array,
        start: Arrays,
        masks: Arrays | None,
    ) -> None:
        assert threads == THREADS, "PEER_THREADS is to be set before Python begins"
        self.problem = problem
        self.images, self.labels = images, labels
        self.masks = {name: jnp.asarray(mask, images.dtype) for name, mask in masks.items()} if masks else None
        self.load({name: value * masks[name] if masks and name in masks else value for name, value in start.items()})

    def advance(self, rows: np.ndarray) -> jax.Array:
        """A step for each batch of rows [steps, batch]; gives the last one's loss."""
        if len(rows) == 1:
            self.state, loss = step(self.problem, self.state, self.masks, self.images, self.labels, rows[0])
            # Up to 32 steps queue up. That hides Python from small ones, and makes windows of large ones endless.
            return loss.block_until_ready() if self.images.ndim > 2 else loss
        self.state, loss = steps(self.problem, self.state, self.masks, self.images, self.labels, rows)
        return loss.block_until_ready()  # else many such calls would queue up

    def evaluate(self, images: jax.Array, labels: jax.Array) -> tuple[float, float]:
        """Loss and accuracy, of a network without batch normalisation."""
        loss, accuracy = evaluation(self.problem, self.state[0], images, labels)
        return float(loss), float(accuracy)

    def weights(self) -> Arrays:
        # Copies, since the next step takes the buffers.
        return {name: np.array(value) for name, value in (self.state[0] | self.state[1]).items()}

    def load(self, weights: Arrays) -> None:
        """With an optimiser that begins anew."""
        trained = {name: jnp.array(value) for name, value in weights.items() if ".running_" not in name}
        statistics = {name: jnp.array(value) for name, value in weights.items() if ".running_" in name}
        first = jax.tree.map(jnp.zeros_like, trained)
        second = jax.tree.map(jnp.zeros_like, trained) if self.problem.optimiser == "adam" else {}
        self.state = (trained, statistics, first, second, jnp.zeros((), self.images.dtype))


def batches(problem: Problem, examples: int, mode: str) -> Iterator[np.ndarray]:
    """What `advance` takes, without end: one batch at a time or a hundred, in a new order every epoch."""
    random = np.random.default_rng()
    at_a_time = SCANNED if mode == "scan" else 1
    size = problem.batch * at_a_time
    while True:
        order = random.permutation(examples).astype(np.int32)
        yield from order[: examples // size * size].reshape(-1, at_a_time, problem.batch)
