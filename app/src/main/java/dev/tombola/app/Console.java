package dev.tombola.app;

import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/// Where a command reads its place and writes its words: results to `out`, progress and complaints
/// to `err`.
///
/// @param terminal whether `err` is a terminal that can redraw lines
/// @param colour whether `out` and `err` may be coloured
/// @param width of the terminal in characters
record Console(PrintWriter out, PrintWriter err, boolean terminal, boolean colour, int width) {

  @SuppressWarnings(
      "SystemConsoleNull") // it is null again since Java 25, where there is no terminal
  static Console standard() {
    java.io.Console system = System.console();
    boolean terminal = system != null && system.isTerminal();
    boolean colour = terminal && System.getenv("NO_COLOR") == null;
    return new Console(
        writer(System.out),
        writer(System.err),
        terminal && !"dumb".equals(System.getenv("TERM")),
        colour,
        terminal ? TerminalWidth.columns() : 100);
  }

  private static PrintWriter writer(PrintStream stream) {
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
