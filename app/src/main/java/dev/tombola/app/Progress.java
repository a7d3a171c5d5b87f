package dev.tombola.app;

import dev.tombola.experiment.Plan.PlannedRun;
import dev.tombola.experiment.RunKey;
import dev.tombola.experiment.RunListener;
import dev.tombola.experiment.RunRecord;
import dev.tombola.nn.Density;
import dev.tombola.train.Watcher;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.function.LongSupplier;

/// Shows a running experiment on standard error: live bars on a terminal, elsewhere a line per
/// finished training and one whenever there was none for ten seconds.
final class Progress implements RunListener, AutoCloseable {
  static final Duration SILENCE = Duration.ofSeconds(10);

  /// How to go on after an interruption, where nothing is kept.
  static final String ANEW = "nothing is kept, the same command begins anew";

  private static final String CONTINUES = "the same command continues where it stopped";
  private static final Duration REDRAW = Duration.ofMillis(500);

  private final Console console;
  private final List<String> opening;
  private final String goingOn;
  private final Pace pace;
  private final int threads;
  private final Bars bars;
  private final LongSupplier clock;
  private final long began;
  private final Thread painter = Thread.ofPlatform().daemon().name("bars").unstarted(this::paint);
  private final Thread hook = Thread.ofPlatform().unstarted(this::interrupt);
  private long spoke;
  private boolean closed;

  /// @param opening what to say before the first training
  /// @param threads trainings at a time
  /// @param clock in nanoseconds
  Progress(
      Console console,
      List<String> opening,
      Pace pace,
      int threads,
      Bars bars,
      LongSupplier clock) {
    this(console, opening, CONTINUES, pace, threads, bars, clock);
  }

  /// As above.
  ///
  /// @param goingOn what to say of it after an interruption
  Progress(
      Console console,
      List<String> opening,
      String goingOn,
      Pace pace,
      int threads,
      Bars bars,
      LongSupplier clock) {
    this.console = console;
    this.opening = List.copyOf(opening);
    this.goingOn = goingOn;
    this.pace = pace;
    this.threads = threads;
    this.bars = bars;
    this.clock = clock;
    began = clock.getAsLong();
    spoke = began;
  }

  /// Begins to paint, and to be ready for an interruption.
  Progress begin() {
    Runtime.getRuntime().addShutdownHook(hook);
    painter.start();
    return this;
  }

  @Override
  public synchronized void planned(List<PlannedRun> runs, Set<RunKey> finishedBefore) {
    pace.plan(runs, finishedBefore);
    for (String sentence : opening) {
      int width = console.terminal() ? bars.width() : Console.ENDLESS;
      Paragraph.lines(sentence, width).forEach(console.err()::println);
    }
    if (!finishedBefore.isEmpty()) {
      say("%d of %d trainings were done before.".formatted(finishedBefore.size(), runs.size()));
    }
    console.err().flush();
  }

  @Override
  public synchronized void started(RunKey key, long survivors, long all) {
    pace.started(key, new Underway(Density.of(survivors, all)));
  }

  @Override
  public synchronized void progressed(RunKey key, Watcher.Progress progress) {
    Underway run = pace.underway().get(key);
    if (run != null) {
      run.progressed(progress, clock.getAsLong());
    }
  }

  @Override
  public synchronized void finished(RunRecord run, double seconds) {
    pace.finished(run.key());
    if (closed) {
      return;
    }
    String line = ProgressLines.finished(run, pace, seconds);
    if (!console.terminal()) {
      say(line);
    } else if (run.diverged()) {
      bars.above(line);
    }
  }

  /// Draws the bars anew, or breaks a long silence.
  synchronized void tick() {
    boolean running = !closed && pace.finished() < pace.planned();
    if (running && console.terminal()) {
      int rows = Math.min(threads, pace.planned());
      bars.draw(ProgressLines.live(pace, seconds(began), rows, bars.width()));
    } else if (running && seconds(spoke) >= SILENCE.toSeconds()) {
      say(ProgressLines.plain(pace, seconds(began)));
    }
  }

  private void say(String line) {
    spoke = clock.getAsLong();
    console.err().println(line);
    console.err().flush();
  }

  private double seconds(long since) {
    return (clock.getAsLong() - since) / 1e9;
  }

  private void paint() {
    try {
      while (true) {
        tick();
        Thread.sleep(REDRAW);
      }
    } catch (InterruptedException e) {
      return; // closed
    }
  }

  /// On Ctrl-C or `kill`: what is done is on disk; tidies the terminal and says how to go on.
  private synchronized void interrupt() {
    if (!closed) {
      end();
      console.err().println("tombola: interrupted; " + goingOn);
      console.err().flush();
    }
  }

  private void end() {
    closed = true;
    painter.interrupt();
    bars.clear();
  }

  @Override
  public synchronized void close() {
    if (!closed) {
      end();
      try {
        Runtime.getRuntime().removeShutdownHook(hook);
      } catch (IllegalStateException _) {
        // The process is ending already, and the hook finds this closed.
      }
    }
  }
}
