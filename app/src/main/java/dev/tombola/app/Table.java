package dev.tombola.app;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/// Columns of text, numbers to the right.
final class Table {
  private final List<List<String>> rows = new ArrayList<>();

  Table row(List<String> cells) {
    rows.add(List.copyOf(cells));
    return this;
  }

  /// @param head how the first row is painted
  void print(PrintWriter out, UnaryOperator<String> head) {
    int columns = rows.stream().mapToInt(List::size).max().orElse(0);
    int[] widths = new int[columns];
    for (List<String> row : rows) {
      for (int c = 0; c < row.size(); c++) {
        widths[c] = Math.max(widths[c], row.get(c).length());
      }
    }
    for (int r = 0; r < rows.size(); r++) {
      StringBuilder line = new StringBuilder();
      for (int c = 0; c < rows.get(r).size(); c++) {
        String cell = rows.get(r).get(c);
        line.append(c == 0 ? "" : "   ").append(" ".repeat(widths[c] - cell.length())).append(cell);
      }
      String text = line.toString().stripTrailing();
      out.println(r == 0 ? head.apply(text) : text);
    }
  }
}
