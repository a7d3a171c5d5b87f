package dev.tombola.connect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tombola.branch.Ticket;
import dev.tombola.cpu.CpuEngine;
import dev.tombola.data.Examples;
import dev.tombola.experiment.Experiment;
import dev.tombola.experiment.TinyExperiment;
import dev.tombola.lottery.Lottery;
import dev.tombola.nn.Mask;
import dev.tombola.nn.Network;
import dev.tombola.nn.Parameter;
import dev.tombola.nn.Weights;
import dev.tombola.train.Checkpoints;
import dev.tombola.train.Engine;
import dev.tombola.train.Evaluation;
import dev.tombola.train.Gradient;
import dev.tombola.train.Trainer;
import dev.tombola.train.Training;
import dev.tombola.train.Watcher;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class InterpolationTest {
  private static final Pair PAIR = new Pair.Replicates(1, 2);

  @TempDir private Path folder;
  private Lottery lottery;
  private Network network;

  @BeforeEach
  void prepare() {
    Experiment experiment = TinyExperiment.run(folder, 1, "levels=0", "replicates=1");
    lottery = experiment.lottery(1);
    network = lottery.network();
  }

  @Test
  void two_copies_in_the_same_order_have_no_barrier() {
    Interpolation.End one = copy(1);
    Interpolation.End again = copy(1);
    assertThat(one.weights().sameBits(again.weights())).isTrue();
    LinearPath path = walk(new CpuEngine()).between(PAIR, one, again, () -> false);
    assertThat(path.onTest()).isEqualTo(new Barrier(0, 0));
    assertThat(path.onTrain()).isEqualTo(new Barrier(0, 0));
    assertThat(path.points().stream().map(LinearPath.Point::test).distinct()).hasSize(1);
  }

  @Test
  void copies_in_different_orders_are_different_networks() {
    assertThat(copy(1).weights().sameBits(copy(2).weights())).isFalse();
  }

  @Test
  void the_ends_and_what_is_equal_are_kept_to_the_last_bit() {
    Weights one = copy(1).weights();
    Weights other = copy(2).weights();
    Interpolation walk = walk(new CpuEngine());
    Mask dense = Mask.dense(network);
    assertThat(walk.mix(1, one, other, dense).sameBits(one)).isTrue();
    assertThat(walk.mix(0, one, other, dense).sameBits(other)).isTrue();
    for (double alpha : new double[] {1 / 29.0, 1 / 3.0, 0.7}) {
      assertThat(walk.mix(alpha, one, one, dense).sameBits(one)).isTrue();
    }
  }

  @Test
  void a_weight_that_neither_end_keeps_is_zero_and_another_value_is_noticed() {
    Weights one = copy(1).weights();
    Weights other = copy(2).weights();
    Parameter first = network.prunable().getFirst();
    Mask mask = without(first, 0, 3);
    Mask otherMask = without(first, 3, 5);
    Mask union = Interpolation.union(mask, otherMask);
    assertThat(union).isEqualTo(without(first, 3));
    Interpolation walk = walk(new CpuEngine());
    Weights mixed = walk.mix(0.5, one.masked(mask), other.masked(otherMask), union);
    assertThat(mixed.values(first)[3]).isZero();
    assertThat(mixed.values(first)[0]).isEqualTo(other.values(first)[0] / 2);
    assertThatThrownBy(() -> walk.mix(0.5, one, other, union))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageStartingWith("invariant violated: a pruned weight is ")
        .hasMessageEndingWith(" on a path: fc1.weight[3]");
  }

  @Test
  void statistics_are_computed_anew_at_every_point_and_at_the_ends() {
    Recalibrating engine = new Recalibrating();
    LinearPath path = walk(engine).between(PAIR, copy(1), copy(2), () -> false);
    assertThat(engine.calls).hasValue(path.points().size());
  }

  @Test
  void a_walk_can_be_cancelled() {
    AtomicInteger asked = new AtomicInteger();
    Interpolation walk = walk(new CpuEngine());
    assertThatThrownBy(
            () -> walk.between(PAIR, copy(1), copy(2), () -> asked.incrementAndGet() > 2))
        .isInstanceOf(CancellationException.class)
        .hasMessageContaining("point 2");
  }

  @Test
  void a_barrier_is_how_far_the_highest_point_is_above_the_mean_of_the_ends() {
    List<Fit> path = List.of(new Fit(1, 10, 100), new Fit(3, 40, 100), new Fit(2, 20, 100));
    assertThat(Barrier.of(path)).isEqualTo(new Barrier(25, 1.5));
    assertThat(Barrier.of(List.of(path.getFirst(), path.getLast()))).isEqualTo(new Barrier(5, 0.5));
  }

  private Interpolation walk(Engine engine) {
    return new Interpolation(
        engine, network, lottery.split().test(), lottery.split().validation(), 20, 30);
  }

  private Interpolation.End copy(int number) {
    Ticket dense = lottery.dense();
    Training training = lottery.copy(dense, 10, number);
    Weights end =
        Trainer.train(new CpuEngine(), training, Watcher.NONE, Checkpoints.NONE)
            .weights()
            .lastEntry()
            .getValue();
    return new Interpolation.End(dense.mask(), end);
  }

  private Mask without(Parameter parameter, int... indices) {
    Mask dense = Mask.dense(network);
    BitSet kept = dense.kept(parameter);
    for (int index : indices) {
      kept.clear(index);
    }
    return dense.with(parameter, kept);
  }

  /// Counts how often it is asked for statistics.
  private static final class Recalibrating implements Engine {
    private final Engine engine = new CpuEngine();
    private final AtomicInteger calls = new AtomicInteger();

    @Override
    public String version() {
      return engine.version();
    }

    @Override
    public Session open(Training training) {
      return engine.open(training);
    }

    @Override
    public Evaluation evaluate(Network network, Mask mask, Weights weights, Examples examples) {
      return engine.evaluate(network, mask, weights, examples);
    }

    @Override
    public Gradient gradient(Network network, Weights weights, Examples examples) {
      return engine.gradient(network, weights, examples);
    }

    @Override
    public Weights recalibrate(
        Network network, Mask mask, Weights weights, Examples examples, int batch) {
      calls.incrementAndGet();
      return weights;
    }
  }
}
