"""Trains LeNet-300-100 on MNIST in PyTorch, 200 steps, from the weights, mask and batches that
dev.tombola.cpu.GoldenProblem wrote, and keeps losses, gradients and weights for PyTorchTrajectoryTest.

    python3 -m venv venv && venv/bin/pip install torch numpy
    mvn -q -Dquick test-compile -pl engine -am
    java --add-modules jdk.incubator.vector -cp <test class path of engine> dev.tombola.cpu.GoldenProblem problem.safetensors
    venv/bin/python bench/golden/golden.py problem.safetensors engine/src/test/resources/dev/tombola/cpu/pytorch.csv

Each trajectory is computed in float32 and in float64: their distance is the yardstick where float32 chaos limits agreement.
Output: lines of case, kind (loss, gradient, weight), name, index, value in float32, value in float64.
"""
import json
import struct
import sys

import numpy as np
import torch

torch.manual_seed(0)
torch.set_num_threads(1)
LAYERS = ["fc1", "fc2", "fc3"]


def read(path):
    with open(path, "rb") as file:
        header = json.loads(file.read(struct.unpack("<Q", file.read(8))[0]))
        data = file.read()
    return {
        name: np.frombuffer(data[slice(*place["data_offsets"])], np.float32).reshape(place["shape"])
        for name, place in header.items()
    }


def train(problem, masked, adam, dtype):
    weights = {
        f"{layer}.{kind}": torch.tensor(problem[f"{layer}.{kind}"], dtype=dtype)
        for layer in LAYERS
        for kind in ("weight", "bias")
    }
    masks = {
        f"{layer}.weight": torch.tensor(problem[f"mask.{layer}.weight"], dtype=dtype) if masked else 1.0
        for layer in LAYERS
    }
    for name, mask in masks.items():
        weights[name] = weights[name] * mask
    for tensor in weights.values():
        tensor.requires_grad_(True)
    parameters = list(weights.values())
    optimiser = torch.optim.Adam(parameters, lr=0.0012) if adam else torch.optim.SGD(parameters, lr=0.05, momentum=0.9)
    x = torch.tensor(problem["x"], dtype=dtype)
    labels = torch.tensor(problem["labels"], dtype=torch.int64)
    losses, gradients = [], None
    for step in range(len(x)):
        hidden = x[step]
        for layer in LAYERS:
            hidden = torch.nn.functional.linear(hidden, weights[f"{layer}.weight"], weights[f"{layer}.bias"])
            hidden = torch.relu(hidden) if layer != LAYERS[-1] else hidden
        loss = torch.nn.functional.cross_entropy(hidden, labels[step])
        optimiser.zero_grad()
        loss.backward()
        for name, mask in masks.items():
            weights[name].grad.mul_(mask)
        if step == 0:
            gradients = {name: tensor.grad.clone().numpy().ravel() for name, tensor in weights.items()}
        optimiser.step()
        losses.append(loss.item())
    return losses, gradients, {name: tensor.detach().numpy().ravel() for name, tensor in weights.items()}


def main(source, target):
    problem = read(source)
    with open(target, "w") as out:
        print(f"# PyTorch {torch.__version__.split('+')[0]}: case,kind,name,index,float32,float64", file=out)
        for masked in (False, True):
            for adam in (False, True):
                case = ("masked" if masked else "dense") + "-" + ("adam" if adam else "momentum")
                single = train(problem, masked, adam, torch.float32)
                double = train(problem, masked, adam, torch.float64)
                for step, (a, b) in enumerate(zip(single[0], double[0])):
                    print(f"{case},loss,,{step},{a:.9g},{b:.12g}", file=out)
                for kind, a, b in (("gradient", single[1], double[1]), ("weight", single[2], double[2])):
                    for name in a:
                        for index in range(0, len(a[name]), max(1, len(a[name]) // 60)):
                            print(f"{case},{kind},{name},{index},{a[name][index]:.9g},{b[name][index]:.12g}", file=out)


if __name__ == "__main__":
    main(*sys.argv[1:])
