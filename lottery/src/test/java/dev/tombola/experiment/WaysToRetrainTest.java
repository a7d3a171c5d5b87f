package dev.tombola.experiment;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.tombola.branch.Branch;
import dev.tombola.cpu.CpuEngine;
import dev.tombola.experiment.Plan.PlannedRun;
import dev.tombola.findings.Analysis;
import dev.tombola.findings.Findings;
import dev.tombola.findings.WayFindings;
import dev.tombola.lottery.Lottery;
import dev.tombola.nn.Mask;
import dev.tombola.nn.Network;
import dev.tombola.nn.Parameter;
import dev.tombola.nn.Weights;
import dev.tombola.train.Training;
import dev.tombola.train.Watcher;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.SequencedMap;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Resetting to initialisation, rewinding to a step, learning-rate rewinding and fine-tuning
/// (Renda, Frankle & Carbin 2020) in one experiment.
final class WaysToRetrainTest {
  private static final String BRANCHES =
      "branches=[{kind: reinit, levels: [2]},"
          + " {kind: retraining, name: rewinding,"
          + " retrain: {weightsFrom: 20it, scheduleFrom: 20it, rateFrom: 20it}},"
          + " {kind: retraining, name: learning-rate-rewinding,"
          + " retrain: {weightsFrom: end, scheduleFrom: 10it, rateFrom: 10it}},"
          + " {kind: retraining, name: fine-tuning,"
          + " retrain: {weightsFrom: end, scheduleFrom: 40it, rateFrom: end}}]";
  private static final String SCHEDULE =
      "training.schedule={kind: steps, rate: 0.02, milestones: [30it, 50it], factor: 0.1}";
  private static final List<String> WAYS =
      List.of("ticket", "rewinding", "learning-rate-rewinding", "fine-tuning");

  @TempDir private Path folder;

  @Test
  void each_way_restarts_from_its_own_rewind_point_in_masks_of_its_own() {
    Experiment experiment = run(folder, 2);
    Weights dense20 = weights(experiment, "ticket", 0, 20);
    for (int level = 1; level <= 2; level++) {
      assertStarts(experiment, "ticket", level, 0, weights(experiment, "ticket", 0, 0));
      assertStarts(experiment, "rewinding", level, 20, dense20);
      for (String way : WAYS.subList(2, 4)) {
        String before = level == 1 ? "ticket" : way;
        long from = way.equals("fine-tuning") ? 40 : 10;
        assertStarts(experiment, way, level, from, weights(experiment, before, level - 1, 60));
      }
    }
  }

  private static void assertStarts(
      Experiment experiment, String way, int level, long from, Weights rewindPoint) {
    assertThat(files(experiment, way, level).record().from()).isEqualTo(from);
    Weights start = weights(experiment, way, level, from);
    assertThat(start.sameBits(rewindPoint.masked(mask(experiment, way, level)))).isTrue();
  }

  @Test
  void masks_are_one_at_the_first_level_and_each_way_s_own_from_the_second_on() {
    Experiment experiment = run(folder, 2);
    Set<Mask> first = new HashSet<>();
    Set<Mask> second = new HashSet<>();
    for (String way : WAYS) {
      Mask before = mask(experiment, way, 1);
      Mask mask = mask(experiment, way, 2);
      first.add(before);
      second.add(mask);
      for (Parameter weight : mask.parameters()) {
        assertThat(before.kept(weight).stream()).containsAll(boxed(mask.indices(weight)));
        assertThat(mask.survivors(weight))
            .isEqualTo(mask(experiment, "ticket", 2).survivors(weight));
      }
    }
    assertThat(first).hasSize(1);
    assertThat(second).hasSize(4);
  }

  private static List<Integer> boxed(int[] indices) {
    return Arrays.stream(indices).boxed().toList();
  }

  @Test
  void learning_rates_are_those_of_the_way() {
    Experiment experiment = TinyExperiment.of(folder, List.of(BRANCHES, SCHEDULE));
    Lottery lottery = experiment.lottery(1);
    assertThat(rates(lottery.training(lottery.dense(), 1))).startsWith(0.02).hasSize(60);
    for (Branch branch : experiment.spec().branches()) {
      List<Double> rates = rates(lottery.training(lottery.dense(), branch));
      switch (branch.name()) {
        case "reinit" -> assertThat(rates).hasSize(60);
        case "rewinding" -> assertThat(rates).hasSize(40).startsWith(0.02).endsWith(0.0002);
        case "learning-rate-rewinding" ->
            assertThat(rates).hasSize(50).startsWith(0.02).endsWith(0.0002);
        default -> assertThat(rates).hasSize(20).containsOnly(0.0002);
      }
    }
  }

