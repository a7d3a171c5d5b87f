package dev.tombola.findings;

import dev.tombola.experiment.RunKey;
import dev.tombola.experiment.RunRecord;
import dev.tombola.train.Trajectory.EarlyStop;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;

/// The finished runs of one branch at one level, and their endpoints by replicate.
///
/// A run that diverged counts as a failure of its branch, never as missing: it has the accuracy of
/// guessing, and never stopped early.
record Outcomes(List<RunRecord> runs) {

  static Outcomes of(List<RunRecord> all, int level, String branch) {
    return new Outcomes(
        all.stream()
            .filter(run -> run.key().level() == level && run.key().branch().equals(branch))
            .toList());
  }

  /// Of level 0: the dense network.
  static Outcomes dense(List<RunRecord> all) {
    return of(all, 0, RunKey.TICKET);
  }

  /// Whether there were steps in which to train: none where a checkpoint is the dense network as it
  /// is.
  boolean trained() {
    return runs.stream().anyMatch(run -> run.from() < run.to());
  }

  /// An endpoint by replicate, draws averaged.
  Map<Long, Double> by(ToDoubleFunction<RunRecord> endpoint) {
    return runs.stream()
        .collect(
            Collectors.groupingBy(
                run -> run.key().replicate(), TreeMap::new, Collectors.averagingDouble(endpoint)));
  }

  Interval interval(ToDoubleFunction<RunRecord> endpoint) {
    return Statistics.interval(List.copyOf(by(endpoint).values()));
  }

  /// Over runs that did not diverge, for what a diverged one does not have.
  Interval intervalOfFinite(ToDoubleFunction<RunRecord> endpoint) {
    return new Outcomes(runs.stream().filter(run -> !run.diverged()).toList()).interval(endpoint);
  }

  int failed() {
    return (int) runs.stream().filter(RunRecord::diverged).count();
  }

  int censored() {
    return (int) runs.stream().filter(Outcomes::isCensored).count();
  }

  static boolean isCensored(RunRecord run) {
    EarlyStop earlyStop = run.earlyStop();
    return earlyStop == null || earlyStop.censored();
  }

  static double earlyStopAccuracy(RunRecord run) {
    EarlyStop earlyStop = run.earlyStop();
    return earlyStop == null ? guessing(run) : earlyStop.test().accuracy();
  }

  static double lastAccuracy(RunRecord run) {
    return run.last() == null ? guessing(run) : run.last().accuracy();
  }

  static double earlyStopStep(RunRecord run) {
    EarlyStop earlyStop = run.earlyStop();
    return earlyStop == null ? run.to() : earlyStop.step();
  }

  /// Iterations from the start of a training to its early stop. One at the very start counts as
  /// half the way to the next look: it may have been anywhere before, and there is no logarithm of
  /// zero.
  static double earlyStopDistance(RunRecord run) {
    double look = run.curve().size() < 2 ? 1 : run.curve().get(1).step() - run.from();
    return Math.max(earlyStopStep(run) - run.from(), look / 2);
  }

  static double earlyStopLoss(RunRecord run) {
    EarlyStop earlyStop = run.earlyStop();
    return earlyStop == null ? Double.POSITIVE_INFINITY : earlyStop.validationLoss();
  }

  /// NaN where it was not recorded.
  static double validationAccuracy(RunRecord run) {
    return run.validation() == null ? Double.NaN : run.validation().accuracy();
  }

  static double lastLoss(RunRecord run) {
    return run.last() == null ? Double.POSITIVE_INFINITY : run.last().loss();
  }

  static double guessing(RunRecord run) {
    return 100.0 / run.classes();
  }

  BranchFindings findings(
      Costs costs, Classes classes, Function<List<RunRecord>, MaskFindings> masks) {
    return new BranchFindings(
        by(run -> 0).size(),
        failed(),
        censored(),
        interval(Outcomes::lastAccuracy),
        interval(Outcomes::earlyStopAccuracy),
        interval(Outcomes::earlyStopStep),
        intervalOfFinite(Outcomes::earlyStopLoss),
        intervalOfFinite(Outcomes::lastLoss),
        intervalOfFinite(Outcomes::validationAccuracy),
        costs.of(this),
        classes.of(this),
        masks.apply(runs));
  }
}
