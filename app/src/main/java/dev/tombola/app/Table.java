package dev.tombola.app;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/// Columns of names and numbers, to the right, and maybe a text at the end of each row.
///
/// A table too wide for the terminal moves its columns together. If that is not enough, texts are
/// broken between words, and columns go on in a further table beneath that has the first columns
/// again.
final class Table {
  private static final int WIDE_GAP = 3;
  private static final int NARROW_GAP = 2;

  private final int keys;
  private final List<Row> rows = new ArrayList<>();

  private record Row(List<String> cells, String text) {}

  /// @param keys how many of the first columns say what a row is about
  Table(int keys) {
    this.keys = keys;
  }

  Table row(List<String> cells) {
    return row(cells, "");
  }

  /// Adds a row with as many cells as the others; the first is the head.
  Table row(List<String> cells, String text) {
    rows.add(new Row(List.copyOf(cells), text));
    return this;
  }

  void print(Console console) {
    int[] widths = new int[rows.getFirst().cells.size()];
    for (Row row : rows) {
      Arrays.setAll(widths, c -> Math.max(widths[c], row.cells.get(c).length()));
    }
    int text = rows.stream().mapToInt(row -> row.text.length()).max().orElse(0);
    int gaps = text == 0 ? widths.length - 1 : widths.length;
    boolean fits = Arrays.stream(widths).sum() + text + WIDE_GAP * gaps <= console.width();
    String gap = " ".repeat(fits ? WIDE_GAP : NARROW_GAP);
    int from = keys;
    do {
      if (from > keys) {
        console.out().println();
      }
      int to = end(widths, gap.length(), from, console.width());
      print(console, widths, gap, from, to);
      from = to;
    } while (from < widths.length);
  }

  /// Past the last column from `from` on that fits beside the keys; one always does.
  private int end(int[] widths, int gap, int from, int width) {
    int used = Arrays.stream(widths).limit(keys).map(key -> key + gap).sum() - gap;
    int to = from;
    while (to < widths.length && (to == from || used + gap + widths[to] <= width)) {
      used += gap + widths[to];
      to++;
    }
    return to;
  }

  private void print(Console console, int[] widths, String gap, int from, int to) {
    int[] columns = IntStream.concat(IntStream.range(0, keys), IntStream.range(from, to)).toArray();
    for (int r = 0; r < rows.size(); r++) {
      Row row = rows.get(r);
      StringBuilder line = new StringBuilder();
      for (int c : columns) {
        String cell = row.cells.get(c);
        line.append(" ".repeat(widths[c] - cell.length())).append(cell).append(gap);
      }
      if (r == 0) {
        console.out().println(console.ansi().bold((line + row.text).stripTrailing()));
      } else if (row.text.isEmpty()) {
        console.out().println(line.toString().stripTrailing());
      } else {
        console.say(line.toString(), line.length(), row.text);
      }
    }
  }
}
