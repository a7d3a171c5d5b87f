package dev.tombola.cpu;

import java.util.Arrays;

/// A dense layer laid out as [DenseStage] does it, none of whose inputs is constant, and the three
/// products of a training step, on this thread.
final class DenseOperands {
  private final int inputs;
  private final int outputs;
  private final int stride;
  private final int[] everyInput;
  private final int[] everyOutput;
  private final float[] w;
  private final float[] b;
  private final float[][] x;
  private final float[][] y;
  private final float[][] d;
  private final float[][] dx;
  private final float[] inputPanels;
  private final float[] outputPanels;
  private final float[] tile;

  DenseOperands(Shape shape) {
    inputs = shape.inputs();
    outputs = shape.outputs();
    stride = DenseStage.stride(outputs);
    everyInput = new int[inputs];
    everyOutput = new int[outputs];
    Arrays.setAll(everyInput, i -> i);
    Arrays.setAll(everyOutput, o -> o);
    w = Shape.normal("weights", new float[Lanes.padded(inputs) * stride]);
    b = Shape.normal("biases", new float[stride]);
    x = shape.lanes("inputs", inputs);
    y = shape.lanes("outputs", outputs);
    d = shape.lanes("gradient by outputs", outputs);
    dx = shape.lanes("gradient by inputs", inputs);
    inputPanels = new float[Lanes.padded(inputs) * Lanes.COUNT];
    outputPanels = new float[stride * Lanes.COUNT];
    tile = new float[DenseKernels.ROWS * stride];
  }

  float[][] forward() {
    for (int block = 0; block < x.length; block++) {
      DenseKernels.forward(
          w, stride, b, x[block], everyInput, inputs, y[block], 0, Lanes.padded(outputs));
    }
    return y;
  }

  float[][] inputGradient() {
    for (int block = 0; block < d.length; block++) {
      DenseKernels.inputGradient(w, stride, d[block], outputs, dx[block], 0, Lanes.padded(inputs));
    }
    return dx;
  }

  /// Both operands are put in panels first, as they are in every step. A tile's sums stay where the
  /// optimiser would take them; nobody writes the whole gradient.
  float[] weightGradient() {
    for (int block = 0; block < x.length; block++) {
      Panels.fill(outputPanels, d[block], everyOutput, outputs, 0, stride, Lanes.COUNT);
      for (int row = 0; row < inputs; row += DenseKernels.ROWS) {
        if (row % Panels.WIDTH == 0) {
          Panels.fill(
              inputPanels, x[block], everyInput, inputs, row, row + Panels.WIDTH, Lanes.COUNT);
        }
        DenseGradient.tile(inputPanels, row, outputPanels, Lanes.COUNT, tile, stride);
      }
    }
    return tile;
  }
}
