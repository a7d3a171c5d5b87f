package dev.tombola.app;

import dev.tombola.experiment.Plan.PlannedRun;
import dev.tombola.experiment.RunKey;
import dev.tombola.experiment.RunListener;
import dev.tombola.experiment.RunRecord;
import dev.tombola.nn.Density;
import dev.tombola.train.Trajectory.EarlyStop;
import dev.tombola.train.Watcher;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/// Shows a running experiment: live bars on a terminal, elsewhere a line per finished run.
final class Progress implements RunListener, AutoCloseable {
  private static final long REDRAW_MILLIS = 200;

  private final Console console;
  private final Bars bars;
  private final Thread painter;
  private final int threads;
  private final Map<RunKey, Under> under = new TreeMap<>();
  private final Map<RunKey, Double> weights = new HashMap<>();
  private final Set<RunKey> done = new HashSet<>();
  private final long began = System.nanoTime();
  private double work;
  private double doneBefore;
  private double finished;
  private volatile boolean closed;
  private volatile boolean interrupted;
  private final Thread hook;

  /// A run under way.
  private static final class Under {
    final Density density;
    final long began = System.nanoTime();
    long firstStep = -1;
    Watcher.Progress newest;

    Under(Density density) {
      this.density = density;
      newest = new Watcher.Progress(0, 0, 1, Double.NaN);
    }

    double stepsPerSecond() {
      double seconds = (System.nanoTime() - began) / 1e9;
      return firstStep < 0 ? 0 : (newest.step() - firstStep) / seconds;
    }

    double fraction() {
      return (double) (newest.step() - newest.from()) / (newest.to() - newest.from());
    }
  }

  Progress(Console console, int threads) {
    this.console = console;
    this.threads = threads;
    bars = new Bars(console);
    painter = Thread.ofPlatform().daemon().name("bars").unstarted(this::paint);
    hook = Thread.ofPlatform().unstarted(this::interrupt);
    Runtime.getRuntime().addShutdownHook(hook);
    if (console.terminal()) {
      painter.start();
    }
  }

  @Override
  public synchronized void planned(List<PlannedRun> runs, Set<RunKey> finishedBefore) {
    for (PlannedRun run : runs) {
      // A guess that only paces the overall bar: a level takes three quarters of the one before.
      double weight = StrictMath.pow(0.75, run.key().level()) + 0.05;
      weights.put(run.key(), weight);
      work += weight;
      if (finishedBefore.contains(run.key())) {
        doneBefore += weight;
        done.add(run.key());
      }
    }
    if (!done.isEmpty()) {
      console.err().printf("%d of %d trainings were done before.%n", done.size(), runs.size());
    }
  }

  @Override
  public synchronized void started(RunKey key, long survivors, long all) {
    under.put(key, new Under(Density.of(survivors, all)));
  }

  @Override
  public synchronized void progressed(RunKey key, Watcher.Progress progress) {
    Under run = under.get(key);
    if (run != null) {
      run.newest = progress;
      run.firstStep = run.firstStep < 0 ? progress.step() : run.firstStep;
    }
  }

  @Override
  public synchronized void finished(RunRecord run, double seconds) {
    under.remove(run.key());
    done.add(run.key());
    finished += weights.getOrDefault(run.key(), 0.0);
    if (!console.terminal()) {
      console.err().println(line(run, seconds));
    } else if (run.diverged()) {
      bars.above(line(run, seconds));
    }
  }

  @Override
  public boolean cancelled() {
    return interrupted;
  }

  private String line(RunRecord run, double seconds) {
    EarlyStop earlyStop = run.earlyStop();
    String result =
        earlyStop == null
            ? "diverged at iteration " + run.divergedAt()
            : Words.number(
                "%.2f %% at iteration %d", earlyStop.test().accuracy(), earlyStop.step());
    return "[%d/%d] %s, density %s: %s (%s)"
        .formatted(
            done.size(), weights.size(), run.key(), run.density(), result, Words.duration(seconds));
  }

  private void paint() {
    while (!closed) {
      bars.draw(lines());
      try {
        Thread.sleep(REDRAW_MILLIS);
      } catch (InterruptedException e) {
        return;
      }
    }
  }

  private synchronized List<String> lines() {
    double running =
        under.entrySet().stream()
            .mapToDouble(run -> weights.getOrDefault(run.getKey(), 0.0) * run.getValue().fraction())
            .sum();
    double now = finished + running;
    double seconds = (System.nanoTime() - began) / 1e9;
    double left = now > 0.02 * work ? seconds * (work - doneBefore - now) / now : Double.NaN;
    List<String> lines = new ArrayList<>();
    lines.add(
        bars.bar(
            (doneBefore + now) / Math.max(work, 1e-9),
            "%d of %d trainings".formatted(done.size(), weights.size()),
            Words.left(left)));
    under.forEach((key, run) -> lines.add(bars.bar(run.fraction(), words(key, run), rate(run))));
    while (lines.size() < Math.min(threads, weights.size()) + 1) {
      lines.add("");
    }
    return lines;
  }

  private static String words(RunKey key, Under run) {
    double accuracy = run.newest.accuracy();
    return "%s, %s%s"
        .formatted(
            key,
            run.density,
            Double.isNaN(accuracy) ? "" : Words.number(", validation %.2f %%", accuracy));
  }

  private static String rate(Under run) {
    double rate = run.stepsPerSecond();
    return rate <= 0
        ? ""
        : "%,.0f steps/s, %s"
            .formatted(rate, Words.left((run.newest.to() - run.newest.step()) / rate));
  }

  /// On Ctrl-C or `kill`: what is done is on disk; tidies the terminal and says how to go on.
  private void interrupt() {
    interrupted = true;
    clear();
    console.err().println("tombola: interrupted; the same command continues where it stopped");
    console.err().flush();
  }

  private void clear() {
    if (!closed) {
      closed = true;
      painter.interrupt();
      if (console.terminal()) {
        bars.clear();
      }
    }
  }

  @Override
  public void close() {
    clear();
    if (!interrupted) {
      try {
        Runtime.getRuntime().removeShutdownHook(hook);
      } catch (IllegalStateException e) {
        interrupted = true;
      }
    }
  }
}
