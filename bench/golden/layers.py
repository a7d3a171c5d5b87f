"""Small networks of odd sizes in PyTorch, so that every kind of layer is seen by itself and all are seen together: for
PyTorchLayersTest, which builds the same ones.

    venv/bin/python bench/golden/layers.py engine/src/test/resources/dev/tombola/cpu/layers.csv

Nothing is left at zero or one: biases, scales and running statistics are drawn too. All is computed in float64, and
must be the same within 1e-5 in float32: then no activation lies at a kink. Of each network there is

* evaluation: with running statistics, the mean loss and the first examples' log-probabilities;
* gradient: in training mode, of all examples as one batch; the mean loss, too;
* weight: after three steps of SGD with momentum and weight decay, masked to half, with batches that straddle epochs;
* recalibrated: running statistics after `update_bn` over batches, of which the last one is smaller.
"""
import sys
from collections import OrderedDict
from collections.abc import Iterator

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor, nn
from torch.optim.swa_utils import update_bn

import streams
from sample import header, line, sampled

SEED = 7
CLASSES = 5
BATCH = 5
STEPS = 3
Shape = tuple[int, int, int]


class Subsample(nn.Module):
    """Option A: zeros before and behind the channels, the odd one behind."""

    def __init__(self, inputs: int, outputs: int, stride: int) -> None:
        super().__init__()
        self.before = (outputs - inputs) // 2
        self.behind = outputs - inputs - self.before
        self.stride = stride

    def forward(self, x: Tensor) -> Tensor:
        return F.pad(x[:, :, :: self.stride, :: self.stride], (0, 0, 0, 0, self.before, self.behind))


class Residual(nn.Module):
    def __init__(self, body: dict[str, nn.Module], shortcut: nn.Module) -> None:
        super().__init__()
        for name, layer in body.items():
            self.add_module(name, layer)
        self.body = list(body)
        self.downsample = shortcut

    def forward(self, x: Tensor) -> Tensor:
        y = x
        for name in self.body:
            y = self.get_submodule(name)(y)
        return y + self.downsample(x)


def block(inputs: int, outputs: int, stride: int, shortcut: nn.Module) -> Residual:
    body = {
        "conv1": nn.Conv2d(inputs, outputs, 3, stride, 1, bias=False),
        "bn1": nn.BatchNorm2d(outputs),
        "relu1": nn.ReLU(),
        "conv2": nn.Conv2d(outputs, outputs, 3, 1, 1, bias=False),
        "bn2": nn.BatchNorm2d(outputs),
    }
    return Residual(body, shortcut)


def projection(inputs: int, outputs: int, stride: int) -> nn.Module:
    return nn.Sequential(nn.Conv2d(inputs, outputs, 1, stride, bias=False), nn.BatchNorm2d(outputs))


def between(shape: Shape, **layers: nn.Module) -> tuple[Shape, nn.Module]:
    """These layers between a first convolution to four channels and a dense layer: so they pass gradients on, too."""
    return network(shape, conv1=nn.Conv2d(shape[0], 4, 3, padding=1), relu1=nn.ReLU(), **layers)


def network(shape: Shape, **layers: nn.Module) -> tuple[Shape, nn.Module]:
    features = nn.Sequential(OrderedDict(layers))(torch.zeros(2, *shape)).flatten(1).shape[1]
    return shape, nn.Sequential(OrderedDict(layers, flatten=nn.Flatten(), fc=nn.Linear(features, CLASSES)))


ODD, EVEN = (3, 11, 9), (3, 12, 8)


def networks() -> dict[str, tuple[Shape, nn.Module]]:
    return {
        "conv 5x5 stride 2 padding 2": between(ODD, conv2=nn.Conv2d(4, 5, 5, 2, 2, bias=False)),
        "conv 1x1 stride 2": between(ODD, conv2=nn.Conv2d(4, 6, 1, 2, bias=False)),
        "conv 3x3 stride 2 odd": between(ODD, conv2=nn.Conv2d(4, 5, 3, 2, 1), tanh2=nn.Tanh()),
        "conv 3x3 stride 2 even": between(EVEN, conv2=nn.Conv2d(4, 5, 3, 2, 1), tanh2=nn.Tanh()),
        "conv 3x3 no padding": between(ODD, conv2=nn.Conv2d(4, 17, 3), relu2=nn.ReLU()),
        "conv 4x4 stride 3 padding 1": between(EVEN, conv2=nn.Conv2d(4, 3, 4, 3, 1)),
        "first conv 5x5 stride 3": network((2, 13, 7), conv1=nn.Conv2d(2, 6, 5, 3, 2), tanh1=nn.Tanh()),
        "max pool 2": between(ODD, pool=nn.MaxPool2d(2)),
        "max pool 3 stride 2": between(ODD, pool=nn.MaxPool2d(3, 2)),
        "max pool 2 ties": network(ODD, conv1=nn.Conv2d(3, 4, 3, padding=1, bias=False), pool=nn.MaxPool2d(2)),
        "max pool 3 stride 2 ties": network(
            ODD, conv1=nn.Conv2d(3, 4, 3, padding=1, bias=False), pool=nn.MaxPool2d(3, 2)
        ),
        "average pool 2": between(ODD, pool=nn.AvgPool2d(2)),
        "average pool 3 stride 2": between(ODD, pool=nn.AvgPool2d(3, 2)),
        "average pool global": between((3, 7, 7), pool=nn.AvgPool2d(7)),
        "batch norm": between(ODD, bn=nn.BatchNorm2d(4, eps=1e-3, momentum=0.3), tanh2=nn.Tanh()),
        "identity": between(ODD, block=block(4, 4, 1, nn.Identity()), relu2=nn.ReLU()),
        "option A": between(ODD, block=block(4, 8, 2, Subsample(4, 8, 2)), relu2=nn.ReLU()),
        "option A odd": between(EVEN, block=block(4, 7, 2, Subsample(4, 7, 2)), relu2=nn.ReLU()),
        "projection": between(ODD, block=block(4, 6, 2, projection(4, 6, 2)), relu2=nn.ReLU()),
        "all": network(
            ODD,
            conv1=nn.Conv2d(3, 6, 3, padding=1, bias=False),
            bn1=nn.BatchNorm2d(6),
            relu1=nn.ReLU(),
            pool1=nn.MaxPool2d(2),
            layer1=block(6, 6, 1, nn.Identity()),
            relu2=nn.ReLU(),
            layer2=block(6, 9, 2, Subsample(6, 9, 2)),
            relu3=nn.ReLU(),
            layer3=block(9, 8, 1, projection(9, 8, 1)),
            relu4=nn.ReLU(),
            pool2=nn.AvgPool2d(2),
        ),
    }


