package dev.tombola.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tombola.branch.Ticket;
import dev.tombola.cpu.CpuEngine;
import dev.tombola.experiment.Plan.PlannedRun;
import dev.tombola.experiment.Trainings.Start;
import dev.tombola.lottery.Lottery;
import dev.tombola.nn.Weights;
import dev.tombola.train.Checkpoints;
import dev.tombola.train.Trainer;
import dev.tombola.train.Training;
import dev.tombola.train.Watcher;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class TrainingsTest {
  private static final RunKey KEY = new RunKey(1, 0, "early", 1);

  @TempDir private Path folder;
  private RunPaths place;
  private Lottery lottery;

  @BeforeEach
  void prepare() {
    place = new RunPaths(folder.resolve("runs"));
    lottery = TinyExperiment.of(folder, List.of()).lottery(1);
  }

  /// A call that was interrupted may be followed by one that asks for less of the same training.
  @ParameterizedTest
  @ValueSource(longs = {10, 25, 40})
  void a_checkpoint_beyond_a_training_s_end_is_none_of_it(long to) {
    interrupt(lottery.early(50, Set.of(10L, 25L, 40L, 50L)), 40);
    RunFiles resumed = train(KEY, lottery.early(to, Set.of(to)));
    RunFiles whole = train(new RunKey(1, 0, "early", 2), lottery.early(to, Set.of(to)));
    assertThat(resumed.record().curve()).isEqualTo(whole.record().curve());
    assertThat(end(resumed).sameBits(end(whole))).isTrue();
  }

  private RunFiles train(RunKey key, Training training) {
    PlannedRun run = new PlannedRun(key, Optional.empty(), Optional.empty());
    new Trainings(new CpuEngine(), 1, RunListener.NONE)
        .run(place, List.of(run), _ -> new Start(lottery.dense(), training, "", false));
    return new RunFiles(place.run(key));
  }

  private Weights end(RunFiles files) {
    return files.weights(lottery.network()).lastEntry().getValue();
  }

  /// Trains up to a step, where a checkpoint is left.
  private void interrupt(Training training, long at) {
    Ticket dense = lottery.dense();
    Checkpoints file = new RunFiles(place.run(KEY)).checkpoint().of(dense);
    Checkpoints always =
        new Checkpoints() {
          @Override
          public Optional<Checkpoint> newest() {
            return Optional.empty();
          }

          @Override
          public boolean due() {
            return true;
          }

          @Override
          public void save(Checkpoint checkpoint) {
            file.save(checkpoint);
            if (checkpoint.state().step() == at) {
              throw new CancellationException();
            }
          }
        };
    assertThatThrownBy(() -> Trainer.train(new CpuEngine(), training, Watcher.NONE, always))
        .isInstanceOf(CancellationException.class);
  }
}
