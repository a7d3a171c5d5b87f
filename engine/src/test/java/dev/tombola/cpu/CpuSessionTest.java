package dev.tombola.cpu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.sun.management.ThreadMXBean;
import dev.tombola.data.Examples;
import dev.tombola.nn.Activation;
import dev.tombola.nn.Mask;
import dev.tombola.nn.Network;
import dev.tombola.nn.Parameter;
import dev.tombola.nn.Weights;
import dev.tombola.train.ClassHits;
import dev.tombola.train.Optimiser;
import dev.tombola.train.State;
import dev.tombola.train.Training;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

final class CpuSessionTest {
  private static final Network NETWORK = Network.mlp(30, List.of(24, 12), 4, Activation.RELU);
  private static final Optimiser ADAM = new Optimiser.Adam(0.9, 0.999, 1e-8, 0);

  static Stream<Optimiser> optimisers() {
    return Stream.of(
        new Optimiser.Sgd(0.01),
        new Optimiser.Momentum(0.9, false, 0.01),
        new Optimiser.Momentum(0.9, true, 0.01),
        new Optimiser.Adam(0.9, 0.999, 1e-8, 0.01),
        new Optimiser.AdamW(0.9, 0.999, 1e-8, 0.1));
  }

  @ParameterizedTest
  @MethodSource("optimisers")
  void a_pruned_weight_and_its_moments_stay_exactly_zero(Optimiser optimiser) {
    Mask mask = TestNetworks.randomMask(NETWORK, 0.7, 5);
    for (KernelChoice choice : new KernelChoice[] {KernelChoice.DENSE, KernelChoice.SPARSE}) {
      CpuSession session =
          new CpuSession(ShortTraining.training(NETWORK, mask, optimiser, 20, 50), choice);
      session.advance(50);
      Weights weights = session.weights();
      for (Parameter parameter : NETWORK.prunable()) {
        float[] values = weights.values(parameter);
        int nonzero = 0;
        for (int i = 0; i < values.length; i++) {
          if (!mask.keeps(parameter, i)) {
            assertThat(Float.floatToRawIntBits(values[i])).isZero();
          } else {
            nonzero += values[i] != 0 ? 1 : 0;
          }
        }
        assertThat(nonzero).isGreaterThan(mask.survivors(parameter) / 2);
      }
      if (choice == KernelChoice.DENSE) {
        session.state().values().forEach((name, array) -> zeroWherePruned(mask, name, array));
      }
    }
  }

  private static void zeroWherePruned(Mask mask, String name, float[] array) {
    for (Parameter parameter : mask.parameters()) {
      if (name.startsWith(parameter.name() + ".moment")) {
        int inputs = parameter.shape().get(1);
        int stride = DenseStage.stride(parameter.shape().get(0));
        for (int i = 0; i < parameter.size(); i++) {
          if (!mask.keeps(parameter, i)) {
            assertThat(array[i % inputs * stride + i / inputs]).as(name).isZero();
          }
        }
      }
    }
  }

  /// Both sum the same terms in another order; after 200 steps of Adam rounding has grown to some
  /// 1e-4.
  @Test
  void a_dense_and_a_sparse_program_of_the_same_masked_network_agree_over_200_steps() {
    Mask mask = TestNetworks.randomMask(NETWORK, 0.4, 5);
    Training training = ShortTraining.training(NETWORK, mask, ADAM, 60, 200);
    CpuSession dense = new CpuSession(training, KernelChoice.DENSE);
    CpuSession sparse = new CpuSession(training, KernelChoice.SPARSE);
    for (long step = 20; step <= 200; step += 20) {
      double expected = dense.advance(step);
      assertThat(sparse.advance(step)).as("step %d", step).isCloseTo(expected, within(1e-4));
    }
    for (Parameter parameter : NETWORK.parameters()) {
      float[] expected = dense.weights().values(parameter);
      float[] got = sparse.weights().values(parameter);
      for (int i = 0; i < got.length; i++) {
        assertThat(got[i]).as("%s[%d]", parameter.name(), i).isCloseTo(expected[i], within(2e-3f));
      }
    }
  }

  @Test
  void a_restored_session_goes_on_with_the_same_bits() {
    Mask mask = TestNetworks.randomMask(NETWORK, 0.6, 5);
    Training training = ShortTraining.training(NETWORK, mask, ADAM, 70, 60);
    CpuSession whole = new CpuSession(training, KernelChoice.BY_DENSITY);
    whole.advance(33);
    State state = whole.state();
    whole.advance(60);
    CpuSession restored = new CpuSession(training, KernelChoice.BY_DENSITY);
    restored.restore(state);
    assertThat(restored.step()).isEqualTo(33);
    restored.advance(60);
    assertThat(restored.weights().sameBits(whole.weights())).isTrue();
  }

  @Test
  void looking_at_examples_changes_nothing_and_sees_the_same_by_any_way() {
    Mask mask = TestNetworks.randomMask(NETWORK, 0.6, 5);
    Training training = ShortTraining.training(NETWORK, mask, ADAM, 50, 40);
    Examples validation = training.split().validation();
    CpuSession undisturbed = new CpuSession(training, KernelChoice.BY_DENSITY);
    undisturbed.advance(40);
    CpuSession session = new CpuSession(training, KernelChoice.BY_DENSITY);
    for (int step = 1; step <= 40; step++) {
      session.advance(step);
      session.evaluate(validation);
      session.evaluate(training.split().train());
      session.weights();
      session.state();
    }
    assertThat(session.weights().sameBits(undisturbed.weights())).isTrue();
    Examples copy = new Examples(validation.dataset(), rows(validation), validation.affine());
    assertThat(session.evaluate(validation))
        .isEqualTo(session.evaluate(copy))
        .isEqualTo(new CpuEngine().evaluate(NETWORK, mask, session.weights(), copy));
  }

