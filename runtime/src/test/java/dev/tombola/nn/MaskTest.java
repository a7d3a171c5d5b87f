package dev.tombola.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.BitSet;
import java.util.List;
import org.junit.jupiter.api.Test;

final class MaskTest {
  private static final Network NETWORK = Network.mlp(4, List.of(3), 2, Activation.RELU);
  private static final Parameter FIRST = NETWORK.prunable().getFirst();
  private static final Parameter LAST = NETWORK.prunable().getLast();

  @Test
  void the_dense_mask_keeps_every_weight_and_knows_no_biases() {
    Mask mask = Mask.dense(NETWORK);
    assertThat(mask.parameters()).containsExactly(FIRST, LAST);
    assertThat(mask.survivors(FIRST)).isEqualTo(12);
    assertThat(mask.survivors()).isEqualTo(18);
    assertThat(mask.density()).isEqualTo(Density.DENSE);
    Parameter bias = NETWORK.parameters().get(1);
    assertThatThrownBy(() -> mask.keeps(bias, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("fc1.bias");
    assertThatThrownBy(() -> mask.with(bias, new BitSet()))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void densities_count_what_is_kept() {
    Mask mask = Mask.dense(NETWORK).with(FIRST, bits(0, 5, 11));
    assertThat(mask.indices(FIRST)).containsExactly(0, 5, 11);
    assertThat(mask.keeps(FIRST, 5)).isTrue();
    assertThat(mask.keeps(FIRST, 6)).isFalse();
    assertThat(mask.survivors(FIRST)).isEqualTo(3);
    assertThat(mask.survivors()).isEqualTo(9);
    assertThat(mask.density(FIRST)).isEqualTo(new Density(0.25));
    assertThat(mask.density()).isEqualTo(new Density(0.5));
  }

  @Test
  void a_mask_does_not_change_with_the_bits_it_was_made_of_or_gave_away() {
    BitSet bits = bits(1, 2);
    Mask dense = Mask.dense(NETWORK);
    Mask mask = dense.with(FIRST, bits);
    bits.set(7);
    mask.kept(FIRST).set(8);
    assertThat(mask.indices(FIRST)).containsExactly(1, 2);
    assertThat(dense.survivors(FIRST)).isEqualTo(12);
  }

  @Test
  void a_bit_beyond_the_weights_is_refused() {
    assertThatThrownBy(() -> Mask.dense(NETWORK).with(FIRST, bits(12)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("fc1.weight has 12 weights, but bit 12 is set");
    assertThat(Mask.dense(NETWORK).with(FIRST, bits(11)).survivors(FIRST)).isEqualTo(1);
  }

  @Test
  void masks_are_equal_when_they_keep_the_same() {
    Mask mask = Mask.dense(NETWORK).with(FIRST, bits(1));
    assertThat(mask)
        .isEqualTo(Mask.dense(NETWORK).with(FIRST, bits(1)))
        .hasSameHashCodeAs(Mask.dense(NETWORK).with(FIRST, bits(1)))
        .isNotEqualTo(Mask.dense(NETWORK));
  }

  private static BitSet bits(int... set) {
    BitSet bits = new BitSet();
    for (int bit : set) {
      bits.set(bit);
    }
    return bits;
  }
}
