package dev.tombola.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.tombola.nn.Activation;
import dev.tombola.nn.ImageShape;
import dev.tombola.nn.Layer;
import dev.tombola.nn.Mask;
import dev.tombola.nn.Network;
import dev.tombola.nn.Parameter;
import dev.tombola.nn.ResNet;
import dev.tombola.nn.Width;
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

  /// Two channels of 2×2, a convolution to two channels, a pooling, two classes.
  @Test
  void a_channel_lives_by_any_weight_of_a_kernel_and_a_flattened_one_by_any_of_its_features() {
    ImageShape image = new ImageShape(2, 2, 2);
    Network network =
        new Network(
            List.of(
                new Layer.Conv("conv", image, 2, 3, 1, 1, true),
                new Layer.Relu("relu", 8),
                new Layer.Dense("fc", 8, 2)));
    Parameter conv = network.prunable().getFirst();
    Parameter dense = network.prunable().getLast();
    // Channel 0 by a weight of its second kernel, channel 1 by none; features 2 and 5 are theirs.
    Mask mask = Mask.dense(network).with(conv, bits(13)).with(dense, bits(2, 8 + 5));
    Structure structure = Structures.of(network, mask);
    assertThat(structure.hiddenNeurons()).isEqualTo(2);
    assertThat(structure.deadNeurons()).isEqualTo(1);
    assertThat(structure.effective().value()).isEqualTo(2.0 / (36 + 16));
    assertThat(Structures.survivorsByInput(network, mask)).hasSize(18).containsSequence(0, 1, 0);
  }

  @Test
  void a_channel_of_a_residual_block_lives_by_its_shortcut_too() {
    ImageShape image = new ImageShape(1, 4, 4);
    for (ResNet.Shortcut shortcut : ResNet.Shortcut.values()) {
      Network network = ResNet.of(8, new Width(0.125), shortcut, image, 2);
      Mask dense = Mask.dense(network);
      Structure whole = Structures.of(network, dense);
      assertThat(whole.effective().value()).isEqualTo(1);
      assertThat(whole.deadNeurons()).isZero();
      Parameter first = weight(network, "layer1.0.conv2");
      Structure identity = Structures.of(network, dense.with(first, bits()));
      // The body's two channels die, and those of its second convolution are reached no more.
      assertThat(identity.deadNeurons()).isEqualTo(4);
      Parameter second = weight(network, "layer2.0.conv2");
      Structure changed = Structures.of(network, dense.with(second, bits()));
      // Two of the four channels have zeros alone by option A, which the next block looks at.
      assertThat(changed.deadNeurons()).isEqualTo(8);
      long lost =
          weight(network, "layer2.0.conv1").size()
              + second.size()
              + (shortcut == ResNet.Shortcut.OPTION_A ? 2L * 9 * 8 : 0);
      assertThat(changed.effective().value())
          .isEqualTo(1 - (double) lost / network.weights(), within(1e-12));
    }
  }

  private static Parameter weight(Network network, String layer) {
    return network.prunable().stream()
        .filter(weight -> weight.name().equals(layer + ".weight"))
        .findFirst()
        .orElseThrow();
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

  private static BitSet bits(int... indices) {
    BitSet bits = new BitSet();
    for (int index : indices) {
      bits.set(index);
    }
    return bits;
  }
}
