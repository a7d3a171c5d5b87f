package dev.tombola.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.tombola.experiment.ExperimentSpec;
import dev.tombola.experiment.Plan;
import dev.tombola.experiment.Plan.PlannedRun;
import dev.tombola.experiment.RunKey;
import dev.tombola.experiment.RunRecord;
import dev.tombola.experiment.SpecFile;
import dev.tombola.nn.Density;
import dev.tombola.train.Evaluation;
import dev.tombola.train.Trajectory.EarlyStop;
import dev.tombola.train.Watcher;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// An experiment's progress, on a clock that the test moves.
final class ProgressTest {
  private static final ExperimentSpec SPEC =
      SpecFile.resolve("lenet-mnist-quick", List.of("replicates=2", "levels=1", "branches=[]"));
  private static final List<PlannedRun> RUNS = Plan.of(SPEC).runs();
  private static final RunKey FIRST = RunKey.ticket(1, 0);
  private static final RunKey SECOND = RunKey.ticket(2, 0);

  private final StringWriter said = new StringWriter();
  private final AtomicLong clock = new AtomicLong();

  @Test
  void a_log_gets_the_opening_and_a_plain_line_for_each_finished_training() {
    try (Progress progress = progress(false, 80)) {
      progress.planned(RUNS, Set.of(SECOND));
      progress.started(FIRST, 100, 100);
      progress.finished(record(FIRST), 12.3);
    }
    assertThat(said.toString().lines())
        .containsExactly(
            "what is trained",
            "1 of 4 trainings were done before.",
            "[2/4] replicate 1 level 0 ticket, density 100 %: 97.00 % at iteration 80 (12 s)");
  }

