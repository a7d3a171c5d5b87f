"""What is trained on either side: LeNet-300-100, batch 60, Adam (Frankle & Carbin 2019, fig. 2)."""
import numpy as np

Arrays = dict[str, np.ndarray]

SHAPES = {
    "fc1.weight": (300, 784), "fc1.bias": (300,),
    "fc2.weight": (100, 300), "fc2.bias": (100,),
    "output.weight": (10, 100), "output.bias": (10,),
}  # fmt: skip
PRUNABLE = [name for name in SHAPES if name.endswith("weight")]
BATCH = 60
RATE = 0.0012


def initial(random: np.random.Generator) -> Arrays:
    """Glorot-normal weights, biases of zero."""
    arrays = {name: np.zeros(shape, np.float32) for name, shape in SHAPES.items()}
    for name in PRUNABLE:
        deviation = np.sqrt(2 / sum(SHAPES[name]), dtype=np.float32)
        arrays[name] = random.standard_normal(SHAPES[name], np.float32) * deviation
    return arrays


def random_masks(density: float, random: np.random.Generator) -> Arrays:
    """Each weight, the output layer's too, survives with the probability `density`."""
    return {name: random.random(SHAPES[name]) < density for name in PRUNABLE}
