package dev.tombola.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class WeightsTest {
  private static final Network NETWORK = Network.mlp(3, List.of(), 2, Activation.RELU);
  private static final Parameter WEIGHT = NETWORK.prunable().getFirst();

  @Test
  void names_come_in_the_network_s_order() {
    Map<String, float[]> values = new LinkedHashMap<>();
    values.put("fc1.bias", new float[2]);
    values.put("fc1.weight", new float[6]);
    assertThat(Weights.of(NETWORK.parameters(), values).names())
        .containsExactly("fc1.weight", "fc1.bias");
  }

  @Test
  void values_that_do_not_fit_are_refused_by_name() {
    assertRefused(Map.of("fc1.weight", new float[6]), "fc1.bias: expected 2 values, got none");
    assertRefused(
        Map.of("fc1.weight", new float[5], "fc1.bias", new float[2]),
        "fc1.weight: expected 6 values, got 5");
    assertRefused(
        Map.of("fc1.weight", new float[6], "fc1.bias", new float[2], "fc9.bias", new float[1]),
        "values of unknown parameters: fc9.bias");
    assertThatThrownBy(() -> weights(1).values("fc2.bias"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("fc2.bias");
    assertThatThrownBy(() -> weights(1).with("fc1.bias", new float[3]))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void masking_makes_pruned_weights_positive_zeros_and_leaves_the_rest_alone() {
    BitSet kept = new BitSet();
    kept.set(1);
    kept.set(5);
    Weights weights = weights(-1);
    Weights masked = weights.masked(Mask.dense(NETWORK).with(WEIGHT, kept));
    for (int i = 0; i < 6; i++) {
      int bits = Float.floatToRawIntBits(masked.values(WEIGHT)[i]);
      assertThat(bits).isEqualTo(kept.get(i) ? Float.floatToRawIntBits(-1) : 0);
    }
    assertThat(masked.values("fc1.bias")).containsExactly(-1, -1);
    assertThat(weights.values(WEIGHT)).containsOnly(-1);
  }

  @Test
  void replacing_one_parameter_leaves_the_other_weights_alone() {
    Weights weights = weights(1);
    Weights changed = weights.with("fc1.bias", new float[] {2, 3});
    assertThat(changed.values("fc1.bias")).containsExactly(2, 3);
    assertThat(changed.values(WEIGHT)).containsOnly(1);
    assertThat(weights.values("fc1.bias")).containsOnly(1);
  }

  @Test
  void zeros_of_different_sign_have_different_bits_and_a_nan_has_its_own() {
    assertThat(weights(1).sameBits(weights(1))).isTrue();
    assertThat(weights(0f).sameBits(weights(-0f))).isFalse();
    assertThat(weights(Float.NaN).sameBits(weights(Float.NaN))).isTrue();
    assertThat(weights(1).sameBits(weights(1).with("fc1.bias", new float[] {1, 2}))).isFalse();
  }

  private static void assertRefused(Map<String, float[]> values, String message) {
    assertThatThrownBy(() -> Weights.of(NETWORK.parameters(), values))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(message);
  }

  private static Weights weights(float value) {
    float[] weight = {value, value, value, value, value, value};
    return Weights.of(
        NETWORK.parameters(), Map.of("fc1.weight", weight, "fc1.bias", new float[] {value, value}));
  }
}
