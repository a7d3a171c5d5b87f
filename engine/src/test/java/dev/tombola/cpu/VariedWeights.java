package dev.tombola.cpu;

import dev.tombola.nn.Network;
import dev.tombola.nn.Parameter;
import dev.tombola.nn.Weights;
import dev.tombola.random.RandomStream;
import dev.tombola.random.Streams;
import dev.tombola.train.Initialiser;

/// Values for a network of which none is left at zero or one: biases, scales and running statistics
/// are drawn as weights are, so that a test sees whether they are used.
final class VariedWeights {
  private VariedWeights() {}

  static Weights of(Network network, Streams streams) {
    Weights weights = Initialiser.KAIMING_UNIFORM.draw(network, streams);
    for (Parameter parameter : network.parameters()) {
      RandomStream random = streams.named(parameter.name());
      switch (parameter.role()) {
        case WEIGHT -> {}
        case BIAS, RUNNING_MEAN ->
            weights = weights.with(parameter.name(), uniform(random, parameter.size(), -0.5, 0.5));
        case SCALE, RUNNING_VARIANCE ->
            weights = weights.with(parameter.name(), uniform(random, parameter.size(), 0.5, 1.5));
      }
    }
    return weights;
  }

  static float[] uniform(RandomStream random, int size, double low, double high) {
    float[] values = new float[size];
    for (int i = 0; i < size; i++) {
      values[i] = (float) (low + (high - low) * random.nextDouble());
    }
    return values;
  }
}
