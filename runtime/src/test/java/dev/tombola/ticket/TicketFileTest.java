package dev.tombola.ticket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tombola.UserException;
import dev.tombola.nn.Activation;
import dev.tombola.nn.Mask;
import dev.tombola.nn.Network;
import dev.tombola.nn.Parameter;
import dev.tombola.nn.Weights;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SequencedMap;
import org.junit.jupiter.api.Test;

final class TicketFileTest {
  @Test
  void a_ticket_survives_a_round_trip() {
    TicketFile ticket = ticket();

    byte[] bytes = ticket.encode();
    TicketFile read = TicketFile.decode(bytes, "my.ticket");

    assertThat(read.network()).isEqualTo(ticket.network());
    assertThat(read.mask()).isEqualTo(ticket.mask());
    assertThat(read.start().sameBits(ticket.start())).isTrue();
    assertThat(read.trained().sameBits(ticket.trained())).isTrue();
    assertThat(read.about()).isEqualTo(ticket.about());
    assertThat(read.encode()).isEqualTo(bytes);
  }

  @Test
  void one_flipped_bit_anywhere_is_noticed() {
    byte[] bytes = ticket().encode();
    for (int bit = 0; bit < 8 * bytes.length; bit++) {
      byte[] flipped = bytes.clone();
      flipped[bit / 8] ^= (byte) (1 << bit % 8);
      assertThatThrownBy(() -> TicketFile.decode(flipped, "my.ticket"))
          .as("bit %d", bit)
          .isInstanceOf(UserException.class)
          .hasMessageStartingWith("my.ticket: ");
    }
  }

  static TicketFile ticket() {
    Network network = Network.mlp(7, List.of(5), 3, Activation.RELU);
    Mask mask = Mask.dense(network);
    Random random = new Random(1);
    for (Parameter parameter : network.prunable()) {
      BitSet kept = new BitSet();
      random.ints(4, 0, parameter.size()).forEach(kept::set);
      mask = mask.with(parameter, kept);
    }
    SequencedMap<String, String> about = new LinkedHashMap<>();
    about.put("spec", "{}");
    return new TicketFile(
        network,
        mask,
        weights(network, random).masked(mask),
        weights(network, random).masked(mask),
        Input.plain(),
        about);
  }

  private static Weights weights(Network network, Random random) {
    Map<String, float[]> values = new LinkedHashMap<>();
    for (Parameter parameter : network.parameters()) {
      float[] drawn = new float[parameter.size()];
      for (int i = 0; i < drawn.length; i++) {
        drawn[i] = random.nextFloat(-1, 1);
      }
      values.put(parameter.name(), drawn);
    }
    return Weights.of(network.parameters(), values);
  }
}
