package dev.tombola.app;

import dev.tombola.findings.BranchFindings;
import dev.tombola.findings.Findings;
import dev.tombola.findings.LevelFindings;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SequencedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Accuracy against density in the terminal: the densest on the left, a logarithmic axis, a mark
/// per branch and a dotted line where the dense network is.
final class Plot {
  private static final int HEIGHT = 14;
  private static final char[] MARKS = {'●', '○', '△', '□', '◇', '×'};

  private final Console console;
  private final List<LevelFindings> levels;
  private final List<String> branches;
  private final int width;
  private final double lowest;
  private final double highest;

  Plot(Findings findings, Console console) {
    this.console = console;
    levels = findings.levels();
    branches =
        levels.stream()
            .flatMap(level -> level.branches().sequencedKeySet().stream())
            .distinct()
            .toList();
    width = Math.clamp(console.width() - 12, 30, 88);
    double[] values =
        levels.stream()
            .flatMap(level -> level.branches().values().stream())
            .map(branch -> branch.earlyStopAccuracy().mean())
            .filter(mean -> mean != null)
            .mapToDouble(Double::doubleValue)
            .toArray();
    double low = Arrays.stream(values).min().orElse(0);
    double high = Arrays.stream(values).max().orElse(1);
    double air = Math.max(0.05, 0.06 * (high - low));
    lowest = Math.max(0, low - air);
    highest = Math.min(100, high + air);
  }

  void print() {
    if (levels.size() < 2) {
      return;
    }
    PrintWriter out = console.out();
    out.println();
    out.println("test accuracy at early stop, percent, against density (logarithmic)");
    String[][] cells = cells();
    for (int row = 0; row < HEIGHT; row++) {
      double value = highest - (highest - lowest) * row / (HEIGHT - 1);
      String label = row % 3 == 0 ? Words.number("%7.2f", value) : " ".repeat(7);
      StringBuilder line = new StringBuilder(label).append(row % 3 == 0 ? " ┤" : " │");
      for (String cell : cells[row]) {
        line.append(cell);
      }
      out.println(line.toString().stripTrailing());
    }
    out.println(" ".repeat(8) + "└" + "─".repeat(width));
    out.println(" ".repeat(9) + axis());
    out.println();
    legend().forEach(line -> out.println(" ".repeat(9) + line));
  }

  private String[][] cells() {
    String[][] cells = new String[HEIGHT][width];
    for (String[] row : cells) {
      Arrays.fill(row, " ");
    }
    Double dense = mean(levels.getFirst(), "ticket");
    if (dense != null) {
      for (int x = 0; x < width; x += 2) {
        cells[row(dense)][x] = console.ansi().dim("┄");
      }
    }
    boolean[][] taken = new boolean[HEIGHT][width];
    for (int b = 0; b < branches.size(); b++) {
      for (LevelFindings level : levels) {
        Double mean = mean(level, branches.get(b));
        if (mean != null) {
          int row = row(mean);
          int column = beside(taken[row], column(level));
          taken[row][column] = true;
          cells[row][column] = mark(b);
        }
      }
    }
    return cells;
  }

  /// The nearest free column, so that branches that are equally good can all be seen.
  private static int beside(boolean[] taken, int column) {
    for (int away = 0; away < taken.length; away++) {
      if (column - away >= 0 && !taken[column - away]) {
        return column - away;
      }
      if (column + away < taken.length && !taken[column + away]) {
        return column + away;
      }
    }
    return column;
  }

  private static @Nullable Double mean(LevelFindings level, String branch) {
    BranchFindings found = level.branches().get(branch);
    return found == null ? null : found.earlyStopAccuracy().mean();
  }

  private int row(double value) {
    return (int) Math.round((highest - value) / (highest - lowest) * (HEIGHT - 1));
  }

  private int column(LevelFindings level) {
    double least = levels.getLast().density().value();
    double position = StrictMath.log(level.density().value()) / StrictMath.log(least);
    return least >= 1 ? 0 : (int) Math.round(position * (width - 2));
  }

  private String mark(int branch) {
    return console.ansi().hue(branch, String.valueOf(MARKS[branch % MARKS.length]));
  }

  /// Densities under their columns, as many as do not touch.
  private String axis() {
    SequencedMap<Integer, String> labels = new TreeMap<>();
    for (LevelFindings level : levels) {
      labels.put(column(level), level.density().toString());
    }
    StringBuilder axis = new StringBuilder();
    labels.forEach((column, label) -> {
      if (axis.isEmpty() || column >= axis.length() + 2) {
        axis.append(" ".repeat(column - axis.length())).append(label);
      }
    });
    return axis.toString();
  }

  /// Marks with their branches, as many in a line as the plot is wide.
  private List<String> legend() {
    List<String> lines = new ArrayList<>();
    StringBuilder line = new StringBuilder();
    int length = 0;
    for (int b = 0; b <= branches.size(); b++) {
      boolean dense = b == branches.size();
      String name = dense ? "dense" : branches.get(b);
      if (length + 2 + name.length() > width) {
        lines.add(line.toString().stripTrailing());
        line.setLength(0);
        length = 0;
      }
      line.append(dense ? console.ansi().dim("┄") : mark(b)).append(' ').append(name).append("   ");
      length += 5 + name.length();
    }
    lines.add(line.toString().stripTrailing());
    return lines;
  }
}
