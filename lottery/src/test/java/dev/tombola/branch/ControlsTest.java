package dev.tombola.branch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tombola.nn.Activation;
import dev.tombola.nn.ConvNet;
import dev.tombola.nn.ImageShape;
import dev.tombola.nn.Mask;
import dev.tombola.nn.Network;
import dev.tombola.nn.Parameter;
import dev.tombola.nn.ResNet;
import dev.tombola.nn.Weights;
import dev.tombola.nn.Width;
import dev.tombola.prune.Criterion;
import dev.tombola.prune.Pruning;
import dev.tombola.prune.Rounds;
import dev.tombola.prune.Scope;
import dev.tombola.random.Streams;
import dev.tombola.train.Initialiser;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// Each control differs from its ticket in exactly one factor.
final class ControlsTest {
  private static final Network NETWORK = Network.mlp(20, List.of(15, 8), 4, Activation.RELU);
  private static final Weights REWIND = Initialiser.GLOROT_NORMAL.draw(NETWORK, Streams.of(1));
  private static final Mask MASK =
      new Pruning(Rounds.ITERATIVE, new Criterion.Magnitude(), new Scope.Layerwise(0.7, Map.of()))
          .prune(NETWORK, Mask.dense(NETWORK), REWIND, Streams.of(1));
  private static final Ticket TICKET = new Ticket(NETWORK, MASK, REWIND);
  private static final Controls CONTROLS = new Controls(Initialiser.GLOROT_NORMAL, REWIND);

  @Test
  void reinit_keeps_the_mask_and_has_new_values() {
    Ticket control = CONTROLS.of(new Branch.Reinit(List.of(), 1), TICKET, Streams.of(5));
    assertThat(control.mask()).isEqualTo(MASK);
    for (Parameter weight : NETWORK.prunable()) {
      for (int i : MASK.indices(weight)) {
        assertThat(control.start().values(weight)[i])
            .isNotEqualTo(TICKET.start().values(weight)[i]);
      }
    }
    Ticket other = CONTROLS.of(new Branch.Reinit(List.of(), 2), TICKET, Streams.of(6));
    assertThat(other.start().sameBits(control.start())).isFalse();
  }

  @Test
  void random_mask_keeps_counts_and_values() {
    Ticket control = CONTROLS.of(new Branch.RandomMask(List.of(), 1), TICKET, Streams.of(5));
    assertThat(control.mask()).isNotEqualTo(MASK);
    for (Parameter weight : NETWORK.prunable()) {
      assertThat(control.mask().survivors(weight)).isEqualTo(MASK.survivors(weight));
      for (int i : control.mask().indices(weight)) {
        assertThat(control.start().values(weight)[i]).isEqualTo(REWIND.values(weight)[i]);
      }
    }
  }

  @Test
  void shuffle_values_keeps_the_mask_and_each_layer_s_values_as_a_set() {
    Ticket control = CONTROLS.of(new Branch.ShuffleValues(List.of(), 1), TICKET, Streams.of(5));
    assertThat(control.mask()).isEqualTo(MASK);
    assertThat(control.start().sameBits(TICKET.start())).isFalse();
    for (Parameter weight : NETWORK.prunable()) {
      assertThat(sorted(control, weight)).isEqualTo(sorted(TICKET, weight));
    }
  }

  @Test
  void sign_only_keeps_mask_and_signs_and_has_one_size_per_layer() {
    Ticket control = CONTROLS.of(new Branch.SignOnly(List.of(), 1), TICKET, Streams.of(5));
    assertThat(control.mask()).isEqualTo(MASK);
    for (Parameter weight : NETWORK.prunable()) {
      float size = (float) Initialiser.GLOROT_NORMAL.deviation(weight);
      for (int i : MASK.indices(weight)) {
        assertThat(control.start().values(weight)[i])
            .isEqualTo(Math.copySign(size, TICKET.start().values(weight)[i]));
      }
    }
  }

  @Test
  void small_dense_has_about_as_many_weights() {
    Ticket control = CONTROLS.of(new Branch.SmallDense(List.of(), 1), TICKET, Streams.of(5));
    assertThat(control.mask().density().value()).isEqualTo(1);
    assertThat((double) control.network().weights() / MASK.survivors()).isBetween(0.85, 1.15);
    assertThat(
            Controls.smallDense(Network.mlp(784, List.of(300, 100), 10, Activation.RELU), 9537)
                .weights())
        .isBetween(9000L, 10000L);
  }

  @Test
  void small_dense_of_a_convolutional_network_has_fewer_channels_everywhere() {
    ImageShape image = new ImageShape(3, 8, 8);
    for (Network network :
        List.of(
            ConvNet.of(2, Width.WHOLE, image, 10, 0.5),
            ResNet.of(20, Width.WHOLE, ResNet.Shortcut.OPTION_A, image, 10),
            ResNet.of(20, Width.WHOLE, ResNet.Shortcut.PROJECTION, image, 10))) {
      Network small = Controls.smallDense(network, network.weights() / 10);
      assertThat((double) small.weights() / network.weights()).isBetween(0.09, 0.11);
      assertThat(small.image()).isEqualTo(network.image());
      assertThat(small.classes()).isEqualTo(10);
      assertThat(small.layers()).hasSameSizeAs(network.layers());
    }
  }

  private static List<Float> sorted(Ticket ticket, Parameter weight) {
    List<Float> values = new ArrayList<>();
    for (int i : ticket.mask().indices(weight)) {
      values.add(ticket.start().values(weight)[i]);
    }
    Collections.sort(values);
    return values;
  }
}