  private static List<Double> rates(Training training) {
    List<Double> rates = new ArrayList<>();
    for (long step = training.from(); step < training.to(); step++) {
      rates.add(Math.round(1e9 * training.rate().applyAsDouble(step)) / 1e9);
    }
    return rates;
  }

  @Test
  void a_way_s_levels_are_the_lottery_of_its_branch_played_in_memory() {
    Experiment experiment = run(folder, 2);
    Branch tuning = experiment.spec().branches().getLast();
    for (Lottery.Level level :
        experiment.lottery(2).of(tuning).play(2, new CpuEngine(), Watcher.NONE)) {
      String way = level.number() == 0 ? "ticket" : "fine-tuning";
      RunFiles files = experiment.files(new RunKey(2, level.number(), way, 1));
      assertThat(files.mask(experiment.network())).isEqualTo(level.ticket().mask());
      assertThat(files.record().last()).isEqualTo(level.trajectory().last());
    }
  }

  @Test
  void the_ticket_and_its_controls_are_what_they_are_without_other_ways() throws IOException {
    Path with = run(folder, 2).paths().directory();
    String alone = "branches=[{kind: reinit, levels: [2]}]";
    Path without = TinyExperiment.run(folder, 2, alone, SCHEDULE).paths().directory();
    SequencedMap<String, String> contents = RunnerTest.contents(with);
    assertThat(contents.keySet()).contains("replicate-1/level-0/ticket/weights-20.safetensors");
    SequencedMap<String, String> before = RunnerTest.contents(without);
    before.remove("spec.yaml");
    assertThat(contents).containsAllEntriesOf(before);
  }

  @ParameterizedTest
  @ValueSource(ints = {4, 12})
  void cancelled_after_some_trainings_it_goes_on_to_the_same_bytes(int trainings)
      throws IOException {
    AtomicInteger finished = new AtomicInteger();
    RunListener cancelling =
        new RunListener() {
          @Override
          public void finished(RunRecord run, double seconds) {
            finished.incrementAndGet();
          }

          @Override
          public boolean cancelled() {
            return finished.get() == trainings;
          }
        };
    Path cancelled = folder.resolve("cancelled");
    assertThatThrownBy(
            () -> TinyExperiment.run(cancelled, 1, cancelling, List.of(BRANCHES, SCHEDULE)))
        .isInstanceOf(CancellationException.class);
    Path resumed = run(cancelled, 3).paths().directory();
    Path whole = run(folder.resolve("whole"), 1).paths().directory();
    assertThat(RunnerTest.contents(resumed)).isEqualTo(RunnerTest.contents(whole));
  }

  @Test
  void killed_in_a_way_s_second_level_it_is_continued_from_its_checkpoint()
      throws IOException, InterruptedException {
    String[] size = {
      BRANCHES,
      SCHEDULE,
      "training.length=9000it",
      "evaluateEvery=3000it",
      "replicates=1",
      "levels=2"
    };
    Path whole = TinyExperiment.run(folder.resolve("b"), 2, size).paths().directory();
    Path killed = folder.resolve("a").resolve(whole.getFileName());
    Process child = RunnerTest.child(folder, folder.resolve("a"), size);
    Path run = killed.resolve("replicate-1/level-2/learning-rate-rewinding");
    while (child.isAlive() && !Files.exists(run.resolve("checkpoint.safetensors"))) {
      child.waitFor(2, TimeUnit.MILLISECONDS);
    }
    child.destroyForcibly().waitFor();
    assertThat(run.resolve("DONE")).as("killed too late").doesNotExist();
    TinyExperiment.run(folder.resolve("a"), 1, size);
    assertThat(RunnerTest.contents(killed)).isEqualTo(RunnerTest.contents(whole));
  }

  @Test
  void a_way_waits_for_its_own_level_before_and_controls_for_the_ticket_s() {
    Experiment experiment = TinyExperiment.of(folder, List.of(BRANCHES, "replicates=1"));
    List<PlannedRun> runs = Plan.of(experiment.spec()).runs();
    assertThat(runs).hasSize(1 + 4 + 5);
    for (PlannedRun run : runs) {
      int level = run.key().level();
      String before =
          level == 2 && !run.key().branch().equals("reinit") ? run.key().branch() : "ticket";
      assertThat(run.after().map(RunKey::branch).orElse("none"))
          .isEqualTo(level == 0 ? "none" : before);
      assertThat(run.after().map(RunKey::level).orElse(-1)).isEqualTo(level - 1);
    }
    // The dense network, then the four chains side by side; the control fills a gap.
    assertThat(Timetable.of(runs, 5, _ -> 1)).isEqualTo(new Timetable(3, 5));
    assertThat(Timetable.of(runs, 2, _ -> 1)).isEqualTo(new Timetable(6, 2));
  }

