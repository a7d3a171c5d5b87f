package dev.tombola.app;

import dev.tombola.experiment.RunKey;
import dev.tombola.experiment.RunRecord;
import dev.tombola.train.Trajectory.EarlyStop;
import java.util.ArrayList;
import java.util.List;

/// The words of a running experiment: live lines for a terminal, plain ones for a log.
final class ProgressLines {
  private static final int OVERALL_BAR = 24;
  private static final int LONGEST_BAR = 24;
  private static final int SHORTEST_BAR = 4;

  /// Columns that a bar has beside its length: two edges and a space.
  private static final int EDGES = 3;

  private static final String ROW = "%9s %6s  %-14s%8s %9s %8s %10s";
  private static final String HEAD =
      ROW.formatted("replicate", "level", "branch", "density", "accuracy", "steps/s", "left");

  private ProgressLines() {}

  /// The whole, then a row for each training under way, and empty rows up to `rows`, so that the
  /// height stays.
  static List<String> live(Pace pace, double seconds, int rows, int width) {
    int bar = width - 1 - HEAD.length() - EDGES;
    boolean bars = bar >= SHORTEST_BAR;
    int length = Math.min(bar, LONGEST_BAR);
    List<String> lines = new ArrayList<>();
    lines.add(Bars.bar(pace.fraction(), OVERALL_BAR) + count(pace) + left(pace, seconds));
    lines.add((bars ? " ".repeat(length + EDGES) : "") + HEAD);
    pace.underway()
        .forEach((key, run) ->
            lines.add((bars ? Bars.bar(run.fraction(), length) : "") + row(key, run)));
    while (lines.size() < rows + 2) {
      lines.add("");
    }
    return lines;
  }

  private static String row(RunKey key, Underway run) {
    return ROW.formatted(
        key.replicate(),
        key.level(),
        key.draw() == 1 ? key.branch() : key.branch() + " " + key.draw(),
        run.density(),
        known("%.2f %%", run.accuracy()),
        known("%,.0f", run.stepsPerSecond()),
        Double.isFinite(run.secondsLeft()) ? Words.duration(run.secondsLeft()) : "");
  }

  private static String known(String format, double value) {
    return Double.isFinite(value) ? Words.number(format, value) : "";
  }

  /// Where the whole is, for a log.
  static String plain(Pace pace, double seconds) {
    double rate =
        pace.underway().values().stream()
            .mapToDouble(Underway::stepsPerSecond)
            .filter(Double::isFinite)
            .sum();
    return Words.number("%.0f %%: ", Math.floor(100 * pace.fraction()))
        + count(pace)
        + Words.number(", %d under way at %,.0f steps/s", pace.underway().size(), rate)
        + left(pace, seconds);
  }

  private static String count(Pace pace) {
    return "%d of %d trainings".formatted(pace.finished(), pace.planned());
  }

  private static String left(Pace pace, double seconds) {
    double left = pace.secondsLeft(seconds);
    return Double.isFinite(left) ? ", " + Words.duration(left) + " left" : "";
  }

  /// A finished training.
  static String finished(RunRecord run, Pace pace, double seconds) {
    EarlyStop earlyStop = run.earlyStop();
    String result =
        earlyStop == null
            ? "diverged at iteration " + run.divergedAt()
            : Words.number(
                "%.2f %% at iteration %d", earlyStop.test().accuracy(), earlyStop.step());
    return "[%d/%d] %s, density %s: %s (%s)"
        .formatted(
            pace.finished(),
            pace.planned(),
            run.key(),
            run.density(),
            result,
            Words.duration(seconds));
  }
}
