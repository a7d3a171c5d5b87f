package dev.tombola.app;

import java.io.OutputStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/// Where a command reads its place and writes its words: results to `out`, progress and complaints
/// to `err`.
///
/// @param terminal whether `err` is a terminal that can redraw lines
/// @param colour whether `out` may be coloured
/// @param width of `out` in characters
record Console(PrintWriter out, PrintWriter err, boolean terminal, boolean colour, int width) {
  private static final int USUAL_WIDTH = 100;

  /// This process's streams, results through `output`.
  static Console standard(OutputStream output) {
    Terminals terminals = Terminals.ask();
    boolean dumb = "dumb".equals(System.getenv("TERM"));
    boolean plain = dumb || !System.getenv().getOrDefault("NO_COLOR", "").isEmpty();
    return new Console(
        writer(output),
        writer(System.err),
        terminals.err() && !dumb,
        terminals.out() && !plain,
        terminals.out() ? TerminalWidth.columns() : USUAL_WIDTH);
  }

  private static PrintWriter writer(OutputStream stream) {
    return new PrintWriter(stream, true, StandardCharsets.UTF_8);
  }

  Ansi ansi() {
    return new Ansi(colour);
  }

  /// A path as the user would type it from here.
  static Path relative(Path path) {
    Path here = Path.of("").toAbsolutePath();
    Path absolute = path.toAbsolutePath().normalize();
    return absolute.startsWith(here) ? here.relativize(absolute) : absolute;
  }
}
