package dev.tombola.prune;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.tombola.nn.Mask;
import dev.tombola.nn.Network;
import dev.tombola.nn.Parameter;
import dev.tombola.nn.Weights;
import dev.tombola.random.Streams;
import dev.tombola.train.Initialiser;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ErdosRenyiTest {
  /// Weights 108, 288, 576, 32, 1536, 120; sums of their shapes 13, 18, 22, 14, 140, 22.
  private static final Network NETWORK = ScopeTest.NETWORK;

  private static final Weights TRAINED = Initialiser.GLOROT_NORMAL.draw(NETWORK, Streams.of(1));

  @Test
  void where_no_layer_is_full_counts_are_in_proportion_to_the_sum_of_the_shape() {
    assertThat(counts(229, 0)).containsExactly(13, 18, 22, 14, 140, 22);
    // 6.5, 9, 11, 7, 70, 11: half a weight is missing, and one layer has a remainder.
    assertThat(counts(115, 0)).containsExactly(7, 9, 11, 7, 70, 11);
  }

  @Test
  void what_full_layers_leave_over_goes_to_the_others_in_the_same_proportion() {
    int[] counts = counts(1330, 0);
    // The 1 × 1 convolution and fc2 are full: 1178 for shapes of 193 in all.
    assertThat(counts[3]).isEqualTo(32);
    assertThat(counts[5]).isEqualTo(120);
    for (int layer : new int[] {0, 1, 2, 4}) {
      double share = new int[] {13, 18, 22, 14, 140, 22}[layer] / 193.0;
      assertThat((double) counts[layer]).isCloseTo(share * 1178, within(1.0));
    }
    assertThat(Arrays.stream(counts).sum()).isEqualTo(1330);
  }

  @Test
  void every_total_is_met_exactly_and_no_layer_grows_as_it_falls() {
    int[] before = counts(2660, 0);
    assertThat(before).containsExactly(108, 288, 576, 32, 1536, 120);
    for (int total = 2659; total >= 0; total--) {
      int[] counts = ErdosRenyi.counts(NETWORK.prunable(), before, total, 0);
      assertThat(Arrays.stream(counts).sum()).isEqualTo(total);
      for (int l = 0; l < counts.length; l++) {
        assertThat(counts[l]).isBetween(0, before[l]);
      }
      before = counts;
    }
  }

  @Test
  void a_layer_that_would_be_left_with_nothing_takes_one_of_the_largest() {
    assertThat(counts(8, 0)).containsExactly(0, 1, 1, 0, 5, 1);
    assertThat(counts(8, 1)).containsExactly(1, 1, 1, 1, 3, 1);
  }

  @ParameterizedTest
  @ValueSource(doubles = {0.2, 0.5, 0.37})
  void rounds_have_the_total_of_a_global_scope_and_drop_the_lowest_scores_of_each_layer(
      double rate) {
    Pruning kernel = magnitude(new Scope.ErdosRenyiKernel(rate, List.of("conv1")));
    Pruning global = magnitude(new Scope.Global(rate, List.of("conv1")));
    Mask mask = Mask.dense(NETWORK);
    Mask other = mask;
    for (int round = 1; round <= 6; round++) {
      Mask before = mask;
      mask = kernel.prune(NETWORK, mask, TRAINED, Streams.of(2));
      other = global.prune(NETWORK, other, TRAINED, Streams.of(2));
      assertThat(mask.survivors()).isEqualTo(other.survivors());
      assertThat(mask.survivors(NETWORK.prunable().getFirst())).isEqualTo(108);
      for (Parameter weight : NETWORK.prunable()) {
        double leastKept = Double.POSITIVE_INFINITY;
        double mostDropped = 0;
        for (int i : before.indices(weight)) {
          double size = Math.abs(TRAINED.values(weight)[i]);
          leastKept = mask.keeps(weight, i) ? Math.min(leastKept, size) : leastKept;
          mostDropped = mask.keeps(weight, i) ? mostDropped : Math.max(mostDropped, size);
        }
        assertThat(leastKept).isGreaterThan(mostDropped);
      }
    }
  }

  private static Pruning magnitude(Scope scope) {
    return new Pruning(Rounds.ITERATIVE, new Criterion.Magnitude(), scope);
  }

  private static int[] counts(long total, int least) {
    int[] survivors = NETWORK.prunable().stream().mapToInt(Parameter::size).toArray();
    return ErdosRenyi.counts(NETWORK.prunable(), survivors, total, least);
  }
}
