package dev.tombola.cpu;

import static java.util.Objects.requireNonNull;

import dev.tombola.data.Examples;
import dev.tombola.nn.Layer;
import dev.tombola.nn.Mask;
import dev.tombola.nn.Network;
import dev.tombola.nn.Parameter;
import dev.tombola.nn.Weights;
import dev.tombola.train.Optimiser;
import java.util.Arrays;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// A masked network and its training in double precision, one example and one scalar at a time:
/// what the engine means.
final class DoubleTwin {
  /// Whether a ReLU lets `z` pass: layer, unit, example, z. Elsewhere than at the kink there is
  /// nothing to decide.
  interface Gate {
    Gate OWN = (layer, unit, example, z) -> z > 0;

    boolean open(int layer, int unit, int example, double z);
  }

  private final Network network;
  private final Mask mask;
  private final Map<String, double[]> values = new LinkedHashMap<>();
  private final Map<String, double[]> gradients = new LinkedHashMap<>();
  private final Map<String, double[]> first = new LinkedHashMap<>();
  private final Map<String, double[]> second = new LinkedHashMap<>();

  DoubleTwin(Network network, Mask mask, Weights start) {
    this.network = network;
    this.mask = mask;
    Weights masked = start.masked(mask);
    for (Parameter parameter : network.parameters()) {
      values.put(parameter.name(), widened(masked.values(parameter)));
      gradients.put(parameter.name(), new double[parameter.size()]);
      first.put(parameter.name(), new double[parameter.size()]);
      second.put(parameter.name(), new double[parameter.size()]);
    }
  }

  double[] values(String parameter) {
    return requireNonNull(values.get(parameter));
  }

  /// Of the last [#learn]; zero where pruned.
  double[] gradient(String parameter) {
    return requireNonNull(gradients.get(parameter));
  }

  /// The mean loss of these examples, of which it keeps the gradient.
  double learn(Examples examples, Gate gate) {
    gradients.values().forEach(gradient -> Arrays.fill(gradient, 0));
    double loss = 0;
    for (int n = 0; n < examples.size(); n++) {
      loss += learn(examples, n, gate);
    }
    for (Parameter parameter : mask.parameters()) {
      BitSet pruned = mask.kept(parameter);
      pruned.flip(0, parameter.size());
      pruned.stream().forEach(i -> gradient(parameter.name())[i] = 0);
    }
    return loss / examples.size();
  }

  private double learn(Examples examples, int n, Gate gate) {
    List<Layer> layers = network.layers();
    float[] row = new float[examples.features()];
    examples.copy(n, row, 0);
    double[][] h = new double[layers.size() + 1][];
    h[0] = widened(row);
    for (int l = 0; l < layers.size(); l++) {
      h[l + 1] = forward(l, h[l], n, gate);
    }
    double[] z = h[layers.size()];
    double top = Arrays.stream(z).max().orElseThrow();
    double sum = Arrays.stream(z).map(logit -> Math.exp(logit - top)).sum();
    double[] d = new double[z.length];
    for (int c = 0; c < d.length; c++) {
      d[c] = (Math.exp(z[c] - top) / sum - (c == examples.label(n) ? 1 : 0)) / examples.size();
    }
    for (int l = layers.size() - 1; l >= 0; l--) {
      d = backward(l, h[l], h[l + 1], d);
    }
    return Math.log(sum) + top - z[examples.label(n)];
  }

  private double[] forward(int l, double[] x, int n, Gate gate) {
    double[] y = new double[network.layers().get(l).outputs()];
    switch (network.layers().get(l)) {
      case Layer.Dense dense -> {
        double[] w = values(dense.name() + ".weight");
        double[] b = values(dense.name() + ".bias");
        for (int o = 0; o < y.length; o++) {
          y[o] = b[o];
          for (int i = 0; i < x.length; i++) {
            y[o] += w[o * x.length + i] * x[i];
          }
        }
      }
      case Layer.Relu _ -> Arrays.setAll(y, i -> gate.open(l, i, n, x[i]) ? x[i] : 0);
      case Layer.Tanh _ -> Arrays.setAll(y, i -> Math.tanh(x[i]));
      case Layer.Dropout _, Layer.Spatial _ -> throw new IllegalArgumentException("layer " + l);
    }
    return y;
  }

  private double[] backward(int l, double[] x, double[] y, double[] dy) {
    double[] dx = new double[x.length];
    switch (network.layers().get(l)) {
      case Layer.Dense dense -> {
        double[] w = values(dense.name() + ".weight");
        double[] dw = gradient(dense.name() + ".weight");
        double[] db = gradient(dense.name() + ".bias");
        for (int o = 0; o < dy.length; o++) {
          db[o] += dy[o];
          for (int i = 0; i < x.length && dy[o] != 0; i++) {
            dw[o * x.length + i] += dy[o] * x[i];
            dx[i] += w[o * x.length + i] * dy[o];
          }
        }
      }
      case Layer.Relu _ -> Arrays.setAll(dx, i -> y[i] != 0 ? dy[i] : 0);
      case Layer.Tanh _ -> Arrays.setAll(dx, i -> dy[i] * (1 - y[i] * y[i]));
      case Layer.Dropout _, Layer.Spatial _ -> throw new IllegalArgumentException("layer " + l);
    }
    return dx;
  }

  /// Update number `updates`, from 1, by the gradient of the last [#learn].
  void move(Optimiser optimiser, double rate, int updates) {
    for (Parameter parameter : network.parameters()) {
      double[] w = values(parameter.name());
      double[] g = gradient(parameter.name());
      double[] m = requireNonNull(first.get(parameter.name()));
      double[] v = requireNonNull(second.get(parameter.name()));
      for (int i = 0; i < w.length; i++) {
        if (parameter.prunable() && !mask.keeps(parameter, i)) {
          continue;
        }
        switch (optimiser) {
          case Optimiser.Sgd o -> w[i] -= rate * (g[i] + o.weightDecay() * w[i]);
          case Optimiser.Momentum o -> {
            double slope = g[i] + o.weightDecay() * w[i];
            m[i] = o.momentum() * m[i] + slope;
            w[i] -= rate * (o.nesterov() ? slope + o.momentum() * m[i] : m[i]);
          }
          case Optimiser.Adam o -> {
            double slope = g[i] + o.weightDecay() * w[i];
            w[i] -= rate * adam(m, v, i, slope, o.beta1(), o.beta2(), o.epsilon(), updates);
          }
          case Optimiser.AdamW o -> {
            double shrunk = w[i] * (1 - rate * o.weightDecay());
            w[i] = shrunk - rate * adam(m, v, i, g[i], o.beta1(), o.beta2(), o.epsilon(), updates);
          }
        }
      }
    }
  }

  private static double adam(
      double[] m,
      double[] v,
      int i,
      double slope,
      double beta1,
      double beta2,
      double epsilon,
      int updates) {
    m[i] = beta1 * m[i] + (1 - beta1) * slope;
    v[i] = beta2 * v[i] + (1 - beta2) * slope * slope;
    double mean = m[i] / (1 - Math.pow(beta1, updates));
    double square = v[i] / (1 - Math.pow(beta2, updates));
    return mean / (Math.sqrt(square) + epsilon);
  }

  static double[] widened(float[] values) {
    double[] wide = new double[values.length];
    for (int i = 0; i < wide.length; i++) {
      wide[i] = values[i];
    }
    return wide;
  }
}
