package dev.tombola.app;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;

/// How many columns the terminal has: asked of `stty`, else `COLUMNS`, else 80.
final class TerminalWidth {
  private static final int USUAL = 80;

  private TerminalWidth() {}

  static int columns() {
    File terminal = new File("/dev/tty");
    if (terminal.canRead()) {
      try {
        Process stty =
            new ProcessBuilder("stty", "size")
                .redirectInput(terminal)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        String answer =
            new String(stty.getInputStream().readAllBytes(), StandardCharsets.US_ASCII).strip();
        stty.waitFor(1, TimeUnit.SECONDS);
        int columns = number(answer.replaceFirst("^\\d+ ", ""));
        if (columns > 0) {
          return columns;
        }
      } catch (IOException e) {
        return fromEnvironment();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
    return fromEnvironment();
  }

  private static int fromEnvironment() {
    int columns = number(System.getenv().getOrDefault("COLUMNS", ""));
    return columns > 0 ? columns : USUAL;
  }

  private static int number(String text) {
    return text.matches("\\d{1,5}") ? Integer.parseInt(text) : 0;
  }
}