  @Test
  void hits_of_a_class_are_those_of_its_examples_alone() {
    Training training = ShortTraining.training(NETWORK, Mask.dense(NETWORK), ADAM, 50, 30);
    Examples all = training.split().train();
    CpuSession session = new CpuSession(training, KernelChoice.BY_DENSITY);
    session.advance(30);
    ClassHits byClass = session.evaluate(all).byClass();
    for (int c = 0; c < NETWORK.classes(); c++) {
      int label = c;
      int[] chosen =
          IntStream.range(0, all.size()).filter(i -> all.label(i) == label).map(all::row).toArray();
      Examples alone = new Examples(all.dataset(), chosen, all.affine());
      assertThat(byClass.examples(c)).isEqualTo(chosen.length).isPositive();
      assertThat(session.evaluate(alone).correct()).isEqualTo(byClass.hits(c));
    }
  }

  private static int[] rows(Examples examples) {
    return IntStream.range(0, examples.size()).map(examples::row).toArray();
  }

  /// The interpreter boxes vectors, compiled code does not: so the step is warmed up thoroughly
  /// first. What is left is a new epoch's stream, once in at least 600 steps.
  @ParameterizedTest
  @CsvSource({
    "DENSE, 1, numbers",
    "DENSE, 100, numbers",
    "DENSE, 64, pixels",
    "SPARSE, 1, numbers",
    "SPARSE, 100, numbers",
    "SPARSE, 64, pixels"
  })
  void a_training_step_allocates_nothing(KernelChoice choice, int batch, String data) {
    Mask mask = TestNetworks.randomMask(NETWORK, 0.5, 5);
    Examples examples =
        data.equals("pixels")
            ? TestNetworks.pixels(60_000, NETWORK.inputs(), NETWORK.classes(), 1)
            : TestNetworks.examples(60_000, NETWORK.inputs(), NETWORK.classes(), 1);
    CpuSession session =
        new CpuSession(
            ShortTraining.training(NETWORK, mask, ADAM, batch, 1_000_000, examples), choice);
    assertThat(bytesPerStep(session)).isLessThanOrEqualTo(10);
  }

  @ParameterizedTest
  @EnumSource(names = {"DENSE", "SPARSE"})
  void a_training_step_of_two_threads_allocates_nothing_either(KernelChoice choice) {
    Mask mask = TestNetworks.randomMask(NETWORK, 0.5, 5);
    Examples examples = TestNetworks.examples(60_000, NETWORK.inputs(), NETWORK.classes(), 1);
    Training training = ShortTraining.training(NETWORK, mask, ADAM, 64, 1_000_000, examples);
    try (CpuSession session = new CpuSession(training, choice)) {
      session.threads(2);
      assertThat(bytesPerStep(session)).isLessThanOrEqualTo(10);
    }
  }

  /// What this thread allocates, once it is compiled.
  private static long bytesPerStep(CpuSession session) {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long perStep = Long.MAX_VALUE;
    for (int round = 0; round < 60 && perStep > 10; round++) {
      session.advance(session.step() + 1000);
      long before = threads.getCurrentThreadAllocatedBytes();
      session.advance(session.step() + 500);
      perStep = (threads.getCurrentThreadAllocatedBytes() - before) / 500;
    }
    return perStep;
  }

  static Stream<Arguments> teams() {
    return optimisers()
        .flatMap(optimiser ->
            Stream.of(KernelChoice.DENSE, KernelChoice.SPARSE)
                .map(choice -> Arguments.of(optimiser, choice)));
  }

  /// Layers with fewer outputs than threads, and wide enough that every thread has something to do.
  @ParameterizedTest
  @MethodSource("teams")
  void the_number_of_threads_does_not_show_in_a_result_even_if_it_changes(
      Optimiser optimiser, KernelChoice choice) {
    Network network = Network.mlp(300, List.of(90, 35), 3, Activation.TANH);
    Mask mask = TestNetworks.randomMask(network, 0.4, 5);
    for (int batch : new int[] {1, 60, 130}) {
      Training training = ShortTraining.training(network, mask, optimiser, batch, 12);
      Weights alone = trained(training, choice, 1);
      for (int[] threads : new int[][] {{2}, {3}, {5}, {1, 5, 2, 3}, {3, 1, 2, 5, 1}}) {
        assertThat(trained(training, choice, threads).sameBits(alone))
            .as("%d examples on %s threads", batch, Arrays.toString(threads))
            .isTrue();
      }
    }
  }

  /// With another number of threads before each of the steps, by a team that never goes on alone.
  private static Weights trained(Training training, KernelChoice choice, int... threads) {
    Team team = new Team(Integer.MAX_VALUE);
    try (CpuSession session = new CpuSession(training, choice, team)) {
      for (int step = 0; step < training.to(); step++) {
        session.threads(threads[step % threads.length]);
        session.advance(step + 1);
        session.evaluate(training.split().validation());
      }
      return session.weights();
    }
  }

  @Test
  void a_loss_that_is_not_finite_ends_the_advance() {
    Training good =
        ShortTraining.training(NETWORK, Mask.dense(NETWORK), new Optimiser.Sgd(0), 60, 500);
    Training wild =
        new Training(
            good.network(),
            good.mask(),
            good.start(),
            good.optimiser(),
            step -> 1e20,
            good.split(),
            good.order(),
            good.views(),
            good.dropout(),
            good.batch(),
            0,
            500,
            20,
            good.keep());
    CpuSession session = new CpuSession(wild, KernelChoice.BY_DENSITY);
    assertThat(session.advance(500)).isNaN();
    assertThat(session.step()).isLessThan(20);
  }
}
