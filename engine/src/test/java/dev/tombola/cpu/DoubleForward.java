package dev.tombola.cpu;

import dev.tombola.data.Examples;
import dev.tombola.nn.ImageShape;
import dev.tombola.nn.Layer;
import dev.tombola.nn.Network;
import dev.tombola.nn.Weights;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/// The forward pass of any network in double precision, a whole batch at a time, as plainly as its
/// layers are described: what kernels are measured by.
///
/// Its weights may be changed, for central differences.
final class DoubleForward {
  private final Network network;
  private final Map<String, double[]> weights = new LinkedHashMap<>();
  private final boolean training;

  /// @param training whether batch normalisation takes the batch's statistics; dropout is left out
  DoubleForward(Network network, Weights weights, boolean training) {
    this.network = network;
    this.training = training;
    for (String name : weights.names()) {
      this.weights.put(name, doubles(weights.values(name)));
    }
  }

  double[] values(String parameter) {
    return Objects.requireNonNull(weights.get(parameter));
  }

  /// The mean loss.
  double loss(Examples examples) {
    double[][] logarithms = logProbabilities(examples);
    double sum = 0;
    for (int n = 0; n < examples.size(); n++) {
      sum -= logarithms[n][examples.label(n)];
    }
    return sum / examples.size();
  }

  /// `[examples][classes]`.
  double[][] logProbabilities(Examples examples) {
    double[][] x = new double[examples.size()][];
    for (int n = 0; n < x.length; n++) {
      float[] row = new float[examples.features()];
      examples.copy(n, row, 0);
      x[n] = doubles(row);
    }
    double[][] logits = through(network.layers(), x);
    for (double[] row : logits) {
      double top = Arrays.stream(row).max().orElseThrow();
      double sum = Arrays.stream(row).map(logit -> StrictMath.exp(logit - top)).sum();
      Arrays.setAll(row, i -> row[i] - top - StrictMath.log(sum));
    }
    return logits;
  }

  private double[][] through(List<Layer> layers, double[][] x) {
    double[][] y = x;
    for (Layer layer : layers) {
      y = through(layer, y);
    }
    return y;
  }

  private double[][] through(Layer layer, double[][] x) {
    return switch (layer) {
      case Layer.BatchNorm norm -> normalised(norm, x);
      case Layer.Residual block -> {
        double[][] y = through(block.body(), x);
        double[][] shortcut = through(block.shortcut(), x);
        for (int n = 0; n < y.length; n++) {
          double[] row = y[n];
          double[] other = shortcut[n];
          Arrays.setAll(row, i -> row[i] + other[i]);
        }
        yield y;
      }
      default -> Arrays.stream(x).map(row -> through(layer, row)).toArray(double[][]::new);
    };
  }

  /// One example.
  private double[] through(Layer layer, double[] x) {
    return switch (layer) {
      case Layer.Dense dense -> product(dense, x);
      case Layer.Relu _ -> Arrays.stream(x).map(value -> Math.max(0, value)).toArray();
      case Layer.Tanh _ -> Arrays.stream(x).map(StrictMath::tanh).toArray();
      case Layer.Dropout _ -> x;
      case Layer.Conv conv -> convolved(conv, x);
      case Layer.MaxPool pool -> pooled(pool, pool.size(), pool.stride(), x, true);
      case Layer.AveragePool pool -> pooled(pool, pool.size(), pool.stride(), x, false);
      case Layer.Subsample sample -> subsampled(sample, x);
      case Layer.BatchNorm _, Layer.Residual _ -> throw new IllegalStateException();
    };
  }

  private double[] product(Layer.Dense dense, double[] x) {
    double[] w = values(dense.name() + ".weight");
    double[] y = values(dense.name() + ".bias").clone();
    for (int o = 0; o < y.length; o++) {
      for (int i = 0; i < x.length; i++) {
        y[o] += w[o * x.length + i] * x[i];
      }
    }
    return y;
  }

