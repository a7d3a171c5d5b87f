package dev.tombola.inference;

import dev.tombola.nn.ImageShape;
import dev.tombola.nn.Layer;
import dev.tombola.nn.Network;
import dev.tombola.nn.Weights;
import java.util.List;

/// What a prediction is, in double precision and by definition: the twin that [Predictor] is held
/// against.
final class Forward {
  private final Weights weights;

  Forward(Weights weights) {
    this.weights = weights;
  }

  double[] logits(Network network, double[] example) {
    return chain(network.layers(), example);
  }

  private double[] chain(List<Layer> layers, double[] x) {
    double[] y = x;
    for (Layer layer : layers) {
      y = apply(layer, y);
    }
    return y;
  }

  private double[] apply(Layer layer, double[] x) {
    double[] y = new double[layer.outputs()];
    switch (layer) {
      case Layer.Dense dense -> {
        float[] w = weights.values(dense.name() + ".weight");
        float[] b = weights.values(dense.name() + ".bias");
        for (int o = 0; o < y.length; o++) {
          y[o] = b[o];
          for (int i = 0; i < x.length; i++) {
            y[o] += (double) w[o * x.length + i] * x[i];
          }
        }
      }
      case Layer.Relu _ -> {
        for (int i = 0; i < y.length; i++) {
          y[i] = Math.max(0, x[i]);
        }
      }
      case Layer.Tanh _ -> {
        for (int i = 0; i < y.length; i++) {
          y[i] = Math.tanh(x[i]);
        }
      }
      case Layer.Dropout _ -> System.arraycopy(x, 0, y, 0, y.length);
      case Layer.Conv conv -> conv(conv, x, y);
      case Layer.MaxPool pool ->
          window(pool.in(), pool.out(), pool.size(), pool.stride(), x, y, true);
      case Layer.AveragePool pool ->
          window(pool.in(), pool.out(), pool.size(), pool.stride(), x, y, false);
      case Layer.BatchNorm norm -> {
        float[] scale = weights.values(norm.name() + ".weight");
        float[] shift = weights.values(norm.name() + ".bias");
        float[] mean = weights.values(norm.name() + ".running_mean");
        float[] variance = weights.values(norm.name() + ".running_var");
        int plane = norm.in().height() * norm.in().width();
        for (int i = 0; i < y.length; i++) {
          int c = i / plane;
          y[i] = (x[i] - mean[c]) / Math.sqrt(variance[c] + norm.epsilon()) * scale[c] + shift[c];
        }
      }
      case Layer.Subsample sample -> {
        ImageShape out = sample.out();
        for (int c = 0; c < sample.in().channels(); c++) {
          for (int r = 0; r < out.height(); r++) {
            for (int q = 0; q < out.width(); q++) {
              y[at(out, sample.first() + c, r, q)] =
                  x[at(sample.in(), c, r * sample.stride(), q * sample.stride())];
            }
          }
        }
      }
      case Layer.Residual block -> {
        double[] body = chain(block.body(), x);
        double[] shortcut = chain(block.shortcut(), x);
        for (int i = 0; i < y.length; i++) {
          y[i] = body[i] + shortcut[i];
        }
      }
    }
    return y;
  }

  private void conv(Layer.Conv conv, double[] x, double[] y) {
    float[] w = weights.values(conv.name() + ".weight");
    ImageShape in = conv.in();
    ImageShape out = conv.out();
    for (int o = 0; o < out.channels(); o++) {
      for (int r = 0; r < out.height(); r++) {
        for (int q = 0; q < out.width(); q++) {
          double sum = conv.bias() ? weights.values(conv.name() + ".bias")[o] : 0;
          for (int c = 0; c < in.channels(); c++) {
            for (int u = 0; u < conv.kernel(); u++) {
              for (int v = 0; v < conv.kernel(); v++) {
                int row = r * conv.stride() + u - conv.padding();
                int column = q * conv.stride() + v - conv.padding();
                if (row >= 0 && row < in.height() && column >= 0 && column < in.width()) {
                  int k = ((o * in.channels() + c) * conv.kernel() + u) * conv.kernel() + v;
                  sum += (double) w[k] * x[at(in, c, row, column)];
                }
              }
            }
          }
          y[at(out, o, r, q)] = sum;
        }
      }
    }
  }

  private static void window(
      ImageShape in, ImageShape out, int size, int stride, double[] x, double[] y, boolean max) {
    for (int c = 0; c < out.channels(); c++) {
      for (int r = 0; r < out.height(); r++) {
        for (int q = 0; q < out.width(); q++) {
          double best = Double.NEGATIVE_INFINITY;
          double sum = 0;
          for (int u = 0; u < size; u++) {
            for (int v = 0; v < size; v++) {
              double value = x[at(in, c, r * stride + u, q * stride + v)];
              best = Math.max(best, value);
              sum += value;
            }
          }
          y[at(out, c, r, q)] = max ? best : sum / (size * size);
        }
      }
    }
  }

  private static int at(ImageShape shape, int channel, int row, int column) {
    return (channel * shape.height() + row) * shape.width() + column;
  }
}
