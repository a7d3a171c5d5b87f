package dev.tombola.cpu;

import dev.tombola.nn.Layer;
import dev.tombola.random.RandomStream;
import dev.tombola.random.Streams;

/// The product of a layer with a batch: `[outputs][inputs] × [inputs][batch]`, the batch whole
/// blocks of 64.
record Shape(int outputs, int inputs, int batch) {
  Shape {
    if (batch % Lanes.COUNT != 0) {
      throw new IllegalArgumentException(
          "shape: a batch of " + batch + " is not whole blocks; use a multiple of " + Lanes.COUNT);
    }
  }

  /// @param text outputs, inputs and batch, as in `300x784x64`
  static Shape of(String text) {
    String[] sizes = text.split("x", -1);
    if (sizes.length != 3) {
      throw new IllegalArgumentException(
          "shape: \"" + text + "\" is not outputs, inputs and batch, as in 300x784x64");
    }
    return new Shape(
        Integer.parseInt(sizes[0]), Integer.parseInt(sizes[1]), Integer.parseInt(sizes[2]));
  }

  int blocks() {
    return batch / Lanes.COUNT;
  }

  Layer.Dense layer() {
    return new Layer.Dense("layer", inputs, outputs);
  }

  /// Lanes of normal numbers, `[blocks][rows][64]`.
  float[][] lanes(String name, int rows) {
    float[][] blocks = new float[blocks()][];
    for (int block = 0; block < blocks.length; block++) {
      blocks[block] = normal(name + block, Lanes.rows(rows));
    }
    return blocks;
  }

  /// Fills `to` with normal numbers and returns it.
  static float[] normal(String name, float[] to) {
    RandomStream random = Streams.of(1).named(name);
    for (int i = 0; i < to.length; i++) {
      to[i] = (float) random.nextGaussian();
    }
    return to;
  }
}
