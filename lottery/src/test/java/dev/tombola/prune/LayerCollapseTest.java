package dev.tombola.prune;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tombola.nn.Activation;
import dev.tombola.nn.Mask;
import dev.tombola.nn.Network;
import dev.tombola.nn.Parameter;
import dev.tombola.nn.Weights;
import dev.tombola.random.Streams;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Three layers of 20, 8 and 6 weights, of which the one in the middle has the least scores.
final class LayerCollapseTest {
  private static final Network NETWORK = Network.mlp(5, List.of(4, 2), 3, Activation.RELU);
  private static final Parameter MIDDLE = NETWORK.prunable().get(1);
  private static final Weights TRAINED =
      Weights.of(
          NETWORK.parameters(),
          Map.of(
              "fc1.weight",
              rising(20, 1),
              "fc1.bias",
              new float[4],
              "fc2.weight",
              rising(8, 0.01f),
              "fc2.bias",
              new float[2],
              "fc3.weight",
              rising(6, 10),
              "fc3.bias",
              new float[3]));

  private static float[] rising(int size, float unit) {
    float[] values = new float[size];
    IntStream.range(0, size).forEach(i -> values[i] = unit * (i + 1));
    return values;
  }

  @Test
  void the_best_weight_of_a_layer_stays_and_the_next_lowest_of_another_falls_in_its_stead() {
    Mask reported = prune(new Scope.Global(0.3, List.of()), LayerCollapse.REPORT);
    assertThat(survivors(reported)).containsExactly(18, 0, 6);
    Mask prevented = prune(new Scope.Global(0.3, List.of()), LayerCollapse.PREVENT);
    assertThat(survivors(prevented)).containsExactly(17, 1, 6);
    assertThat(prevented.indices(MIDDLE)).containsExactly(7);
    assertThat(prevented.indices(NETWORK.prunable().getFirst())).startsWith(3).hasSize(17);
  }

  @Test
  void among_equal_scores_the_higher_index_is_the_best() {
    Weights alike = TRAINED.with("fc2.weight", new float[] {1, 1, 1, 1, 1, 1, 1, 1});
    Mask mask =
        pruning(new Scope.Layerwise(0.99, Map.of()), LayerCollapse.PREVENT)
            .prune(NETWORK, Mask.dense(NETWORK), alike, Streams.of(1));
    assertThat(mask.indices(MIDDLE)).containsExactly(7);
  }

  @Test
  void a_layer_by_itself_keeps_one_more_than_its_rate_says() {
    Scope scope = new Scope.Layerwise(0.2, Map.of("fc2", 0.99));
    assertThat(survivors(prune(scope, LayerCollapse.REPORT))).containsExactly(16, 0, 5);
    assertThat(survivors(prune(scope, LayerCollapse.PREVENT))).containsExactly(16, 1, 5);
  }

  static List<Scope> scopes() {
    return List.of(
        new Scope.Global(0.6, List.of()),
        new Scope.Layerwise(0.6, Map.of()),
        new Scope.ErdosRenyiKernel(0.6, List.of()));
  }

  @ParameterizedTest
  @MethodSource("scopes")
  void rounds_end_with_one_weight_in_each_layer_if_none_may_collapse(Scope scope) {
    Pruning pruning = pruning(scope, LayerCollapse.PREVENT);
    int fruitful = pruning.fruitfulRounds(NETWORK, 100);
    Mask mask = Mask.dense(NETWORK);
    for (int round = 1; round <= fruitful; round++) {
      Mask before = mask;
      mask = pruning.prune(NETWORK, mask, TRAINED, Streams.of(1));
      assertThat(mask.survivors()).isLessThan(before.survivors());
      assertThat(survivors(mask)).doesNotContain(0);
    }
    assertThat(survivors(mask)).containsExactly(1, 1, 1);
    assertThat(pruning.prune(NETWORK, mask, TRAINED, Streams.of(1))).isEqualTo(mask);
  }

  @ParameterizedTest
  @MethodSource("scopes")
  void layers_that_have_nothing_left_are_pruned_on_as_if_they_were_not_there(Scope scope) {
    Pruning pruning = pruning(scope, LayerCollapse.REPORT);
    Mask mask = Mask.dense(NETWORK);
    for (int round = 1; round <= pruning.fruitfulRounds(NETWORK, 100); round++) {
      mask = pruning.prune(NETWORK, mask, TRAINED, Streams.of(1));
    }
    assertThat(mask.survivors()).isZero();
  }

  private static Mask prune(Scope scope, LayerCollapse layerCollapse) {
    return pruning(scope, layerCollapse)
        .prune(NETWORK, Mask.dense(NETWORK), TRAINED, Streams.of(1));
  }

  private static Pruning pruning(Scope scope, LayerCollapse layerCollapse) {
    return new Pruning(Rounds.ITERATIVE, new Criterion.Magnitude(), scope, layerCollapse);
  }

  private static List<Integer> survivors(Mask mask) {
    return NETWORK.prunable().stream().map(mask::survivors).toList();
  }
}
