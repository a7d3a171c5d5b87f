package dev.tombola.app;

import dev.tombola.connect.Barrier;
import dev.tombola.connect.ConnectListener;
import dev.tombola.connect.Pair;
import dev.tombola.experiment.ExperimentSpec;
import dev.tombola.experiment.Plan.PlannedRun;
import dev.tombola.experiment.RunKey;
import dev.tombola.experiment.RunRecord;
import dev.tombola.train.Watcher;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Shows the trainings of copies as those of an experiment, then the paths: a bar on a terminal,
/// elsewhere a line for each.
final class ConnectProgress implements ConnectListener, AutoCloseable {
  private static final int BAR = 24;

  private final Console console;
  private final Bars bars;
  private final Progress trainings;
  private int paths;
  private int walked;

  /// @param opening what to say before the first training
  ConnectProgress(Console console, List<String> opening, ExperimentSpec spec, int threads) {
    this.console = console;
    bars = new Bars(console.err(), TerminalWidth.live());
    Pace pace = new Pace(spec.pruning().scope());
    trainings = new Progress(console, opening, pace, threads, bars, System::nanoTime);
  }

  ConnectProgress begin() {
    trainings.begin();
    return this;
  }

  @Override
  public void planned(List<PlannedRun> runs, Set<RunKey> done) {
    trainings.planned(runs, done);
  }

  @Override
  public void started(RunKey key, long survivors, long weights) {
    trainings.started(key, survivors, weights);
  }

  @Override
  public void progressed(RunKey key, Watcher.Progress progress) {
    trainings.progressed(key, progress);
  }

  @Override
  public void finished(RunRecord run, double seconds) {
    trainings.finished(run, seconds);
  }

  @Override
  public synchronized void pathsPlanned(int all, int done) {
    paths = all;
    walked = done;
    if (done > 0 && !console.terminal()) {
      console.err().println("%d of %d paths were walked before.".formatted(done, all));
    }
    draw();
  }

  @Override
  public synchronized void connected(Pair pair, Optional<Barrier> barrier, double seconds) {
    walked++;
    if (console.terminal()) {
      draw();
      return;
    }
    String result =
        barrier
            .map(height -> Words.number("barrier %.2f points", height.error()))
            .orElse("an end diverged, so there is none");
    console
        .err()
        .println(
            "[%d/%d] %s: %s (%s)"
                .formatted(walked, paths, words(pair), result, Words.duration(seconds)));
    console.err().flush();
  }

  private void draw() {
    if (console.terminal() && walked < paths) {
      String bar = Bars.bar((double) walked / paths, BAR);
      bars.draw(List.of(bar + walked + " of " + Words.count(paths, "path")));
    }
  }

  private static String words(Pair pair) {
    return switch (pair) {
      case Pair.Copies copies ->
          "path of replicate %d level %d, %s from step %d: copies %d and %d"
              .formatted(
                  copies.replicate(),
                  copies.level(),
                  copies.subnetwork(),
                  copies.at(),
                  copies.one(),
                  copies.other());
      case Pair.Levels levels ->
          "path of replicate %d: levels %d and %d"
              .formatted(levels.replicate(), levels.level(), levels.level() + 1);
      case Pair.Replicates replicates ->
          "path: dense networks of replicates %d and %d"
              .formatted(replicates.one(), replicates.other());
    };
  }

  @Override
  public void close() {
    trainings.close();
  }
}
