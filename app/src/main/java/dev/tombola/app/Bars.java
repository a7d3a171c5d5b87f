package dev.tombola.app;

import java.util.List;

/// Lines at the bottom of a terminal that are redrawn in place.
final class Bars {
  private static final int LENGTH = 24;
  private static final String EIGHTHS = " ▏▎▍▌▋▊▉█";

  private final Console console;
  private int drawn;

  Bars(Console console) {
    this.console = console;
  }

  /// A bar with words before and after it, cut to the terminal's width.
  String bar(double fraction, String words, String after) {
    int eighths = (int) Math.round(Math.clamp(fraction, 0, 1) * LENGTH * 8);
    StringBuilder bar = new StringBuilder("█".repeat(eighths / 8));
    if (eighths % 8 > 0) {
      bar.append(EIGHTHS.charAt(eighths % 8));
    }
    bar.append(" ".repeat(LENGTH - bar.length()));
    String line = "▕" + bar + "▏ " + words + (after.isEmpty() ? "" : "  " + after);
    return line.length() < console.width() ? line : line.substring(0, console.width() - 1);
  }

  /// Replaces what was drawn before, in one write.
  synchronized void draw(List<String> lines) {
    StringBuilder screen = new StringBuilder(up());
    for (String line : lines) {
      screen.append(line).append("\u001b[K\n");
    }
    drawn = lines.size();
    write(screen);
  }

  /// A line that stays, above the bars.
  synchronized void above(String line) {
    write(new StringBuilder(up()).append(line).append("\u001b[K\n\u001b[J"));
    drawn = 0;
  }

  synchronized void clear() {
    write(new StringBuilder(up()).append("\u001b[J"));
    drawn = 0;
  }

  private String up() {
    return drawn == 0 ? "" : "\u001b[" + drawn + "A\r";
  }

  private void write(StringBuilder text) {
    console.err().print(text);
    console.err().flush();
  }
}
