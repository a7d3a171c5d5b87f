package dev.tombola.app;

import dev.tombola.experiment.RunKey;
import dev.tombola.experiment.RunRecord;
import dev.tombola.train.Trajectory.EarlyStop;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/// The words of a running experiment: live lines for a terminal, plain ones for a log.
final class ProgressLines {
  private static final int LONGEST_BAR = 24;
  private static final int SHORTEST_BAR = 4;

  /// Columns that a bar has beside its length: two edges and a space.
  private static final int EDGES = 3;

  /// What is told of a training, in this order.
  private enum Column {
    REPLICATE("%9s", "replicate"),
    LEVEL("%7s", "level"),
    BRANCH("  %-14s", "branch"),
    DENSITY("%8s", "density"),
    ACCURACY("%10s", "accuracy"),
    SPEED("%9s", "steps/s"),
    LEFT("%12s", "left");

    private final String format;
    private final String head;

    Column(String format, String head) {
      this.format = format;
      this.head = head;
    }
  }

  /// What a narrow terminal goes without, first to last.
  private static final List<Column> DISPENSABLE =
      List.of(Column.SPEED, Column.DENSITY, Column.ACCURACY, Column.LEFT);

  private ProgressLines() {}

  /// The whole, then a row for each training under way, and empty rows up to `rows`, so that the
  /// height stays.
  static List<String> live(Pace pace, double seconds, int rows, int width) {
    List<String> lines = new ArrayList<>();
    String whole = count(pace) + left(pace, seconds);
    lines.add(bar(pace.fraction(), width - 1 - whole.length()) + whole);
    Set<Column> columns = columns(width - 1);
    String head = row(columns, column -> column.head);
    int room = width - 1 - head.length();
    lines.add(" ".repeat(bar(0, room).length()) + head);
    pace.underway()
        .forEach((key, run) ->
            lines.add(bar(run.fraction(), room) + row(columns, column -> cell(column, key, run))));
    while (lines.size() < rows + 2) {
      lines.add("");
    }
    return lines;
  }

  /// A bar that takes as much room as there is, or none where there is too little.
  private static String bar(double fraction, int room) {
    int length = Math.min(room - EDGES, LONGEST_BAR);
    return length < SHORTEST_BAR ? "" : Bars.bar(fraction, length);
  }

  /// The columns that leave room for the shortest bar.
  private static Set<Column> columns(int width) {
    Set<Column> columns = EnumSet.allOf(Column.class);
    for (Column column : DISPENSABLE) {
      if (row(columns, some -> some.head).length() + EDGES + SHORTEST_BAR > width) {
        columns.remove(column);
      }
    }
    return columns;
  }

  private static String row(Set<Column> columns, Function<Column, Object> cell) {
    return columns.stream()
        .map(column -> column.format.formatted(cell.apply(column)))
        .collect(Collectors.joining());
  }

  private static Object cell(Column column, RunKey key, Underway run) {
    return switch (column) {
      case REPLICATE -> key.replicate();
      case LEVEL -> key.level();
      case BRANCH -> key.draw() == 1 ? key.branch() : key.branch() + " " + key.draw();
      case DENSITY -> run.density();
      case ACCURACY -> known("%.2f %%", run.accuracy());
      case SPEED -> known("%,.0f", run.stepsPerSecond());
      case LEFT -> Double.isFinite(run.secondsLeft()) ? Words.duration(run.secondsLeft()) : "";
    };
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
    String empty =
        run.emptyLayers().isEmpty()
            ? ""
            : ", no weights left in " + String.join(", ", run.emptyLayers());
    return "[%d/%d] %s, density %s%s: %s (%s)"
        .formatted(
            pace.finished(),
            pace.planned(),
            run.key(),
            run.density(),
            empty,
            result,
            Words.duration(seconds));
  }
}
