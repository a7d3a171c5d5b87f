package dev.tombola.cpu;

import dev.tombola.nn.Layer;
import dev.tombola.nn.Mask;
import dev.tombola.nn.Parameter;
import dev.tombola.nn.Weights;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;

/// A dense layer by dense kernels. Pruned weights are zeros in the matrix, and their gradient is set to zero
/// before the optimiser sees it, so that neither it nor its moments can bring one back.
final class DenseStage implements Stage {
  private static final float[] NO_BIAS = {};

  private final Layer.Dense layer;
  private final int stride;
  private final int[] pruned;
  private final Tensor weight;
  private final Tensor bias;
  private final float[] base;
  private final float[] blockBias;
  private final float[] scratch;
  private final int[] everyOutput;

  DenseStage(Layer.Dense layer, Mask mask, Weights start) {
    this.layer = layer;
    stride = Lanes.padded(layer.inputs());
    Parameter weights = layer.parameters().getFirst();
    Parameter biases = layer.parameters().getLast();
    weight =
        new Tensor(
            weights.name(), padded(start.values(weights)), new float[layer.outputs() * stride]);
    bias =
        new Tensor(biases.name(), start.values(biases).clone(), new float[layer.outputs()]);
    base = new float[layer.outputs()];
    blockBias = new float[layer.outputs()];
    scratch = new float[4 * stride];
    everyOutput = new int[layer.outputs()];
    Arrays.setAll(everyOutput, o -> o);
    pruned = pruned(mask.kept(weights));
    zeroPruned(weight.values());
  }

  private int[] pruned(BitSet kept) {
    kept.flip(0, layer.outputs() * layer.inputs());
    return kept.stream().map(i -> i / layer.inputs() * stride + i % layer.inputs()).toArray();
  }

  private void zeroPruned(float[] values) {
    for (int at : pruned) {
      values[at] = 0;
    }
  }

  @Override
  public void forward(Inputs x, float[] y) {
    float[] from = bias.values();
    if (!x.allVary()) {
      DenseKernels.constants(weight.values(), stride, bias.values(), x.constant, base, scratch);
      from = base;
    }
    DenseKernels.product(
        weight.values(), stride, 1, from, x.lanes, x.live, x.liveCount(), y, layer.outputs());
  }

  @Override
  public void backward(Inputs x, float[] y, float[] dy, float[] dx) {
    DenseKernels.biasGradient(dy, blockBias, scratch);
    DenseKernels.add(blockBias, bias.gradient());
    DenseKernels.weightGradient(dy, blockBias, x, weight.gradient(), stride, scratch);
    zeroPruned(weight.gradient());
    if (dx.length > 0) {
      DenseKernels.product(
          weight.values(),
          1,
          stride,
          NO_BIAS,
          dy,
          everyOutput,
          everyOutput.length,
          dx,
          layer.inputs());
    }
  }

  @Override
  public List<Tensor> tensors() {
    return List.of(weight, bias);
  }

  @Override
  public float[] rowMajor(Tensor tensor, float[] array) {
    return tensor == bias ? array.clone() : unpadded(array);
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
    return "%s: dense kernels, %d of %d weights".formatted(layer.name(), all - pruned.length, all);
  }
}
