package dev.tombola.ship;

import dev.tombola.nn.Mask;
import dev.tombola.nn.Network;
import dev.tombola.nn.Parameter;
import dev.tombola.nn.Weights;
import dev.tombola.ticket.Input;
import dev.tombola.ticket.TicketFile;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import java.util.SequencedMap;

/// Tickets of networks that nobody trained.
final class SomeTickets {
  private SomeTickets() {}

  /// A ticket with values such that no activation dies or grows out of bounds.
  static TicketFile of(Network network, Input input, double density, long seed) {
    Random random = new Random(seed);
    Mask mask = Mask.dense(network);
    for (Parameter parameter : network.prunable()) {
      BitSet kept = new BitSet();
      for (int i = 0; i < parameter.size(); i++) {
        kept.set(i, random.nextDouble() < density);
      }
      mask = mask.with(parameter, kept);
    }
    Weights start = weights(network, density, random).masked(mask);
    Weights trained = weights(network, density, random).masked(mask);
    SequencedMap<String, String> about = new LinkedHashMap<>();
    return new TicketFile(network, mask, start, trained, input, about);
  }

  private static Weights weights(Network network, double density, Random random) {
    Map<String, float[]> values = new LinkedHashMap<>();
    for (Parameter parameter : network.parameters()) {
      int inputs = parameter.size() / parameter.shape().getFirst();
      double deviation = Math.sqrt(2 / (inputs * density));
      float[] drawn = new float[parameter.size()];
      for (int i = 0; i < drawn.length; i++) {
        drawn[i] =
            (float)
                switch (parameter.role()) {
                  case WEIGHT -> deviation * random.nextGaussian();
                  case BIAS, RUNNING_MEAN -> 0.1 * random.nextGaussian();
                  case SCALE, RUNNING_VARIANCE -> random.nextDouble(0.5, 1.5);
                };
      }
      values.put(parameter.name(), drawn);
    }
    return Weights.of(network.parameters(), values);
  }
}