  @Test
  void a_log_is_told_how_far_it_is_when_ten_seconds_were_silent_and_not_before() {
    try (Progress progress = progress(false, 80)) {
      progress.planned(RUNS, Set.of());
      progress.started(FIRST, 100, 100);
      progress.progressed(FIRST, at(50));
      said.getBuffer().setLength(0);
      pass(9);
      progress.progressed(FIRST, at(500));
      progress.tick();
      assertThat(said.toString()).isEmpty();
      pass(1);
      progress.tick();
      progress.tick();
      assertThat(said.toString().lines()).hasSize(1);
      assertThat(said.toString())
          .startsWith("16 %: 0 of 4 trainings, 1 under way at 50 steps/s")
          .contains(" left")
          .doesNotContain("\u001b");
      pass(10);
      progress.tick();
      assertThat(said.toString().lines()).hasSize(2);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {40, 79, 80, 100, 200})
  void a_terminal_of_any_width_gets_a_line_for_the_whole_and_one_per_training(int width) {
    try (Progress progress = progress(true, width)) {
      progress.planned(RUNS, Set.of());
      progress.started(FIRST, 100, 100);
      progress.started(SECOND, 32, 1000);
      progress.progressed(SECOND, at(50));
      pass(3);
      progress.progressed(SECOND, at(500));
      said.getBuffer().setLength(0);
      progress.tick();
      List<String> lines =
          Arrays.asList(said.toString().replaceAll("\u001b\\[[0-9]*[A-Z]\r?", "").split("\n"));
      assertThat(lines).hasSize(4).allMatch(line -> line.length() < width);
      assertThat(lines.get(0)).contains("0 of 4 trai");
      assertThat(lines.get(1)).contains("replicate", "level", "branch");
      if (width >= 80) {
        assertThat(lines.get(0)).contains(" left");
        assertThat(lines.get(2)).contains("ticket", "100 %");
        assertThat(lines.get(3)).contains("ticket", "3.2 %", "95.50 %", "150", "3.3 s");
      }
      said.getBuffer().setLength(0);
    }
    assertThat(said.toString()).isEqualTo("\u001b[4A\r\u001b[J");
  }

  @Test
  void a_narrow_terminal_loses_what_matters_least_and_keeps_the_bars_and_the_time_left() {
    try (Progress progress = progress(true, 60)) {
      progress.planned(RUNS, Set.of());
      progress.started(SECOND, 32, 1000);
      progress.progressed(SECOND, at(50));
      pass(3);
      progress.progressed(SECOND, at(500));
      said.getBuffer().setLength(0);
      progress.tick();
      List<String> lines = said.toString().lines().toList();
      assertThat(lines.get(0)).startsWith("▕").contains(" left");
      assertThat(lines.get(1))
          .contains("replicate", "level", "branch", "left")
          .doesNotContain("steps/s");
      assertThat(lines.get(2)).startsWith("▕").contains("ticket", "3.3 s");
    }
  }

  @Test
  void no_time_left_is_told_of_the_first_seconds_and_the_first_percents() {
    Pace pace = new Pace(SPEC.pruning().scope());
    pace.plan(RUNS, Set.of());
    Underway run = new Underway(Density.DENSE);
    pace.started(FIRST, run);
    assertThat(pace.secondsLeft(60)).isNaN();
    run.progressed(at(1), 0);
    run.progressed(at(90), TimeUnit.SECONDS.toNanos(2));
    assertThat(pace.fraction()).isBetween(0.02, 0.03);
    assertThat(pace.secondsLeft(9)).isNaN();
    assertThat(pace.secondsLeft(10)).isBetween(300.0, 400.0);
    run.progressed(at(100), TimeUnit.SECONDS.toNanos(3));
    assertThat(pace.secondsLeft(3)).isBetween(90.0, 100.0);
  }

  @Test
  void what_an_earlier_process_did_counts_as_done_but_says_nothing_about_speed() {
    Pace pace = new Pace(SPEC.pruning().scope());
    pace.plan(RUNS, Set.of(FIRST));
    Underway run = new Underway(Density.DENSE);
    pace.started(SECOND, run);
    run.progressed(at(500), 0);
    run.progressed(at(600), TimeUnit.SECONDS.toNanos(10));
    // Levels 0 and 1 weigh 1 and 0.55, twice; 1.6 of 3.1 are done, 0.1 of them in these ten
    // seconds.
    assertThat(pace.fraction()).isEqualTo(1.6 / 3.1);
    assertThat(pace.secondsLeft(10)).isCloseTo(150, within(1e-6));
    assertThat(run.stepsPerSecond()).isEqualTo(10);
    assertThat(run.secondsLeft()).isEqualTo(40);
  }

  @Test
  void nothing_is_said_after_the_end() {
    Progress progress = progress(false, 80);
    progress.planned(RUNS, Set.of());
    progress.started(FIRST, 100, 100);
    progress.close();
    said.getBuffer().setLength(0);
    progress.finished(record(FIRST), 1);
    pass(60);
    progress.tick();
    assertThat(said.toString()).isEmpty();
  }

  private Progress progress(boolean terminal, int width) {
    PrintWriter err = new PrintWriter(said);
    Console console =
        new Console(new PrintWriter(new StringWriter()), err, terminal, false, width, "tombola");
    return new Progress(
        console,
        List.of("what is trained"),
        new Pace(SPEC.pruning().scope()),
        2,
        new Bars(err, () -> width),
        clock::get);
  }

  private void pass(int seconds) {
    clock.addAndGet(TimeUnit.SECONDS.toNanos(seconds));
  }

  private static Watcher.Progress at(long step) {
    return new Watcher.Progress(step, 0, 1000, 95.5);
  }

  private static RunRecord record(RunKey key) {
    Evaluation test = new Evaluation(0.1, 97, 100);
    return new RunRecord(
        key,
        "",
        100,
        100,
        List.of(),
        10,
        0,
        100,
        10,
        List.of(),
        null,
        List.of(),
        new EarlyStop(80, 0.1, false, test),
        test,
        null);
  }
}
