package dev.tombola.measure;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tombola.nn.Activation;
import dev.tombola.nn.Mask;
import dev.tombola.nn.Network;
import dev.tombola.nn.Parameter;
import java.util.BitSet;
import java.util.List;
import org.junit.jupiter.api.Test;

final class StructuresTest {
  private static final Network NETWORK = Network.mlp(3, List.of(3), 2, Activation.RELU);

  @Test
  void only_survivors_on_a_path_from_input_to_output_are_effective() {
    // Hidden 0: in and out. Hidden 1: in, no out. Hidden 2: out, no in.
    Mask mask = mask(new int[] {0, 1, 3}, new int[] {0, 2, 5});
    Structure structure = Structures.of(NETWORK, mask);
    assertThat(structure.survivors()).containsEntry("fc1.weight", 3).containsEntry("fc2.weight", 3);
    assertThat(structure.effective().value()).isEqualTo(3.0 / 15);
    assertThat(structure.deadNeurons()).isEqualTo(2);
    assertThat(structure.hiddenNeurons()).isEqualTo(3);
    assertThat(Structures.survivorsByInput(NETWORK, mask)).containsExactly(2, 1, 0);
  }

  @Test
  void overlap_is_what_both_keep_and_chance_what_independent_masks_would() {
    Mask one = mask(new int[] {0, 1, 2}, new int[] {0, 1});
    Mask other = mask(new int[] {2, 3, 4}, new int[] {1, 2});
    assertThat(Structures.overlap(one, other)).isEqualTo(2.0 / 5);
    assertThat(Structures.chanceOverlap(one, other)).isEqualTo((9.0 / 9 + 4.0 / 6) / 5);
    assertThat(Structures.overlap(one, one)).isEqualTo(1);
  }

  private static Mask mask(int[] first, int[] second) {
    Mask mask = Mask.dense(NETWORK);
    Parameter one = NETWORK.prunable().getFirst();
    Parameter two = NETWORK.prunable().getLast();
    return mask.with(one, bits(first)).with(two, bits(second));
  }

  private static BitSet bits(int[] indices) {
    BitSet bits = new BitSet();
    for (int index : indices) {
      bits.set(index);
    }
    return bits;
  }
}
