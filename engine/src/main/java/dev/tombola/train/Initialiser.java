package dev.tombola.train;

import dev.tombola.nn.Network;
import dev.tombola.nn.Parameter;
import dev.tombola.nn.Weights;
import dev.tombola.random.RandomStream;
import dev.tombola.random.Streams;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/// How weights are drawn; biases and running means start at zero, scales and running variances at
/// one.
///
/// The fan of a convolution's weight is its channels times its window.
///
/// Glorot & Bengio 2010, eq. 12 and 16: variance `2 / (fan-in + fan-out)`. He et al. 2015, eq. 10:
/// variance `2 / fan-in`. Uniform draws have the same variance: they span `±√3` deviations.
public enum Initialiser {
  GLOROT_NORMAL,
  GLOROT_UNIFORM,
  KAIMING_NORMAL,
  KAIMING_UNIFORM;

  /// The standard deviation of this weight's draw.
  public double deviation(Parameter weight) {
    double inputs = (double) weight.size() / weight.shape().get(0);
    double outputs = (double) weight.size() / weight.shape().get(1);
    return switch (this) {
      case GLOROT_NORMAL, GLOROT_UNIFORM -> StrictMath.sqrt(2 / (inputs + outputs));
      case KAIMING_NORMAL, KAIMING_UNIFORM -> StrictMath.sqrt(2 / inputs);
    };
  }

  /// Initial values of the whole network: a stream per parameter, by the parameter's name.
  public Weights draw(Network network, Streams streams) {
    Map<String, float[]> values = new LinkedHashMap<>();
    for (Parameter parameter : network.parameters()) {
      values.put(
          parameter.name(),
          switch (parameter.role()) {
            case WEIGHT -> draw(parameter, streams.named(parameter.name()));
            case BIAS, RUNNING_MEAN -> new float[parameter.size()];
            case SCALE, RUNNING_VARIANCE -> ones(parameter.size());
          });
    }
    return Weights.of(network.parameters(), values);
  }

  private static float[] ones(int size) {
    float[] ones = new float[size];
    Arrays.fill(ones, 1);
    return ones;
  }

  private float[] draw(Parameter weight, RandomStream random) {
    double deviation = deviation(weight);
    double span = deviation * StrictMath.sqrt(3);
    float[] values = new float[weight.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] =
          (float)
              switch (this) {
                case GLOROT_NORMAL, KAIMING_NORMAL -> deviation * random.nextGaussian();
                case GLOROT_UNIFORM, KAIMING_UNIFORM -> span * (2 * random.nextDouble() - 1);
              };
    }
    return values;
  }
}
