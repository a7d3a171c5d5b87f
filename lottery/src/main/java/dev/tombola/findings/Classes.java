package dev.tombola.findings;

import dev.tombola.experiment.RunKey;
import dev.tombola.experiment.RunRecord;
import dev.tombola.train.Trajectory.EarlyStop;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;

/// What becomes of each class. It says nothing where one record is older than that figure.
///
/// @param dense the dense network's runs
record Classes(Outcomes dense) {

  /// Of runs of one branch at one level; empty where a record does not say.
  List<ClassFindings> of(Outcomes outcomes) {
    if (!known(outcomes)) {
      return List.of();
    }
    boolean comparable = known(dense) && !outcomes.equals(dense);
    Map<Long, Double> whole =
        comparable ? differences(outcomes, Outcomes::earlyStopAccuracy) : Map.of();
    int classes = outcomes.runs().getFirst().classes();
    double confidence = 1 - 0.05 / classes;
    List<ClassFindings> found = new ArrayList<>();
    for (int c = 0; c < classes; c++) {
      int label = c;
      ToDoubleFunction<RunRecord> accuracy = run -> accuracy(run, label);
      Map<Long, Double> changes = comparable ? differences(outcomes, accuracy) : Map.of();
      Map<Long, Double> beyond = new TreeMap<>(changes);
      beyond.replaceAll(
          (replicate, change) -> change - Objects.requireNonNull(whole.get(replicate)));
      double examples = examples(outcomes, label);
      found.add(
          new ClassFindings(
              examples,
              Statistics.interval(values(outcomes.by(accuracy))),
              difference(changes, confidence, 100 / examples),
              difference(beyond, confidence, 100 / examples)));
    }
    return found;
  }

  /// Of accuracies in percent, which differ by a hundred points at most.
  private static Interval difference(
      Map<Long, Double> byReplicate, double confidence, double leastDeviation) {
    Interval interval = Statistics.interval(values(byReplicate), confidence, leastDeviation);
    Double low = interval.low();
    Double high = interval.high();
    return low == null || high == null
        ? interval
        : new Interval(interval.mean(), Math.max(-100, low), Math.min(100, high));
  }

  /// The classes that tickets are shown to lose, those first that fall first.
  static List<FallingClass> falling(List<LevelFindings> levels) {
    Map<Integer, FallingClass> falling = new TreeMap<>();
    for (LevelFindings level : levels) {
      BranchFindings ticket = Objects.requireNonNull(level.branches().get(RunKey.TICKET));
      for (int c = 0; c < ticket.classes().size(); c++) {
        if (ticket.classes().get(c).falls()) {
          falling.merge(
              c,
              new FallingClass(c, level.level(), 1),
              (before, _) -> new FallingClass(before.label(), before.first(), before.levels() + 1));
        }
      }
    }
    return falling.values().stream().sorted(Comparator.comparingInt(FallingClass::first)).toList();
  }

  private static boolean known(Outcomes outcomes) {
    return outcomes.runs().stream().map(RunRecord::earlyStop).anyMatch(Objects::nonNull)
        && outcomes.runs().stream()
            .map(RunRecord::earlyStop)
            .allMatch(stop -> stop == null || stop.test().byClass().known());
  }

  /// NaN where there is no example to test on.
  private static double accuracy(RunRecord run, int label) {
    EarlyStop earlyStop = run.earlyStop();
    return earlyStop == null ? Outcomes.guessing(run) : earlyStop.test().byClass().accuracy(label);
  }

  private static double examples(Outcomes outcomes, int label) {
    return outcomes.runs().stream()
        .map(RunRecord::earlyStop)
        .filter(Objects::nonNull)
        .mapToInt(stop -> stop.test().byClass().examples(label))
        .average()
        .orElseThrow();
  }

  /// To the dense network, by replicate.
  private Map<Long, Double> differences(Outcomes outcomes, ToDoubleFunction<RunRecord> endpoint) {
    Map<Long, Double> theirs = dense.by(endpoint);
    Map<Long, Double> differences = new TreeMap<>();
    outcomes
        .by(endpoint)
        .forEach((replicate, ours) -> {
          Double their = theirs.get(replicate);
          if (their != null && !Double.isNaN(ours - their)) {
            differences.put(replicate, ours - their);
          }
        });
    return differences;
  }

  private static List<Double> values(Map<Long, Double> byReplicate) {
    return byReplicate.values().stream().filter(value -> !value.isNaN()).toList();
  }
}
