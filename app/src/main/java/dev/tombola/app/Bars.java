package dev.tombola.app;

import java.io.PrintWriter;
import java.util.List;
import java.util.function.IntSupplier;

/// Lines at the bottom of a terminal that are redrawn in place, each in one write, so that nothing
/// flickers.
final class Bars {
  private static final String EIGHTHS = " ▏▎▍▌▋▊▉█";
  private static final String CLEAR_TO_END_OF_LINE = "\u001b[K";
  private static final String CLEAR_BELOW = "\u001b[J";

  private final PrintWriter to;
  private final IntSupplier width;
  private List<String> drawn = List.of();

  /// @param width of the terminal in columns, asked anew for every drawing
  Bars(PrintWriter to, IntSupplier width) {
    this.to = to;
    this.width = width;
  }

  /// A bar of `length` columns between two edges, to an eighth of a column.
  static String bar(double fraction, int length) {
    int eighths = (int) Math.round(Math.clamp(fraction, 0, 1) * length * 8);
    StringBuilder bar = new StringBuilder("▕").append("█".repeat(eighths / 8));
    if (eighths % 8 > 0) {
      bar.append(EIGHTHS.charAt(eighths % 8));
    }
    return bar.append(" ".repeat(length + 1 - bar.length())).append("▏ ").toString();
  }

  int width() {
    return width.getAsInt();
  }

  /// Replaces what was drawn before. Lines that are too long are cut.
  synchronized void draw(List<String> lines) {
    int columns = width();
    List<String> cut =
        lines.stream()
            .map(line -> line.length() < columns ? line : line.substring(0, columns - 1))
            .toList();
    StringBuilder screen = up(columns);
    cut.forEach(line -> screen.append(line).append(CLEAR_TO_END_OF_LINE).append('\n'));
    drawn = cut;
    write(screen.append(CLEAR_BELOW));
  }

  /// A line that stays, above the bars.
  synchronized void above(String line) {
    StringBuilder screen = up(width());
    write(screen.append(line).append(CLEAR_TO_END_OF_LINE).append('\n').append(CLEAR_BELOW));
    drawn = List.of();
  }

  synchronized void clear() {
    if (!drawn.isEmpty()) {
      write(up(width()).append(CLEAR_BELOW));
      drawn = List.of();
    }
  }

  /// To the first line drawn. A terminal that became narrower since has wrapped them.
  private StringBuilder up(int columns) {
    int rows =
        drawn.stream().mapToInt(line -> Math.max(1, -Math.floorDiv(-line.length(), columns))).sum();
    return new StringBuilder(rows == 0 ? "" : "\u001b[" + rows + "A\r");
  }

  private void write(StringBuilder text) {
    to.print(text);
    to.flush();
  }
}
