package dev.tombola.app;

import dev.tombola.nn.Density;
import java.io.PrintWriter;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Curves over density in the terminal: the densest on the left, a logarithmic axis, a mark per
/// curve, and maybe a dotted line across or upright.
final class Chart {
  private static final int HEIGHT = 14;
  private static final char[] MARKS = {'●', '○', '△', '□', '◇', '×'};
  private static final String ACROSS = "┄";
  private static final String UPRIGHT = "┊";

  private final Console console;
  private final Axis axis;
  private final List<Density> densities;
  private final SequencedMap<String, ? extends Map<Density, Double>> curves;
  private final int width;
  private @Nullable Level level;
  private @Nullable Edge edge;

  /// The values from bottom to top.
  ///
  /// @param label the format of a value, seven characters wide
  record Axis(double lowest, double highest, boolean logarithmic, String label) {
    private int row(double value) {
      return (int)
          Math.round(
              (scaled(highest) - scaled(value))
                  / (scaled(highest) - scaled(lowest))
                  * (HEIGHT - 1));
    }

    /// Of a logarithmic axis to two digits: its rows stand further apart than those tell.
    private double value(int row) {
      double down = (double) row / (HEIGHT - 1);
      return logarithmic
          ? new BigDecimal(highest * Math.pow(lowest / highest, down))
              .round(new MathContext(2))
              .doubleValue()
          : highest - (highest - lowest) * down;
    }

    private double scaled(double value) {
      return logarithmic ? Math.log(value) : value;
    }
  }

  private record Level(String name, @Nullable Double value) {}

  private record Edge(String name, Density density) {}

  /// @param densities of the whole axis, falling
  /// @param curves values by density, by the curve's name
  Chart(
      Console console,
      Axis axis,
      List<Density> densities,
      SequencedMap<String, ? extends Map<Density, Double>> curves) {
    this.console = console;
    this.axis = axis;
    this.densities = List.copyOf(densities);
    this.curves = curves;
    width = Math.clamp(console.width() - 12, 30, 88);
  }

  /// A line across, in the legend also where its value is not known.
  Chart across(String name, @Nullable Double value) {
    level = new Level(name, value);
    return this;
  }

  /// An upright line, in the legend also where it lies below all densities.
  Chart upright(String name, Density density) {
    edge = new Edge(name, density);
    return this;
  }

  void print(String title) {
    PrintWriter out = console.out();
    out.println();
    out.println(title);
    String[][] cells = cells();
    for (int row = 0; row < HEIGHT; row++) {
      String label = row % 3 == 0 ? Words.number(axis.label, axis.value(row)) : " ".repeat(7);
      StringBuilder line = new StringBuilder(label).append(row % 3 == 0 ? " ┤" : " │");
      for (String cell : cells[row]) {
        line.append(cell);
      }
      out.println(line.toString().stripTrailing());
    }
    out.println(" ".repeat(8) + "└" + "─".repeat(width));
    out.println(" ".repeat(9) + labels());
    out.println();
    legend().forEach(line -> out.println(" ".repeat(9) + line));
  }

  private String[][] cells() {
    String[][] cells = new String[HEIGHT][width];
    for (String[] row : cells) {
      Arrays.fill(row, " ");
    }
    if (level != null && level.value != null) {
      for (int x = 0; x < width; x += 2) {
        cells[axis.row(level.value)][x] = console.ansi().dim(ACROSS);
      }
    }
    int upright = edge == null ? width : column(edge.density);
    if (upright < width) {
      for (String[] row : cells) {
        row[upright] = console.ansi().dim(UPRIGHT);
      }
    }
    boolean[][] taken = new boolean[HEIGHT][width];
    int curve = 0;
    for (Map<Density, Double> values : curves.values()) {
      for (Density density : densities) {
        Double value = values.get(density);
        if (value != null) {
          int row = axis.row(value);
          int column = beside(taken[row], column(density));
          taken[row][column] = true;
          cells[row][column] = mark(curve);
        }
      }
      curve++;
    }
    return cells;
  }

  /// The nearest free column, so that curves that are equally good can all be seen.
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

  private int column(Density density) {
    double least = densities.getLast().value();
    double position = StrictMath.log(density.value()) / StrictMath.log(least);
    return least >= 1 ? 0 : (int) Math.round(position * (width - 2));
  }

  private String mark(int curve) {
    return console.ansi().hue(curve, String.valueOf(MARKS[curve % MARKS.length]));
  }

  /// Densities under their columns, as many as do not touch.
  private String labels() {
    SequencedMap<Integer, String> labels = new TreeMap<>();
    for (Density density : densities) {
      labels.put(column(density), density.toString());
    }
    StringBuilder line = new StringBuilder();
    labels.forEach((column, label) -> {
      if (line.isEmpty() || column >= line.length() + 2) {
        line.append(" ".repeat(column - line.length())).append(label);
      }
    });
    return line.toString();
  }

  /// Marks with what they stand for, as many in a line as the chart is wide.
  private List<String> legend() {
    List<String> marks = new ArrayList<>();
    List<String> names = new ArrayList<>(curves.sequencedKeySet());
    for (int curve = 0; curve < names.size(); curve++) {
      marks.add(mark(curve));
    }
    if (level != null) {
      marks.add(console.ansi().dim(ACROSS));
      names.add(level.name);
    }
    if (edge != null) {
      marks.add(console.ansi().dim(UPRIGHT));
      names.add(edge.name);
    }
    List<String> lines = new ArrayList<>();
    StringBuilder line = new StringBuilder();
    int length = 0;
    for (int i = 0; i < names.size(); i++) {
      if (length + 2 + names.get(i).length() > width) {
        lines.add(line.toString().stripTrailing());
        line.setLength(0);
        length = 0;
      }
      line.append(marks.get(i)).append(' ').append(names.get(i)).append("   ");
      length += 5 + names.get(i).length();
    }
    lines.add(line.toString().stripTrailing());
    return lines;
  }
}
