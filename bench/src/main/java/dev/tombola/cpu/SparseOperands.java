package dev.tombola.cpu;

import dev.tombola.random.RandomStream;
import dev.tombola.random.Streams;
import java.util.Arrays;
import java.util.stream.IntStream;

/// A layer of which random weights survive, laid out as [SparseStage] does it, and the three
/// products of a training step, on this thread.
final class SparseOperands {
  private final int inputs;
  private final int outputs;
  private final RowParts forwardParts;
  private final RowParts gradientParts;
  private final int[] rowOffset;
  private final int[] columnCuts;
  private final int[] columnOffset;
  private final int[] columnEntry;
  private final float[] w;
  private final float[] b;
  private final float[][] x;
  private final float[][] y;
  private final float[][] d;
  private final float[][] dx;
  private final float[] g;
  private final float[] scratch = new float[SparseGradient.SCRATCH];

  /// @param density with which probability each weight survives
  SparseOperands(Shape shape, double density) {
    inputs = shape.inputs();
    outputs = shape.outputs();
    int[] survivors = survivors(density);
    int entries = survivors.length;
    forwardParts = new RowParts(shape.layer(), survivors, SparseStage.FORWARD_ENTRIES);
    gradientParts = new RowParts(shape.layer(), survivors, SparseStage.GRADIENT_ENTRIES);
    rowOffset = new int[entries + SparseGradient.BEYOND];
    Arrays.fill(rowOffset, Lanes.at(0));
    columnCuts = new int[inputs + 1];
    columnOffset = new int[entries];
    columnEntry = new int[entries];
    layOut(survivors);
    w = Shape.normal("weights", new float[entries]);
    b = Shape.normal("biases", new float[outputs]);
    x = shape.lanes("inputs", inputs);
    y = shape.lanes("outputs", outputs);
    d = shape.lanes("gradient by outputs", outputs);
    dx = shape.lanes("gradient by inputs", inputs);
    g = new float[entries];
  }

  /// Row-major indices, ascending.
  private int[] survivors(double density) {
    RandomStream random = Streams.of(1).named("mask");
    return IntStream.range(0, outputs * inputs)
        .filter(_ -> random.nextDouble() < density)
        .toArray();
  }

  private void layOut(int[] survivors) {
    for (int e = 0; e < survivors.length; e++) {
      rowOffset[e] = Lanes.at(survivors[e] % inputs);
      columnCuts[survivors[e] % inputs + 1]++;
    }
    Arrays.parallelPrefix(columnCuts, Integer::sum);
    int[] next = columnCuts.clone();
    for (int e = 0; e < survivors.length; e++) {
      int at = next[survivors[e] % inputs]++;
      columnOffset[at] = Lanes.at(survivors[e] / inputs);
      columnEntry[at] = e;
    }
  }

  float[][] forward() {
    for (int block = 0; block < x.length; block++) {
      SparseKernels.forward(forwardParts, rowOffset, w, b, x[block], y[block], 0, outputs);
    }
    return y;
  }

  float[][] inputGradient() {
    for (int block = 0; block < d.length; block++) {
      SparseKernels.inputGradient(
          columnCuts, columnOffset, columnEntry, w, d[block], dx[block], 0, inputs);
    }
    return dx;
  }

  float[] weightGradient() {
    for (int block = 0; block < x.length; block++) {
      SparseGradient.rows(gradientParts, rowOffset, d[block], x[block], g, 0, outputs, scratch);
    }
    return g;
  }
}
