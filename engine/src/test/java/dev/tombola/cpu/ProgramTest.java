package dev.tombola.cpu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import dev.tombola.data.Examples;
import dev.tombola.nn.Activation;
import dev.tombola.nn.ImageShape;
import dev.tombola.nn.Mask;
import dev.tombola.nn.Network;
import dev.tombola.nn.ResNet;
import dev.tombola.nn.Weights;
import dev.tombola.nn.Width;
import dev.tombola.random.Streams;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// Programs that only look, beside those that learn.
final class ProgramTest {
  private static final int BATCH = 37;
  private static final Network DENSE_LAYERS = Network.mlp(30, List.of(24, 12), 4, Activation.TANH);
  private static final Network EVERY_LAYER = SmallNetworks.everyLayer(0.3);

  static Stream<Arguments> programs() {
    return Stream.of(KernelChoice.values())
        .flatMap(choice ->
            Stream.of(DENSE_LAYERS, EVERY_LAYER).map(network -> Arguments.of(network, choice)));
  }

  /// With weights of which pruned ones are not zero, as a program is allowed to get them.
  @ParameterizedTest
  @MethodSource("programs")
  void a_program_that_only_looks_gives_the_same_bytes_as_one_that_learns(
      Network network, KernelChoice choice) {
    Examples examples = TestNetworks.examples(85, network.inputs(), network.classes(), 1);
    Mask mask = TestNetworks.randomMask(network, 0.5, 5);
    Weights weights = VariedWeights.of(network, Streams.of(3));
    Blocks blocks = new Blocks(network.inputs());
    try (Program looking = Program.looking(network, mask, weights, choice, BATCH);
        Program learning = learning(network, mask, weights, choice)) {
      assertThat(looking.weights().sameBits(learning.weights())).isTrue();
      assertThat(looking.weights().sameBits(weights.masked(mask))).isTrue();
      for (Program program : List.of(looking, learning)) {
        blocks.recalibrate(program, examples, BATCH);
      }
      assertThat(looking.weights().sameBits(learning.weights())).isTrue();
      assertThat(blocks.evaluate(looking, examples)).isEqualTo(blocks.evaluate(learning, examples));
      assertThat(looking.rows().getLast().values(0))
          .containsExactly(learning.rows().getLast().values(0));
      assertThat(looking.cost(BATCH, 4)).isEqualTo(learning.cost(BATCH, 4));
      assertThat(looking.plan()).isEqualTo(learning.plan());
    }
  }

  @ParameterizedTest
  @MethodSource("programs")
  void a_program_that_only_looks_cannot_learn_and_says_so(Network network, KernelChoice choice) {
    Mask mask = TestNetworks.randomMask(network, 0.5, 5);
    Weights weights = VariedWeights.of(network, Streams.of(3));
    Examples examples = TestNetworks.examples(BATCH, network.inputs(), network.classes(), 1);
    try (Program looking = Program.looking(network, mask, weights, choice, BATCH)) {
      Weights before = looking.weights();
      assertThatThrownBy(() -> new Blocks(network.inputs()).learn(looking, examples))
          .isInstanceOf(IllegalStateException.class)
          .hasMessage(
              "this program only looks and has no gradients: open it with Program.learning");
      assertThatThrownBy(looking::gradients)
          .isInstanceOf(IllegalStateException.class)
          .hasMessageStartingWith("this program only looks");
      assertThat(looking.weights().sameBits(before)).isTrue();
    }
  }

  @ParameterizedTest
  @MethodSource("programs")
  void a_program_that_only_looks_has_no_gradients_and_no_moments(
      Network network, KernelChoice choice) {
    Mask mask = TestNetworks.randomMask(network, 0.5, 5);
    Weights weights = VariedWeights.of(network, Streams.of(3));
    try (Program looking = Program.looking(network, mask, weights, choice, BATCH)) {
      for (Tensor tensor : looking.tensors()) {
        assertThat(tensor.gradient).as(tensor.name).isEmpty();
        assertThat(tensor.first).as(tensor.name).isEmpty();
        assertThat(tensor.second).as(tensor.name).isEmpty();
      }
      for (Features rows : looking.rows()) {
        assertThat(rows.gradient(0)).isEmpty();
      }
    }
  }

  /// Nearly all that a residual network needs is activations and their gradients, of which some
  /// share their place.
  @Test
  void a_residual_network_that_only_looks_needs_less_than_three_quarters_of_the_memory() {
    ImageShape image = new ImageShape(3, 32, 32);
    Network network = ResNet.of(8, Width.WHOLE, ResNet.Shortcut.OPTION_A, image, 10);
    Mask mask = Mask.dense(network);
    Weights weights = VariedWeights.of(network, Streams.of(3));
    long learns = bytes(() -> learning(network, mask, weights, KernelChoice.BY_DENSITY));
    long looks =
        bytes(() -> Program.looking(network, mask, weights, KernelChoice.BY_DENSITY, BATCH));
    assertThat((double) looks / learns).isBetween(0.5, 0.75);
  }

  private interface Opening {
    Program open();
  }

  /// That this thread allocates to open a program.
  private static long bytes(Opening opening) {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long before = threads.getCurrentThreadAllocatedBytes();
    opening.open().close();
    return threads.getCurrentThreadAllocatedBytes() - before;
  }

  private static Program learning(
      Network network, Mask mask, Weights weights, KernelChoice choice) {
    return Program.learning(network, mask, weights, choice, BATCH, 2, new Team());
  }
}
