package dev.tombola.cpu;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.tombola.data.Examples;
import dev.tombola.nn.ImageShape;
import dev.tombola.nn.Layer;
import dev.tombola.nn.Mask;
import dev.tombola.nn.Network;
import dev.tombola.nn.Parameter;
import dev.tombola.nn.Weights;
import dev.tombola.random.Streams;
import dev.tombola.train.Optimiser;
import dev.tombola.train.State;
import dev.tombola.train.Training;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.BitSet;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/// Trainings of networks with every kind of layer, by dense kernels, by sparse ones and by both.
final class ConvolutionSessionTest {
  private static final Network NETWORK = SmallNetworks.everyLayer(0.3);
  private static final Optimiser MOMENTUM = new Optimiser.Momentum(0.9, false, 0.01);
  private static final Optimiser ADAM = new Optimiser.Adam(0.9, 0.999, 1e-8, 0.01);

  static Stream<Optimiser> optimisers() {
    return Stream.of(MOMENTUM, ADAM);
  }

  @ParameterizedTest
  @EnumSource
  void a_restored_session_goes_on_with_the_same_bits(KernelChoice choice) {
    Mask mask = TestNetworks.randomMask(NETWORK, 0.5, 5);
    Training training = ShortTraining.training(NETWORK, mask, MOMENTUM, 37, 12);
    State state;
    Weights whole;
    try (CpuSession session = new CpuSession(training, choice)) {
      session.advance(5);
      state = session.state();
      session.advance(12);
      whole = session.weights();
    }
    try (CpuSession restored = new CpuSession(training, choice)) {
      restored.advance(2);
      restored.restore(state);
      restored.advance(12);
      assertThat(restored.weights().sameBits(whole)).isTrue();
    }
    for (Parameter parameter : NETWORK.parameters()) {
      assertThat(whole.values(parameter))
          .as("%s has moved", parameter.name())
          .isNotEqualTo(training.start().values(parameter));
    }
  }

  @ParameterizedTest
  @EnumSource
  void looking_at_examples_changes_nothing(KernelChoice choice) {
    Mask mask = TestNetworks.randomMask(NETWORK, 0.5, 5);
    Training training = ShortTraining.training(NETWORK, mask, MOMENTUM, 37, 10);
    try (CpuSession undisturbed = new CpuSession(training, choice);
        CpuSession session = new CpuSession(training, choice)) {
      undisturbed.advance(10);
      for (int step = 1; step <= 10; step++) {
        session.advance(step);
        session.evaluate(training.split().validation());
        session.weights();
        session.state();
      }
      assertThat(session.weights().sameBits(undisturbed.weights())).isTrue();
      if (choice == KernelChoice.BY_DENSITY) {
        Examples validation = training.split().validation();
        assertThat(session.evaluate(validation))
            .isEqualTo(new CpuEngine().evaluate(NETWORK, mask, session.weights(), validation));
      }
    }
  }

  /// A team that never goes on alone, of threads that have next to nothing to do here.
  @ParameterizedTest
  @EnumSource
  void the_number_of_threads_does_not_show_in_a_result_even_if_it_changes(KernelChoice choice) {
    Mask mask = TestNetworks.randomMask(NETWORK, 0.5, 5);
    for (int batch : new int[] {1, 37, 70}) {
      Training training = ShortTraining.training(NETWORK, mask, MOMENTUM, batch, 4);
      Weights alone = trained(training, choice, 1);
      for (int[] threads : new int[][] {{2}, {3}, {5}, {4, 1, 3, 2}}) {
        assertThat(trained(training, choice, threads).sameBits(alone))
            .as("%d examples on %s threads", batch, Arrays.toString(threads))
            .isTrue();
      }
    }
  }

  private static Weights trained(Training training, KernelChoice choice, int... threads) {
    try (CpuSession session = new CpuSession(training, choice, new Team(Integer.MAX_VALUE))) {
      for (int step = 0; step < training.to(); step++) {
        session.threads(threads[step % threads.length]);
        session.advance(step + 1);
        session.evaluate(training.split().validation());
      }
      return session.weights();
    }
  }

  @ParameterizedTest
  @MethodSource("optimisers")
  void a_pruned_weight_and_its_moments_stay_exactly_zero(Optimiser optimiser) {
    Mask mask = TestNetworks.randomMask(NETWORK, 0.6, 5);
    for (KernelChoice choice : KernelChoice.values()) {
      Training training = ShortTraining.training(NETWORK, mask, optimiser, 37, 8);
      try (CpuSession session = new CpuSession(training, choice)) {
        session.advance(8);
        Weights weights = session.weights();
        for (Parameter parameter : NETWORK.prunable()) {
          assertZeroWherePruned(mask, parameter, weights.values(parameter));
        }
        State state = session.state();
        for (Layer layer : NETWORK.flat()) {
          if (layer instanceof Layer.Conv conv && choice == KernelChoice.DENSE) {
            Parameter parameter = conv.parameters().getFirst();
            state.values().entrySet().stream()
                .filter(entry -> entry.getKey().startsWith(parameter.name()))
                .forEach(entry ->
                    assertZeroWherePruned(mask, parameter, rowMajor(conv, entry.getValue())));
          }
        }
      }
    }
  }

  /// What dense kernels have by summands.
  private static float[] rowMajor(Layer.Conv conv, float[] bySummands) {
    float[] values = new float[conv.parameters().getFirst().size()];
    int summands = values.length / conv.channels();
    int stride = DenseConvKernels.stride(conv.channels());
    for (int i = 0; i < values.length; i++) {
      values[i] = bySummands[i % summands * stride + i / summands];
    }
    return values;
  }