  private double[] convolved(Layer.Conv conv, double[] x) {
    ImageShape in = conv.in();
    ImageShape out = conv.out();
    int kernel = conv.kernel();
    double[] w = values(conv.name() + ".weight");
    double[] y = new double[out.features()];
    for (int o = 0; o < out.channels(); o++) {
      double bias = conv.bias() ? values(conv.name() + ".bias")[o] : 0;
      for (int place = 0; place < out.height() * out.width(); place++) {
        int top = place / out.width() * conv.stride() - conv.padding();
        int left = place % out.width() * conv.stride() - conv.padding();
        double sum = bias;
        for (int i = 0; i < in.channels(); i++) {
          int weight = (o * in.channels() + i) * kernel * kernel;
          for (int u = Math.max(0, -top); u < Math.min(kernel, in.height() - top); u++) {
            int row = (i * in.height() + top + u) * in.width() + left;
            for (int v = Math.max(0, -left); v < Math.min(kernel, in.width() - left); v++) {
              sum += w[weight + u * kernel + v] * x[row + v];
            }
          }
        }
        y[o * out.height() * out.width() + place] = sum;
      }
    }
    return y;
  }

  private static double[] pooled(
      Layer.Spatial pool, int size, int stride, double[] x, boolean greatest) {
    ImageShape in = pool.in();
    ImageShape out = pool.out();
    double[] y = new double[out.features()];
    for (int k = 0; k < y.length; k++) {
      int channel = k / (out.height() * out.width());
      int top = k / out.width() % out.height() * stride;
      int left = k % out.width() * stride;
      double found = greatest ? Double.NEGATIVE_INFINITY : 0;
      for (int u = 0; u < size; u++) {
        for (int v = 0; v < size; v++) {
          double value = x[(channel * in.height() + top + u) * in.width() + left + v];
          found = greatest ? Math.max(found, value) : found + value / (size * size);
        }
      }
      y[k] = found;
    }
    return y;
  }

  private static double[] subsampled(Layer.Subsample sample, double[] x) {
    ImageShape in = sample.in();
    ImageShape out = sample.out();
    double[] y = new double[out.features()];
    int first = sample.first() * out.height() * out.width();
    for (int k = 0; k < in.channels() * out.height() * out.width(); k++) {
      int channel = k / (out.height() * out.width());
      int row = k / out.width() % out.height() * sample.stride();
      int column = k % out.width() * sample.stride();
      y[first + k] = x[(channel * in.height() + row) * in.width() + column];
    }
    return y;
  }

  private double[][] normalised(Layer.BatchNorm norm, double[][] x) {
    int size = norm.in().height() * norm.in().width();
    double[][] y = new double[x.length][norm.outputs()];
    for (int c = 0; c < norm.in().channels(); c++) {
      int from = c * size;
      int to = from + size;
      double mean = values(norm.name() + ".running_mean")[c];
      double variance = values(norm.name() + ".running_var")[c];
      if (training) {
        mean = Arrays.stream(x).mapToDouble(row -> sum(row, from, to, 0, 1)).sum();
        mean /= (double) x.length * size;
        double center = mean;
        variance = Arrays.stream(x).mapToDouble(row -> sum(row, from, to, center, 2)).sum();
        variance /= (double) x.length * size;
      }
      double scale = values(norm.name() + ".weight")[c] / Math.sqrt(variance + norm.epsilon());
      double shift = values(norm.name() + ".bias")[c];
      for (int n = 0; n < x.length; n++) {
        for (int i = from; i < to; i++) {
          y[n][i] = scale * (x[n][i] - mean) + shift;
        }
      }
    }
    return y;
  }

  /// The sum of powers of distances from the center.
  private static double sum(double[] row, int from, int to, double center, int power) {
    double sum = 0;
    for (int i = from; i < to; i++) {
      sum += power == 1 ? row[i] - center : (row[i] - center) * (row[i] - center);
    }
    return sum;
  }

  private static double[] doubles(float[] values) {
    double[] doubles = new double[values.length];
    Arrays.setAll(doubles, i -> values[i]);
    return doubles;
  }
}
