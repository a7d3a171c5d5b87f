package dev.tombola.app;

import dev.tombola.app.bench.Stopwatch;
import java.time.Duration;
import java.util.List;

/// Shows a measurement under way on standard error: a bar on a terminal, elsewhere a line every ten
/// seconds.
final class BenchProgress implements Stopwatch.Listener, AutoCloseable {
  private static final Duration REDRAW = Duration.ofMillis(500);
  private static final int BAR = 24;

  private final Console console;
  private final Bars bars;
  private final double planned;
  private double spoke = Double.NEGATIVE_INFINITY;

  /// @param planned seconds in all
  BenchProgress(Console console, Bars bars, double planned) {
    this.console = console;
    this.bars = bars;
    this.planned = planned;
  }

  /// Says that masks are drawn and networks laid out.
  void begin() {
    show("preparing…", 0);
  }

  @Override
  public void windowDone(boolean warmingUp, double seconds) {
    Duration silence = console.terminal() ? REDRAW : Progress.SILENCE;
    if (seconds - spoke < silence.toMillis() / 1e3) {
      return;
    }
    spoke = seconds;
    String left =
        seconds < planned ? Words.duration(planned - seconds) + " left" : "longer than planned";
    show((warmingUp ? "warming up, " : "measuring, ") + left, seconds);
  }

  private void show(String line, double seconds) {
    if (console.terminal()) {
      bars.draw(List.of(Bars.bar(seconds / planned, BAR) + line));
    } else {
      console.err().println(line);
      console.err().flush();
    }
  }

  @Override
  public void close() {
    bars.clear();
  }
}