def start(case: str, module: nn.Module) -> None:
    for name, tensor in module.state_dict().items():
        if name.endswith("num_batches_tracked"):
            continue
        values = streams.varied(SEED, name, tuple(tensor.shape))
        if case.endswith("ties") and name == "conv1.weight":
            # Small integers: sums are exact, and many are alike.
            values = streams.Stream(SEED, name).ints(tensor.numel(), 3).reshape(tensor.shape) - 1
        tensor.copy_(torch.from_numpy(values))


def data(case: str, shape: Shape, dtype: torch.dtype) -> tuple[Tensor, Tensor]:
    """More than a block of 64 examples for those layers that mix them or are first."""
    size = 70 if case in ("batch norm", "conv 3x3 stride 2 odd", "first conv 5x5 stride 3") else 13
    count = size * int(np.prod(shape))
    if case.endswith("ties"):
        values = streams.Stream(SEED, "x").ints(count, 3)
    else:
        values = streams.uniform(SEED, "x", count, -1, 1)
    x = torch.from_numpy(values.reshape(size, *shape)).to(dtype)
    return x, torch.from_numpy(streams.Stream(SEED, "labels").ints(size, CLASSES))


def arrays(values: dict[str, Tensor]) -> dict[str, np.ndarray]:
    return {n: v.detach().double().numpy() for n, v in values.items() if not n.endswith("num_batches_tracked")}


def results(case: str, dtype: torch.dtype) -> dict[str, dict[str, np.ndarray]]:
    """Tensors by kind and name."""
    shape, module = networks()[case]
    start(case, module)
    module.to(dtype)
    begin = {name: value.clone() for name, value in module.state_dict().items()}
    x, labels = data(case, shape, dtype)
    found = {}

    module.eval()
    logits = module(x)
    found["evaluation"] = {"loss": F.cross_entropy(logits, labels), "log-probabilities": F.log_softmax(logits[:3], 1)}

    module.train()
    loss = F.cross_entropy(module(x), labels)
    loss.backward()
    found["gradient"] = {"loss": loss} | {name: tensor.grad.clone() for name, tensor in module.named_parameters()}

    if any("running" in name for name in begin):
        module.load_state_dict(begin)
        update_bn(torch.split(x, BATCH), module)
        found["recalibrated"] = {name: t.clone() for name, t in module.state_dict().items() if "running" in name}
        for layer in module.modules():
            if isinstance(layer, nn.BatchNorm2d):
                layer.num_batches_tracked.zero_()

    module.load_state_dict(begin)
    masks = {
        name: torch.from_numpy(streams.mask(SEED, name, tuple(tensor.shape), 0.5)).to(dtype)
        for name, tensor in module.named_parameters()
        if tensor.dim() > 1
    }
    optimiser = torch.optim.SGD(module.parameters(), lr=0.02, momentum=0.9, weight_decay=0.01)
    with torch.no_grad():
        for name, mask in masks.items():
            module.get_parameter(name).mul_(mask)
    losses = []
    for rows in torch.from_numpy(streams.batches(SEED, len(x), BATCH, STEPS)):
        loss = F.cross_entropy(module(x[rows]), labels[rows])
        optimiser.zero_grad()
        loss.backward()
        for name, mask in masks.items():
            module.get_parameter(name).grad.mul_(mask)
        optimiser.step()
        losses.append(loss.detach())
    found["weight"] = {"loss": torch.stack(losses)} | dict(module.state_dict())
    return {kind: arrays(values) for kind, values in found.items()}


def lines(case: str) -> Iterator[str]:
    double, single = results(case, torch.float64), results(case, torch.float32)
    for kind, values in double.items():
        for name, value in values.items():
            far = np.abs(single[kind][name] - value).max() / np.abs(value).max()
            assert far < 1e-5, f"{case}: {kind} of {name}: float32 differs by {far}"
        yield from sampled(case, kind, values, 30)


def main(target: str) -> None:
    torch.set_num_threads(1)
    with open(target, "w") as out:
        print(header(), file=out)
        for case in networks():
            print(*lines(case), sep="\n", file=out)


if __name__ == "__main__":
    main(*sys.argv[1:])