  @Test
  void pruned_in_one_shot_all_ways_have_the_masks_of_the_dense_network() {
    Experiment experiment =
        TinyExperiment.run(folder, 2, BRANCHES, SCHEDULE, "pruning.rounds=one-shot");
    for (String way : WAYS) {
      assertThat(mask(experiment, way, 2)).isEqualTo(mask(experiment, "ticket", 2));
    }
  }

  @Test
  void ways_of_a_dense_network_that_diverged_are_lost_with_it() {
    Experiment experiment =
        TinyExperiment.run(folder, 2, BRANCHES, SCHEDULE, "training.schedule.rate=1e30");
    assertThat(Experiment.readRuns(experiment.paths().directory()))
        .hasSize(2 * 10)
        .allMatch(RunRecord::diverged);
  }

  @Test
  void its_operations_are_foretold() {
    Experiment planned = TinyExperiment.of(folder, List.of(BRANCHES, SCHEDULE));
    Programs programs = new Programs(planned, new CpuEngine());
    double foretold =
        Plan.of(planned.spec()).runs().stream()
            .mapToDouble(run -> programs.of(run).work().flops())
            .sum();
    run(folder, 2);
    List<RunRecord> runs = Experiment.readRuns(planned.paths().directory());
    double done = runs.stream().mapToDouble(run -> requireNonNull(run.work()).flops()).sum();
    double looks =
        runs.stream().mapToDouble(run -> 100 * requireNonNull(run.work()).cost().example()).sum();
    assertThat(foretold).isBetween(done, done + looks);
  }

  @Test
  void findings_hold_each_way_against_the_ticket_the_dense_network_and_the_control() {
    Experiment experiment = run(folder, 2);
    Findings findings = Analysis.of(experiment.paths().directory());
    assertThat(findings.missing()).isZero();
    assertThat(findings.ways()).hasSize(8);
    for (WayFindings way : findings.ways()) {
      assertThat(way.n()).isEqualTo(2);
      double accuracy = requireNonNull(way.accuracy().mean());
      double ticket = accuracy(findings, way.level(), "ticket");
      assertThat(requireNonNull(way.overDense().mean()))
          .isEqualTo(accuracy - accuracy(findings, 0, "ticket"), offset());
      if (way.way().equals("ticket")) {
        assertThat(way.overTicket().mean()).isNull();
      } else {
        assertThat(requireNonNull(way.overTicket().mean())).isEqualTo(accuracy - ticket, offset());
        assertThat(way.overTicket().low()).isNotNull();
      }
      if (way.level() == 1) {
        assertThat(way.overReinit().mean()).isNull();
      } else {
        assertThat(requireNonNull(way.overReinit().mean()))
            .isEqualTo(accuracy - accuracy(findings, 2, "reinit"), offset());
      }
    }
    assertThat(findings.verdicts())
        .anyMatch(verdict -> verdict.claim().equals("fine-tuning-beats-ticket"));
    assertThat(files(experiment, "fine-tuning", 2).record().factor())
        .isEqualTo("how survivors restart, at this level and all before it");
  }

  private static Offset<Double> offset() {
    return within(1e-9);
  }

  private static double accuracy(Findings findings, int level, String branch) {
    return requireNonNull(
        requireNonNull(findings.levels().get(level).branches().get(branch))
            .earlyStopAccuracy()
            .mean());
  }

  @Test
  void a_point_beyond_the_training_is_named_with_its_way() {
    assertThatThrownBy(() -> TinyExperiment.of(folder, List.of(BRANCHES.replace("40it", "61it"))))
        .hasMessageContaining("branches.fine-tuning.retrain.scheduleFrom: 61it is beyond");
  }

  private static Experiment run(Path folder, int threads) {
    return TinyExperiment.run(folder, threads, BRANCHES, SCHEDULE);
  }

  private static RunFiles files(Experiment experiment, String branch, int level) {
    return experiment.files(new RunKey(1, level, branch, 1));
  }

  private static Mask mask(Experiment experiment, String branch, int level) {
    return files(experiment, branch, level).mask(experiment.network());
  }

  private static Weights weights(Experiment experiment, String branch, int level, long step) {
    Network network = experiment.network();
    return requireNonNull(files(experiment, branch, level).weights(network).get(step));
  }
}
