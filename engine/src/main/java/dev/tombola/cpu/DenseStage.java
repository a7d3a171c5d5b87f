package dev.tombola.cpu;

import dev.tombola.nn.Layer;
import dev.tombola.nn.Mask;
import dev.tombola.nn.Parameter;
import dev.tombola.nn.Weights;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A dense layer by dense kernels. Pruned weights are zeros in the matrix, and their gradient is
/// set to zero before the optimiser sees it, so that neither it nor its moments can bring one back.
final class DenseStage implements Stage {
  private static final float[] NO_BIAS = {};

  private final Layer.Dense layer;
  private final int stride;
  private final int[] pruned;
  private final Tensor weight;
  private final Tensor bias;
  private final float[] base;
  private final float[] blockBias;

  /// The gradient of four rows: while it is fresh, the optimiser moves them, so that the whole
  /// gradient never has to be written to memory and read again.
  private final float[] tile;

  private final float[] scratch;
  private final int[] everyOutput;

  DenseStage(Layer.Dense layer, Mask mask, Weights start, int moments) {
    this.layer = layer;
    stride = Lanes.padded(layer.inputs());
    Parameter weights = layer.parameters().getFirst();
    Parameter biases = layer.parameters().getLast();
    weight = new Tensor(weights.name(), padded(start.values(weights)), moments);
    bias = new Tensor(biases.name(), start.values(biases).clone(), moments);
    base = new float[layer.outputs()];
    blockBias = new float[layer.outputs()];
    tile = new float[4 * stride];
    scratch = new float[4 * stride];
    everyOutput = new int[layer.outputs()];
    Arrays.setAll(everyOutput, o -> o);
    pruned = pruned(mask.kept(weights));
    for (int at : pruned) {
      weight.values[at] = 0;
    }
  }

  private int[] pruned(BitSet kept) {
    kept.flip(0, layer.outputs() * layer.inputs());
    return kept.stream().map(i -> i / layer.inputs() * stride + i % layer.inputs()).toArray();
  }

  @Override
  public void forward(Inputs x, float[] y) {
    float[] from = bias.values;
    if (!x.allVary()) {
      DenseKernels.constants(weight.values, stride, bias.values, x.constant, base, scratch);
      from = base;
    }
    DenseKernels.product(
        weight.values, stride, 1, from, x.lanes, x.live, x.liveCount(), y, layer.outputs());
  }

  @Override
  public void backward(Inputs x, float[] y, float[] dy, float[] dx, @Nullable Update update) {
    int outputs = layer.outputs();
    if (dx.length > 0) {
      float[] w = weight.values;
      DenseKernels.product(w, 1, stride, NO_BIAS, dy, everyOutput, outputs, dx, layer.inputs());
    }
    DenseKernels.biasGradient(dy, blockBias, scratch);
    float[] rows = x.rows();
    int nextPruned = 0;
    for (int o = 0; o < outputs; o += 4) {
      int count = Math.min(4, outputs - o);
      int first = o * stride;
      int length = count * stride;
      DenseKernels.gradientTile(dy, blockBias, x, rows, o, count, tile, stride, scratch);
      for (; nextPruned < pruned.length && pruned[nextPruned] < first + length; nextPruned++) {
        tile[pruned[nextPruned] - first] = 0;
      }
      if (update == null) {
        DenseKernels.add(tile, weight.gradient, first, length);
      } else {
        update.apply(weight, first, tile, length);
      }
    }
    if (update == null) {
      DenseKernels.add(blockBias, bias.gradient, 0, outputs);
    } else {
      update.apply(bias, 0, blockBias, outputs);
    }
  }

  @Override
  public List<Tensor> tensors() {
    return List.of(weight, bias);
  }

  @Override
  public float[] rowMajor(Tensor tensor, float[] array) {
    return tensor.name.equals(bias.name) ? array.clone() : unpadded(array);
  }

  private float[] padded(float[] values) {
    float[] padded = new float[layer.outputs() * stride];
    for (int o = 0; o < layer.outputs(); o++) {
      System.arraycopy(values, o * layer.inputs(), padded, o * stride, layer.inputs());
    }
    return padded;
  }

  private float[] unpadded(float[] padded) {
    float[] values = new float[layer.outputs() * layer.inputs()];
    for (int o = 0; o < layer.outputs(); o++) {
      System.arraycopy(padded, o * stride, values, o * layer.inputs(), layer.inputs());
    }
    return values;
  }

  @Override
  public String plan() {
    int all = layer.outputs() * layer.inputs();
    return layer.name() + ": dense kernels, " + (all - pruned.length) + " of " + all + " weights";
  }
}
