package dev.tombola.train;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tombola.cpu.CpuEngine;
import dev.tombola.data.Affine;
import dev.tombola.data.DataOrder;
import dev.tombola.data.Dataset;
import dev.tombola.data.Examples;
import dev.tombola.data.Split;
import dev.tombola.data.Views;
import dev.tombola.nn.Activation;
import dev.tombola.nn.Mask;
import dev.tombola.nn.Network;
import dev.tombola.nn.Weights;
import dev.tombola.random.RandomStream;
import dev.tombola.random.Streams;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

final class TrainerTest {
  private static final Network NETWORK = Network.mlp(12, List.of(16), 3, Activation.RELU);

  @Test
  void the_early_stop_is_the_earliest_least_validation_loss() {
    Trajectory trajectory = train(training(0.05, 400), Watcher.NONE, Checkpoints.NONE);
    double least =
        trajectory.curve().stream().mapToDouble(p -> p.validation().loss()).min().orElseThrow();
    long first =
        trajectory.curve().stream()
            .filter(point -> point.validation().loss() == least)
            .findFirst()
            .orElseThrow()
            .step();
    assertThat(requireNonNull(trajectory.earlyStop()).step()).isEqualTo(first);
    assertThat(requireNonNull(trajectory.earlyStop()).validationLoss()).isEqualTo(least);
    assertThat(requireNonNull(trajectory.earlyStop()).censored()).isEqualTo(first == 400);
    assertThat(requireNonNull(trajectory.last()).examples()).isEqualTo(80);
  }

  @Test
  void an_early_stop_at_the_last_step_is_censored() {
    Trajectory trajectory = train(training(1e-4, 40), Watcher.NONE, Checkpoints.NONE);
    assertThat(requireNonNull(trajectory.earlyStop()).step()).isEqualTo(40);
    assertThat(requireNonNull(trajectory.earlyStop()).censored()).isTrue();
    assertThat(requireNonNull(trajectory.earlyStop()).test()).isEqualTo(trajectory.last());
  }

  @Test
  void a_training_of_no_steps_evaluates_the_network_as_it_is() {
    Training training = training(0.01, 0);
    Trajectory trajectory = train(training, Watcher.NONE, Checkpoints.NONE);
    assertThat(trajectory.curve().stream().map(Trajectory.Point::step)).containsExactly(0L);
    assertThat(trajectory.weights().keySet()).containsExactly(0L);
    assertThat(trajectory.weights().firstEntry().getValue().sameBits(training.start())).isTrue();
    assertThat(requireNonNull(trajectory.earlyStop()).censored()).isFalse();
    assertThat(requireNonNull(trajectory.earlyStop()).test()).isEqualTo(trajectory.last());
    assertThat(requireNonNull(trajectory.work()).steps()).isZero();
    assertThat(requireNonNull(trajectory.work()).examples()).isEqualTo(60 + 80);
  }

  @Test
  void validation_is_looked_at_at_the_start_at_the_cadence_and_at_the_end() {
    Trajectory trajectory = train(training(0.01, 47), Watcher.NONE, Checkpoints.NONE);
    assertThat(trajectory.curve().stream().map(Trajectory.Point::step))
        .containsExactly(0L, 10L, 20L, 30L, 40L, 47L);
    assertThat(trajectory.weights().keySet()).containsExactly(0L, 13L, 47L);
  }

  @Test
  void a_training_that_is_cancelled_and_resumed_has_the_same_bits() {
    Trajectory whole = train(training(0.02, 300), Watcher.NONE, Checkpoints.NONE);
    AtomicReference<Checkpoints.Checkpoint> saved = new AtomicReference<>();
    Checkpoints memory =
        new Checkpoints() {
          @Override
          public Optional<Checkpoint> newest() {
            return Optional.ofNullable(saved.get());
          }

          @Override
          public boolean due() {
            return true;
          }

          @Override
          public void save(Checkpoint checkpoint) {
            saved.set(checkpoint);
          }
        };
    assertThatThrownBy(() -> train(training(0.02, 300), p -> p.step() < 137, memory))
        .isInstanceOf(CancellationException.class);
    assertThat(requireNonNull(saved.get()).state().step()).isEqualTo(130);
    Trajectory resumed = train(training(0.02, 300), Watcher.NONE, memory);
    assertThat(resumed.curve()).isEqualTo(whole.curve());
    assertThat(resumed.earlyStop()).isEqualTo(whole.earlyStop());
    assertThat(resumed.last()).isEqualTo(whole.last());
    whole
        .weights()
        .forEach((step, weights) ->
            assertThat(requireNonNull(resumed.weights().get(step)).sameBits(weights))
                .as("step %d", step)
                .isTrue());
  }

