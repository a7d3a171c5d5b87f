package dev.tombola.app;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;

/// How many columns the terminal has: asked of `stty`, else `COLUMNS`, else 80.
final class TerminalWidth {
  private static final int USUAL = 80;

  private static final long SECOND = 1_000_000_000;

  private TerminalWidth() {}

  /// The width as it changes: asked of the terminal at most once a second, since that starts a
  /// process and bars are drawn more often.
  static IntSupplier live() {
    return new IntSupplier() {
      private int columns = columns();
      private long asked = System.nanoTime();

      @Override
      public synchronized int getAsInt() {
        if (System.nanoTime() - asked > SECOND) {
          columns = columns();
          asked = System.nanoTime();
        }
        return columns;
      }
    };
  }

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
