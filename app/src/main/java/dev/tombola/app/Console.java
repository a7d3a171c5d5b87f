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
/// @param width of the terminal in characters, [#ENDLESS] when `out` is none: a file's lines are
///   not broken
/// @param command how the user called this program, for commands to type next
record Console(
    PrintWriter out, PrintWriter err, boolean terminal, boolean colour, int width, String command) {
  static final int ENDLESS = Integer.MAX_VALUE;

  /// The launcher's word for how it was called.
  private static final String COMMAND = "tombola.command";

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
        terminals.out() ? TerminalWidth.columns() : ENDLESS,
        System.getProperty(COMMAND, "tombola"));
  }

  private static PrintWriter writer(OutputStream stream) {
    return new PrintWriter(stream, true, StandardCharsets.UTF_8);
  }

  /// This console with results to somewhere that is no terminal.
  Console to(PrintWriter results) {
    return new Console(results, err, terminal, false, ENDLESS, command);
  }

  Ansi ansi() {
    return new Ansi(colour);
  }

  /// Prints a text, its lines as long as the terminal is wide.
  void say(String text) {
    say("", 0, text);
  }

  /// Prints a text beside what leads it.
  ///
  /// @param lead on the first line, as printed; it may be coloured
  /// @param indent where the text begins in every line, at the end of the lead in the first
  void say(String lead, int indent, String text) {
    String before = lead;
    for (String line : Paragraph.lines(text, width - indent)) {
      out.println(before + line);
      before = " ".repeat(indent);
    }
  }

  /// Prints what is wrong, to `err`.
  void complain(String sentence) {
    String text = "tombola: " + asCalled(sentence);
    Paragraph.lines(text, terminal ? width : ENDLESS).forEach(err::println);
  }

  /// The library's messages speak of `tombola`; the user may have called it otherwise.
  String asCalled(String message) {
    return message.replace("`tombola ", "`" + command + " ");
  }

  /// A path as the user would type it from here.
  static Path relative(Path path) {
    Path here = Path.of("").toAbsolutePath();
    Path absolute = path.toAbsolutePath().normalize();
    return absolute.startsWith(here) ? here.relativize(absolute) : absolute;
  }
}
