package dev.tombola.inference;

import dev.tombola.UserException;
import dev.tombola.nn.ImageShape;
import dev.tombola.nn.Layer;
import dev.tombola.nn.Mask;
import dev.tombola.nn.Network;
import dev.tombola.nn.Parameter;
import dev.tombola.nn.Weights;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Lays out the stages of a network's images. Images that are no longer needed leave their place to
/// others of the same shape.
final class ImagePlanner {
  private final Weights weights;
  private final Mask mask;

  /// The greatest padding: every image has as wide a margin.
  private final int margin;

  private final List<Stage> stages = new ArrayList<>();
  private final Map<ImageShape, Deque<Planes>> free = new HashMap<>();
  private int positions;

  ImagePlanner(Network network, Weights weights, Mask mask) {
    this.weights = weights;
    this.mask = mask;
    margin =
        network.flat().stream()
            .mapToInt(layer -> layer instanceof Layer.Conv conv ? conv.padding() : 0)
            .max()
            .orElse(0);
  }

  List<Stage> stages() {
    return stages;
  }

  int positions() {
    return positions;
  }

  Planes place(ImageShape shape) {
    Deque<Planes> places = free.get(shape);
    if (places != null && !places.isEmpty()) {
      return places.pop();
    }
    Planes planes = new Planes(positions, shape, margin);
    positions = Math.addExact(positions, Math.ceilDiv(planes.size(), 16) * 16);
    return planes;
  }

  private void leave(Planes planes) {
    free.computeIfAbsent(planes.shape(), _ -> new ArrayDeque<>()).push(planes);
  }

  /// Plans layers one after another, which leave what they begin with as it is.
  ///
  /// @return where the last one's results are
  Planes chain(List<Layer> layers, Planes from) {
    Planes at = from;
    int i = 0;
    while (i < layers.size()) {
      Layer layer = layers.get(i++);
      Planes before = at;
      switch (layer) {
        case Layer.Conv conv -> {
          Product product = product(conv);
          if (i < layers.size() && layers.get(i) instanceof Layer.BatchNorm norm) {
            product = folded(product, norm);
            i++;
          }
          boolean relu = i < layers.size() && layers.get(i) instanceof Layer.Relu;
          i += relu ? 1 : 0;
          at = conv(conv, product, relu, before);
        }
        case Layer.BatchNorm norm -> {
          at = own(before, from);
          stages.add(new ImageStages.Affine(factor(norm), term(norm), at));
        }
        case Layer.Relu _ -> {
          at = own(before, from);
          stages.add(new ImageStages.Relu(at));
        }
        case Layer.Tanh _ -> {
          at = own(before, from);
          stages.add(new ImageStages.Tanh(at));
        }
        case Layer.Dropout _ -> {}
        case Layer.MaxPool pool -> {
          at = place(pool.out());
          stages.add(new ImageStages.MaxPool(pool.size(), pool.stride(), before, at));
        }
        case Layer.AveragePool pool -> {
          at = place(pool.out());
          stages.add(new ImageStages.AveragePool(pool.size(), pool.stride(), before, at));
        }
        case Layer.Subsample sample -> {
          at = place(sample.out());
          stages.add(new ImageStages.Subsample(sample.stride(), sample.first(), before, at));
        }
        case Layer.Residual block -> {
          boolean relu = i < layers.size() && layers.get(i) instanceof Layer.Relu;
          i += relu ? 1 : 0;
          at = residual(block, relu, before);
        }
        case Layer.Dense dense ->
            throw new IllegalStateException(dense.name() + " is no layer of images");
      }
      if (!at.equals(before) && !before.equals(from)) {
        leave(before);
      }
    }
    return at;
  }

  /// A place that may be written to: this one, or a copy of what a chain begins with.
  private Planes own(Planes planes, Planes from) {
    if (!planes.equals(from)) {
      return planes;
    }
    Planes copy = place(planes.shape());
    stages.add(new ImageStages.Subsample(1, 0, planes, copy));
    return copy;
  }

  private Planes residual(Layer.Residual block, boolean relu, Planes x) {
    Planes y = chain(block.body(), x); // another place, as a body has a layer with a shape
    Planes shortcut = chain(block.shortcut(), x);
    stages.add(new ImageStages.Add(shortcut, y, relu));
    if (!shortcut.equals(x)) {
      leave(shortcut);
    }
    return y;
  }

  private Planes conv(Layer.Conv conv, Product product, boolean relu, Planes x) {
    Planes y = place(conv.out());
    int[] offsets = ConvStage.offsets(conv, x);
    Parameter weight = conv.parameters().getFirst();
    stages.add(
        product.sparse()
            ? new ConvStage(conv, product.sparseRows(mask, weight, offsets), null, relu, x, y)
            : new ConvStage(conv, null, product.denseRows(offsets), relu, x, y));
    return y;
  }

  private Product product(Layer.Conv conv) {
    Parameter weight = conv.parameters().getFirst();
    float[] bias =
        conv.bias() ? weights.values(conv.parameters().getLast()) : new float[conv.channels()];
    return Product.of(weight, weights.values(weight), mask, bias);
  }

  /// The same as the product and then the normalisation, but for rounding.
  private Product folded(Product product, Layer.BatchNorm norm) {
    double[] factor = exactFactor(norm);
    float[] mean = weights.values(norm.name() + ".running_mean");
    float[] shift = weights.values(norm.name() + ".bias");
    float[] value = new float[product.value.length];
    float[] bias = new float[product.rows];
    for (int row = 0; row < product.rows; row++) {
      bias[row] = (float) (shift[row] + (product.bias[row] - (double) mean[row]) * factor[row]);
      for (int k = row * product.inputs; k < (row + 1) * product.inputs; k++) {
        value[k] = (float) (product.value[k] * factor[row]);
      }
    }
    return new Product(product.rows, product.inputs, value, bias, product.survivors);
  }

  private double[] exactFactor(Layer.BatchNorm norm) {
    float[] scale = weights.values(norm.name() + ".weight");
    float[] variance = weights.values(norm.name() + ".running_var");
    double[] factor = new double[scale.length];
    for (int c = 0; c < factor.length; c++) {
      if (variance[c] < 0) {
        throw new UserException(
            "%s.running_var: %s is no variance; the weights are damaged, get them again"
                .formatted(norm.name(), variance[c]));
      }
      factor[c] = scale[c] / Math.sqrt(variance[c] + norm.epsilon());
    }
    return factor;
  }

  private float[] factor(Layer.BatchNorm norm) {
    double[] exact = exactFactor(norm);
    float[] factor = new float[exact.length];
    for (int c = 0; c < factor.length; c++) {
      factor[c] = (float) exact[c];
    }
    return factor;
  }

  private float[] term(Layer.BatchNorm norm) {
    double[] factor = exactFactor(norm);
    float[] mean = weights.values(norm.name() + ".running_mean");
    float[] shift = weights.values(norm.name() + ".bias");
    float[] term = new float[factor.length];
    for (int c = 0; c < term.length; c++) {
      term[c] = (float) (shift[c] - mean[c] * factor[c]);
    }
    return term;
  }
}
