package dev.tombola.inference;

import dev.tombola.nn.Layer;
import dev.tombola.nn.Mask;
import dev.tombola.nn.Parameter;
import dev.tombola.nn.Weights;
import dev.tombola.ticket.Input;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Lays out the stages of a network's features without a shape.
///
/// A hidden feature that no surviving weight reads need not be computed, so the weights that lead
/// to it go too, and so on to the inputs; results stay as they are.
final class FeaturePlanner {
  private final List<Layer> layers;
  private final Weights weights;
  private final Kernels kernels;
  private final List<Stage> stages = new ArrayList<>();
  private Mask mask;

  /// Which inputs of the first dense layer have a surviving weight.
  private BitSet read = new BitSet();

  private int positions;

  FeaturePlanner(List<Layer> layers, Weights weights, Mask mask, Kernels kernels) {
    this.layers = layers;
    this.weights = weights;
    this.mask = mask;
    this.kernels = kernels;
    cutDeadEnds();
  }

  private void cutDeadEnds() {
    if (!layers.isEmpty()) {
      read.set(0, layers.getLast().outputs());
    }
    for (Layer layer : layers.reversed()) {
      if (layer instanceof Layer.Dense dense) {
        Parameter weight = dense.parameters().getFirst();
        BitSet kept = mask.kept(weight);
        for (int row = read.nextClearBit(0);
            row < dense.outputs();
            row = read.nextClearBit(row + 1)) {
          kept.clear(row * dense.inputs(), (row + 1) * dense.inputs());
        }
        mask = mask.with(weight, kept);
        BitSet inputs = new BitSet();
        kept.stream().forEach(entry -> inputs.set(entry % dense.inputs()));
        read = inputs;
      }
    }
  }

  List<Stage> stages() {
    return stages;
  }

  int positions() {
    return positions;
  }

  /// Whether a weight of the first dense layer reads one of the features `from` to `to`.
  boolean reads(int from, int to) {
    int next = read.nextSetBit(from);
    return next >= 0 && next < to;
  }

  private int place(int features) {
    int at = positions;
    positions = Math.addExact(positions, Math.ceilDiv(features, 16) * 16);
    return at;
  }

  /// Plans all layers.
  ///
  /// @param features how many there are to begin with
  /// @param scaling of the input, which goes into the weights of the first layer; null for none
  /// @return the first position of the results
  int plan(int features, @Nullable Input scaling) {
    int at = place(features);
    int count = features;
    Input left = scaling;
    for (int i = 0; i < layers.size(); i++) {
      Layer layer = layers.get(i);
      boolean relu = i + 1 < layers.size() && layers.get(i + 1) instanceof Layer.Relu;
      switch (layer) {
        case Layer.Dense dense -> {
          int y = place(dense.outputs());
          stages.add(linear(dense, left, relu, at, y));
          left = null;
          i += relu ? 1 : 0;
          at = y;
          count = dense.outputs();
        }
        case Layer.Relu _ -> stages.add(new FeatureStages.Relu(at, count));
        case Layer.Tanh _ -> stages.add(new FeatureStages.Tanh(at, count));
        case Layer.Dropout _ -> {}
        case Layer.Spatial spatial ->
            throw new IllegalStateException(spatial.name() + " takes an image");
      }
    }
    return at;
  }

  private LinearStage linear(
      Layer.Dense dense, @Nullable Input scaling, boolean relu, int x, int y) {
    Parameter weight = dense.parameters().getFirst();
    float[] bias = weights.values(dense.parameters().getLast());
    Product product = Product.of(weight, weights.values(weight), mask, bias);
    if (scaling != null) {
      product = folded(product, scaling);
    }
    int[] offset = new int[dense.inputs()];
    for (int k = 0; k < offset.length; k++) {
      offset[k] = k;
    }
    SparseRows rows = product.sparse() ? product.sparseRows(mask, weight, offset) : null;
    SingleProduct single =
        rows != null && product.density() < kernels.singleSparseBelow()
            ? kernels.single(rows, dense.inputs())
            : null;
    return new LinearStage(
        rows,
        single != null ? null : product.denseRows(offset),
        single,
        relu,
        x,
        dense.inputs(),
        y);
  }

  /// The same as scaling and then the product, but for rounding: so that inputs that are zero, as
  /// most pixels of a digit are, stay zero and are skipped.
  private static Product folded(Product product, Input scaling) {
    int run = product.inputs / scaling.scale().length;
    float[] value = new float[product.value.length];
    float[] bias = new float[product.rows];
    for (int row = 0; row < product.rows; row++) {
      double sum = product.bias[row];
      for (int k = 0; k < product.inputs; k++) {
        float weight = product.value[row * product.inputs + k];
        value[row * product.inputs + k] = weight * scaling.scale()[k / run];
        sum += (double) weight * scaling.shift()[k / run];
      }
      bias[row] = (float) sum;
    }
    return new Product(product.rows, product.inputs, value, bias, product.survivors);
  }
}
