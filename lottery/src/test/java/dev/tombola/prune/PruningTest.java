package dev.tombola.prune;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tombola.UserException;
import dev.tombola.nn.Activation;
import dev.tombola.nn.Mask;
import dev.tombola.nn.Network;
import dev.tombola.nn.Parameter;
import dev.tombola.nn.Weights;
import dev.tombola.random.Streams;
import dev.tombola.train.Initialiser;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class PruningTest {
  private static final Network NETWORK = Network.mlp(11, List.of(7, 5), 3, Activation.RELU);
  private static final Weights TRAINED = Initialiser.GLOROT_NORMAL.draw(NETWORK, Streams.of(1));
  private static final Streams DRAWS = Streams.of(2);

  @Test
  void each_layer_loses_its_own_rate_rounded_half_up() {
    Pruning pruning = magnitude(new Scope.Layerwise(0.2, Map.of("output", 0.1, "fc2", 0.5)));
    Mask once = pruning.prune(NETWORK, Mask.dense(NETWORK), TRAINED, DRAWS);
    // 77 · 0.2 = 15.4, 35 · 0.5 = 17.5, 15 · 0.1 = 1.5
    assertThat(survivors(once)).containsExactly(77 - 15, 35 - 18, 15 - 2);
    Mask twice = pruning.prune(NETWORK, once, TRAINED, DRAWS);
    assertThat(survivors(twice)).containsExactly(62 - 12, 17 - 9, 13 - 1);
  }

  @Test
  void the_survivors_are_those_of_largest_magnitude() {
    Mask pruned =
        magnitude(new Scope.Layerwise(0.5, Map.of()))
            .prune(NETWORK, Mask.dense(NETWORK), TRAINED, DRAWS);
    for (Parameter weight : NETWORK.prunable()) {
      double leastKept = Double.MAX_VALUE;
      double mostDropped = 0;
      for (int i = 0; i < weight.size(); i++) {
        double magnitude = Math.abs(TRAINED.values(weight)[i]);
        if (pruned.keeps(weight, i)) {
          leastKept = Math.min(leastKept, magnitude);
        } else {
          mostDropped = Math.max(mostDropped, magnitude);
        }
      }
      assertThat(mostDropped).isLessThan(leastKept);
    }
  }

  @Test
  void equal_scores_fall_to_the_lower_index_and_negative_weights_count_by_size() {
    Network network = Network.mlp(5, List.of(), 2, Activation.RELU);
    Parameter weight = network.prunable().getFirst();
    Weights weights =
        Weights.of(
            network.parameters(),
            Map.of(
                "fc1.weight",
                new float[] {1, -1, 1, -3, 1, 1, -2, 1, 1, 1},
                "fc1.bias",
                new float[2]));
    Mask mask =
        magnitude(new Scope.Layerwise(0.4, Map.of()))
            .prune(network, Mask.dense(network), weights, DRAWS);
    assertThat(mask.indices(weight)).containsExactly(3, 5, 6, 7, 8, 9);
  }

  @ParameterizedTest
  @CsvSource({"0.2, 25", "0.0, 0", "0.5, 64", "0.99, 126"})
  void a_global_scope_drops_exactly_the_fraction_of_all(double rate, int dropped) {
    Mask mask =
        magnitude(new Scope.Global(rate, List.of()))
            .prune(NETWORK, Mask.dense(NETWORK), TRAINED, DRAWS);
    assertThat(mask.survivors()).isEqualTo(127 - dropped);
  }

  @Test
  void a_layer_that_is_left_out_keeps_its_weights_and_does_not_count() {
    Mask mask =
        magnitude(new Scope.Global(0.5, List.of("output")))
            .prune(NETWORK, Mask.dense(NETWORK), TRAINED, DRAWS);
    assertThat(mask.survivors(NETWORK.prunable().getLast())).isEqualTo(15);
    assertThat(mask.survivors()).isEqualTo(127 - 56);
  }

  @Test
  void rounds_are_fruitful_as_long_as_one_weight_falls() {
    Pruning pruning = magnitude(new Scope.Layerwise(0.2, Map.of()));
    int fruitful = pruning.fruitfulRounds(NETWORK, 100);
    Mask mask = Mask.dense(NETWORK);
    for (int round = 1; round <= fruitful; round++) {
      Mask pruned = pruning.prune(NETWORK, mask, TRAINED, DRAWS);
      assertThat(pruned.survivors()).isLessThan(mask.survivors());
      mask = pruned;
    }
    assertThat(pruning.prune(NETWORK, mask, TRAINED, DRAWS)).isEqualTo(mask);
    assertThat(pruning.fruitfulRounds(NETWORK, 3)).isEqualTo(3);
    assertThat(magnitude(new Scope.Global(0, List.of())).fruitfulRounds(NETWORK, 3)).isZero();
  }

  @Test
  void a_random_criterion_differs_by_stream_and_repeats() {
    Pruning random =
        new Pruning(Rounds.ITERATIVE, new Criterion.Random(), new Scope.Layerwise(0.5, Map.of()));
    Mask dense = Mask.dense(NETWORK);
    Mask one = random.prune(NETWORK, dense, TRAINED, Streams.of(1));
    assertThat(random.prune(NETWORK, dense, TRAINED, Streams.of(1))).isEqualTo(one);
    assertThat(random.prune(NETWORK, dense, TRAINED, Streams.of(2))).isNotEqualTo(one);
  }

  @Test
  void an_unknown_layer_and_a_rate_out_of_range_name_the_setting() {
    assertThatThrownBy(() -> new Scope.Layerwise(0.2, Map.of("fc9", 0.1)).check(NETWORK))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("pruning.scope.layers")
        .hasMessageContaining("fc9")
        .hasMessageContaining("fc1, fc2, fc3, and output is the last of them");
    assertThatThrownBy(() -> new Scope.Global(1, List.of()).check(NETWORK))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("pruning.scope.rate: 1.0");
    assertThatThrownBy(
            () -> new Scope.Layerwise(0.2, Map.of("fc3", 0.1, "output", 0.3)).check(NETWORK))
        .hasMessageContaining("fc3 and output are the same layer");
  }

  private static Pruning magnitude(Scope scope) {
    return new Pruning(Rounds.ITERATIVE, new Criterion.Magnitude(), scope);
  }

  private static List<Integer> survivors(Mask mask) {
    return NETWORK.prunable().stream().map(mask::survivors).toList();
  }
}
