package dev.tombola.app;

import dev.tombola.nn.Density;
import dev.tombola.train.Watcher;
import org.jspecify.annotations.Nullable;

/// A training under way: where it stands and how fast it goes. Times are in nanoseconds.
final class Underway {
  private final Density density;
  private @Nullable Mark first;
  private @Nullable Mark newest;

  /// Where a training was at some time.
  private record Mark(long time, Watcher.Progress progress) {}

  Underway(Density density) {
    this.density = density;
  }

  Density density() {
    return density;
  }

  void progressed(Watcher.Progress progress, long time) {
    newest = new Mark(time, progress);
    first = first == null ? newest : first;
  }

  /// Done of the whole training, 0 to 1.
  double fraction() {
    return newest == null ? 0 : fraction(newest.progress);
  }

  /// How much of the training an earlier process had done: where its first sign of life was, so a
  /// slice too much.
  double fractionBefore() {
    return first == null ? 0 : fraction(first.progress);
  }

  private static double fraction(Watcher.Progress progress) {
    return (double) (progress.step() - progress.from()) / (progress.to() - progress.from());
  }

  /// The newest validation accuracy in percent, NaN before the first.
  double accuracy() {
    return newest == null ? Double.NaN : newest.progress.accuracy();
  }

  /// NaN until it is known.
  double stepsPerSecond() {
    if (first == null || newest == null || newest.time <= first.time) {
      return Double.NaN;
    }
    return 1e9 * (newest.progress.step() - first.progress.step()) / (newest.time - first.time);
  }

  /// NaN until it is known.
  double secondsLeft() {
    return newest == null
        ? Double.NaN
        : (newest.progress.to() - newest.progress.step()) / stepsPerSecond();
  }
}
