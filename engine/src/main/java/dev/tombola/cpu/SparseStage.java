package dev.tombola.cpu;

import dev.tombola.nn.Layer;
import dev.tombola.nn.Mask;
import dev.tombola.nn.Parameter;
import dev.tombola.nn.Weights;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A dense layer of which few weights survive, by sparse kernels: compressed rows (CSR) forward and
/// for the weight gradient, their transpose for the input gradient. Pruned weights have no value,
/// no gradient and no moment: there is nothing that could come back.
final class SparseStage implements Stage {
  private static final float[] NO_BIAS = {};
  private static final int[] DIRECT = {};

  /// Inputs in a part of the rows: 96 rows of 64 lanes are 24 kB and stay in the first cache, where
  /// an entry costs half of what it does from the second.
  private static final int PART = 96;

  /// Entries that a part of a row should have on average, lest opening it cost more than it saves.
  private static final int PART_ENTRIES = 8;

  private final Layer.Dense layer;

  /// Row-major indices of the survivors, ascending: entry e is weight `survivors[e]`.
  private final int[] survivors;

  private final int parts;
  private final int[] rowCuts;
  private final int[] rowOffset;
  private final int[] columnCuts;
  private final int[] columnOffset;
  private final int[] columnEntry;
  private final Tensor weight;
  private final Tensor bias;
  private final float[] blockBias;
  private final float[] slots = new float[16];

  SparseStage(Layer.Dense layer, Mask mask, Weights start, int moments) {
    this.layer = layer;
    Parameter weights = layer.parameters().getFirst();
    Parameter biases = layer.parameters().getLast();
    survivors = mask.indices(weights);
    int entries = survivors.length;
    int perRow = entries / layer.outputs();
    parts = Math.clamp(perRow / PART_ENTRIES, 1, Math.ceilDiv(layer.inputs(), PART));
    rowCuts = rowCuts();
    rowOffset = new int[entries];
    columnCuts = new int[2 * layer.inputs()];
    columnOffset = new int[entries];
    columnEntry = new int[entries];
    layOut();
    weight = new Tensor(weights.name(), gathered(start.values(weights)), moments);
    bias = new Tensor(biases.name(), start.values(biases).clone(), moments);
    blockBias = new float[layer.outputs()];
  }

  /// Where each part of each row begins: the first entry at or beyond its first weight.
  private int[] rowCuts() {
    int[] cuts = new int[layer.outputs() * (parts + 1)];
    int entry = 0;
    for (int o = 0; o < layer.outputs(); o++) {
      for (int part = 0; part <= parts; part++) {
        int first = o * layer.inputs() + (int) ((long) layer.inputs() * part / parts);
        while (entry < survivors.length && survivors[entry] < first) {
          entry++;
        }
        cuts[o * (parts + 1) + part] = entry;
      }
    }
    return cuts;
  }

  private void layOut() {
    int inputs = layer.inputs();
    int[] next = new int[inputs + 1];
    for (int survivor : survivors) {
      next[survivor % inputs + 1]++;
    }
    for (int i = 0; i < inputs; i++) {
      next[i + 1] += next[i];
      columnCuts[2 * i] = next[i];
      columnCuts[2 * i + 1] = next[i + 1];
    }
    for (int e = 0; e < survivors.length; e++) {
      int input = survivors[e] % inputs;
      rowOffset[e] = input * Lanes.COUNT;
      columnOffset[next[input]] = survivors[e] / inputs * Lanes.COUNT;
      columnEntry[next[input]++] = e;
    }
  }

  @Override
  public void forward(Inputs x, float[] y) {
    SparseKernels.product(
        rowCuts, parts, rowOffset, DIRECT, weight.values, bias.values, x.lanes, y);
  }

  @Override
  public void backward(Inputs x, float[] y, float[] dy, float[] dx, @Nullable Update update) {
    if (dx.length > 0) {
      SparseKernels.product(
          columnCuts, 1, columnOffset, columnEntry, weight.values, NO_BIAS, dy, dx);
    }
    float[] gradient = weight.gradient;
    DenseKernels.biasGradient(dy, blockBias, slots);
    DenseKernels.add(blockBias, bias.gradient, 0, blockBias.length);
    SparseKernels.weightGradient(rowCuts, parts, rowOffset, dy, x.lanes, gradient, slots);
    if (update != null) {
      weight.move(update);
      bias.move(update);
    }
  }

  @Override
  public List<Tensor> tensors() {
    return List.of(weight, bias);
  }

  @Override
  public float[] rowMajor(Tensor tensor, float[] array) {
    return tensor.name.equals(bias.name) ? array.clone() : scattered(array);
  }

  private float[] gathered(float[] values) {
    float[] gathered = new float[survivors.length];
    for (int e = 0; e < gathered.length; e++) {
      gathered[e] = values[survivors[e]];
    }
    return gathered;
  }

  private float[] scattered(float[] values) {
    float[] scattered = new float[layer.outputs() * layer.inputs()];
    for (int e = 0; e < values.length; e++) {
      scattered[survivors[e]] = values[e];
    }
    return scattered;
  }

  @Override
  public String plan() {
    int all = layer.outputs() * layer.inputs();
    return layer.name() + ": sparse kernels, " + survivors.length + " of " + all + " weights";
  }
}