  @Test
  void a_training_that_diverges_is_recorded_and_has_no_test_results() {
    Trajectory trajectory = train(training(1e18, 300), Watcher.NONE, Checkpoints.NONE);
    assertThat(trajectory.diverged()).isTrue();
    assertThat(trajectory.divergedAt()).isLessThan(300);
    assertThat(trajectory.earlyStop()).isNull();
    assertThat(trajectory.last()).isNull();
  }

  @Test
  void of_equal_losses_the_earliest_is_the_early_stop() {
    Trajectory trajectory = train(training(0, 40), Watcher.NONE, Checkpoints.NONE);
    assertThat(trajectory.curve())
        .extracting(p -> p.validation().loss())
        .hasSize(5)
        .containsOnly(trajectory.curve().getFirst().validation().loss());
    assertThat(requireNonNull(trajectory.earlyStop()).step()).isZero();
    assertThat(requireNonNull(trajectory.earlyStop()).censored()).isFalse();
  }

  /// As a ticket's does that is rewound to iteration 20: same place in the order and the schedule.
  @Test
  void a_training_that_starts_later_goes_on_in_the_order_and_the_schedule() {
    Training whole = training(0.02, 60);
    Training plain = withOptimiser(whole, new Optimiser.Sgd(0), 0, whole.start());
    Engine engine = new CpuEngine();
    Engine.Session session = engine.open(plain);
    session.advance(20);
    Training later = withOptimiser(whole, new Optimiser.Sgd(0), 20, session.weights());
    Trajectory full = Trainer.train(engine, plain, Watcher.NONE, Checkpoints.NONE);
    Trajectory rest = Trainer.train(engine, later, Watcher.NONE, Checkpoints.NONE);
    assertThat(rest.weights().keySet()).containsExactly(20L, 60L);
    assertThat(requireNonNull(rest.weights().get(60L)).sameBits(full.weights().get(60L))).isTrue();
    assertThat(rest.curve().subList(1, 5)).isEqualTo(full.curve().subList(3, 7));
  }

  @Test
  void the_watcher_hears_of_every_slice_and_of_the_end() {
    List<Long> heard = new ArrayList<>();
    train(
        training(0.02, 47),
        progress -> {
          assertThat(progress.from()).isZero();
          assertThat(progress.to()).isEqualTo(47);
          assertThat(progress.accuracy()).isBetween(0.0, 100.0);
          return heard.add(progress.step());
        },
        Checkpoints.NONE);
    assertThat(heard).containsExactly(10L, 13L, 20L, 30L, 40L, 47L);
  }

  private static Training withOptimiser(
      Training training, Optimiser optimiser, long from, Weights start) {
    return new Training(
        training.network(),
        training.mask(),
        start,
        optimiser,
        step -> 0.001 * (step + 1),
        training.split(),
        new DataOrder(Streams.of(4), training.split().train().size(), training.batch()),
        Views.none(),
        Streams.of(0),
        training.batch(),
        from,
        training.to(),
        training.evaluateEvery(),
        Set.of());
  }

  private static Trajectory train(Training training, Watcher watcher, Checkpoints checkpoints) {
    return Trainer.train(new CpuEngine(), training, watcher, checkpoints);
  }

  private static Training training(double rate, long length) {
    Streams streams = Streams.of(4);
    Examples train = examples(300, "train");
    Split split = new Split(train, examples(60, "validation"), examples(80, "test"));
    return new Training(
        NETWORK,
        Mask.dense(NETWORK),
        Initialiser.GLOROT_NORMAL.draw(NETWORK, streams.within("init")),
        new Optimiser.Momentum(0.9, false, 0),
        step -> rate,
        split,
        new DataOrder(streams, train.size(), 20),
        Views.none(),
        Streams.of(0),
        20,
        0,
        length,
        10,
        Set.of(13L));
  }

  /// Classes that overlap, so that a training can learn too much.
  private static Examples examples(int size, String name) {
    RandomStream random = Streams.of(9).named(name);
    float[] values = new float[size * 12];
    int[] labels = new int[size];
    for (int n = 0; n < size; n++) {
      labels[n] = random.nextInt(3);
      for (int i = 0; i < 12; i++) {
        values[n * 12 + i] = (float) random.nextGaussian() + (i % 3 == labels[n] ? 0.4f : 0);
      }
    }
    return Examples.all(Dataset.of(name, 12, 3, values, labels), Affine.identity());
  }
}