  private static void assertZeroWherePruned(Mask mask, Parameter parameter, float[] values) {
    int moved = 0;
    for (int i = 0; i < values.length; i++) {
      if (!mask.keeps(parameter, i)) {
        assertThat(Float.floatToRawIntBits(values[i])).as(parameter.name()).isZero();
      }
      moved += values[i] != 0 ? 1 : 0;
    }
    assertThat(moved).isGreaterThan(mask.survivors(parameter) / 2);
  }

  @ParameterizedTest
  @EnumSource
  void a_network_without_any_weight_left_trains_its_biases(KernelChoice choice) {
    Mask mask = Mask.dense(NETWORK);
    for (Parameter parameter : NETWORK.prunable()) {
      mask = mask.with(parameter, new BitSet());
    }
    Training training = ShortTraining.training(NETWORK, mask, ADAM, 37, 5);
    try (CpuSession session = new CpuSession(training, choice)) {
      session.threads(2);
      assertThat(session.advance(5)).isFinite();
      Weights weights = session.weights();
      assertThat(weights.masked(mask).sameBits(weights)).isTrue();
      assertThat(weights.values("fc.bias")).isNotEqualTo(training.start().values("fc.bias"));
    }
  }

  @ParameterizedTest
  @MethodSource("convolutions")
  void a_layer_without_survivors_does_not_stop_the_others(Parameter pruned) {
    Mask mask = Mask.dense(NETWORK).with(pruned, new BitSet());
    Training training = ShortTraining.training(NETWORK, mask, MOMENTUM, 20, 3);
    try (CpuSession session = new CpuSession(training, KernelChoice.BY_DENSITY)) {
      assertThat(session.advance(3)).isFinite();
      assertThat(session.weights().values(pruned)).containsOnly(0);
    }
  }

  static Stream<Parameter> convolutions() {
    return NETWORK.prunable().stream();
  }

  /// What unused lanes of a partly filled block have is no one's business, even with numbers that
  /// no example has.
  @ParameterizedTest
  @EnumSource
  void unused_lanes_show_in_no_gradient_and_in_no_statistics(KernelChoice choice) {
    Network network = SmallNetworks.everyLayer(0);
    Mask mask = TestNetworks.randomMask(network, 0.5, 5);
    Weights start = VariedWeights.of(network, Streams.of(3)).masked(mask);
    int size = 37;
    Examples examples = TestNetworks.examples(size, network.inputs(), network.classes(), 1);
    int[] order = new int[size];
    Arrays.setAll(order, i -> i);
    Weights[] gradients = new Weights[2];
    Weights[] weights = new Weights[2];
    for (int time = 0; time < 2; time++) {
      try (Program program = Program.learning(network, mask, start, choice, size, 0, new Team())) {
        new Assembly(network.inputs()).batch(program, examples, order, 0, size);
        float[] lanes = program.block(0).lanes;
        for (int i = 0; i < network.inputs(); i++) {
          Arrays.fill(lanes, Lanes.at(i) + size, Lanes.at(i + 1), time == 0 ? 0 : 1000 + i);
        }
        program.begin(size, true);
        program.learn(1f / size, null);
        gradients[time] = program.gradients();
        weights[time] = program.weights();
      }
    }
    assertThat(gradients[1].sameBits(gradients[0])).isTrue();
    assertThat(weights[1].sameBits(weights[0])).isTrue();
  }

  @ParameterizedTest
  @CsvSource({"DENSE, 37", "SPARSE, 37", "DENSE, 64"})
  void a_training_step_without_dropout_allocates_nothing(KernelChoice choice, int batch) {
    Network network = small();
    Mask mask = TestNetworks.randomMask(network, 0.5, 5);
    Examples examples = TestNetworks.pixels(60_000, network.inputs(), network.classes(), 1);
    Training training = ShortTraining.training(network, mask, MOMENTUM, batch, 1_000_000, examples);
    try (CpuSession session = new CpuSession(training, choice)) {
      assertThat(bytesPerStep(session)).isLessThanOrEqualTo(10);
    }
  }

  /// With convolutions, normalisations, a block of either shortcut and poolings.
  private static Network small() {
    SmallNetworks.Next zeros = in -> new Layer.Subsample("layer1.downsample", in, 6, 2);
    return SmallNetworks.network(
        new ImageShape(1, 5, 5),
        SmallNetworks.conv("conv1", 4, 3, 1, 1, true),
        SmallNetworks.relu("relu1"),
        SmallNetworks.block("layer1", 6, 2, zeros),
        SmallNetworks.relu("relu2"),
        SmallNetworks.block("layer2", 6, 1),
        SmallNetworks.block("layer3", 3, 1, SmallNetworks.conv("down", 3, 1, 1, 0, false)),
        SmallNetworks.maxPool("pool1", 2, 1),
        SmallNetworks.averagePool("pool2", 2, 2));
  }

  /// What this thread allocates, once it is compiled.
  private static long bytesPerStep(CpuSession session) {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long perStep = Long.MAX_VALUE;
    for (int round = 0; round < 60 && perStep > 10; round++) {
      session.advance(session.step() + 500);
      long before = threads.getCurrentThreadAllocatedBytes();
      session.advance(session.step() + 300);
      perStep = (threads.getCurrentThreadAllocatedBytes() - before) / 300;
    }
    return perStep;
  }
}
