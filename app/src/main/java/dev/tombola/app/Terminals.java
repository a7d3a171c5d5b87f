package dev.tombola.app;

import java.io.IOException;

/// Which of this process's standard streams are terminals.
///
/// [System#console] knows only of input and output together, but progress goes to standard error:
/// with `2>log` it must be plain, with `| less` it may still be live. So the shell is asked.
record Terminals(boolean out, boolean err) {
  private static final int OUT = 1;
  private static final int ERR = 2;
  private static final String QUESTION =
      "a=0; [ -t 1 ] && a=%d; [ -t 2 ] && a=$((a + %d)); exit $a".formatted(OUT, ERR);

  /// Asks; where there is no shell, Java's answer stands for both.
  static Terminals ask() {
    try {
      int answer = new ProcessBuilder("sh", "-c", QUESTION).inheritIO().start().waitFor();
      return answer > OUT + ERR
          ? new Terminals(false, false)
          : new Terminals((answer & OUT) != 0, (answer & ERR) != 0);
    } catch (IOException e) {
      boolean both = interactive();
      return new Terminals(both, both);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return new Terminals(false, false);
    }
  }

  @SuppressWarnings(
      "SystemConsoleNull") // it is null again since Java 25, where there is no terminal
  private static boolean interactive() {
    java.io.Console console = System.console();
    return console != null && console.isTerminal();
  }
}
