package dev.tombola.app.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;
import java.util.stream.IntStream;

/// Times several works side by side, in rounds of short windows, one for each work in turn: a
/// processor that changes its clock, or a neighbour that takes a part of it, changes all alike.
///
/// Rounds are thrown away until one is not faster than the one before: up to there it is the
/// compiler that is measured.
public final class Stopwatch {
  /// Rounds that fit the time, warm-up included, when no single call is longer than a window.
  private static final int ROUNDS = 20;

  private static final int LEAST_WARM_UP = 3;
  private static final int MOST_WARM_UP = 8;

  /// Fewer have no quartiles to speak of; very slow works take longer than they were given.
  private static final int LEAST_MEASURED = 5;

  /// A round is settled when works take at least this much of what they took before, on average.
  private static final double SETTLED = 0.97;

  private final LongSupplier clock;
  private final Listener listener;
  private final long began;
  private final List<Timing> timings = new ArrayList<>();

  /// Is told after every window.
  @FunctionalInterface
  public interface Listener {
    /// @param warmingUp whether rounds are thrown away still
    /// @param seconds since the stopwatch was made
    void windowDone(boolean warmingUp, double seconds);
  }

  /// @param clock in nanoseconds
  public Stopwatch(LongSupplier clock, Listener listener) {
    this.clock = clock;
    this.listener = listener;
    began = clock.getAsLong();
  }

  /// A work and what its windows took.
  static final class Timing {
    private final Runnable work;
    private final List<Double> windows = new ArrayList<>();

    private Timing(Runnable work) {
      this.work = work;
    }

    Spread spread() {
      return Spread.of(windows);
    }

    /// How many times as long as another, round by round: what slows both does not show.
    Spread over(Timing other) {
      return Spread.of(
          IntStream.range(0, windows.size())
              .mapToObj(round -> windows.get(round) / other.windows.get(round))
              .toList());
    }
  }

  /// Adds a work; its spread is known after [#run].
  Timing time(Runnable work) {
    Timing timing = new Timing(work);
    timings.add(timing);
    return timing;
  }

  /// Runs all works until about so long after the stopwatch was made, and at least a few times.
  void run(double seconds) {
    double left = Math.max(seconds / 2, seconds - secondsSince(began));
    double window = left / (ROUNDS * timings.size());
    warmUp(window);
    int rounds = 0;
    double before = secondsSince(began);
    double longest = 0;
    while (rounds < LEAST_MEASURED || before + longest <= seconds) {
      round(window, false);
      rounds++;
      longest = Math.max(longest, secondsSince(began) - before);
      before = secondsSince(began);
    }
  }

  private void warmUp(double window) {
    boolean settled = false;
    for (int round = 1; round <= LEAST_WARM_UP || (!settled && round <= MOST_WARM_UP); round++) {
      round(window, true);
      settled = settled();
    }
    timings.forEach(timing -> timing.windows.clear());
  }

  /// Whether the last round was hardly faster than the one before.
  private boolean settled() {
    double sum = 0;
    for (Timing timing : timings) {
      List<Double> windows = timing.windows;
      sum += windows.size() < 2 ? 0 : windows.getLast() / windows.get(windows.size() - 2);
    }
    return sum >= SETTLED * timings.size();
  }

  private void round(double window, boolean warmingUp) {
    for (Timing timing : timings) {
      long from = clock.getAsLong();
      long calls = 0;
      double elapsed = 0;
      while (calls == 0 || elapsed < window) {
        timing.work.run();
        calls++;
        elapsed = secondsSince(from);
      }
      timing.windows.add(elapsed / calls);
      listener.windowDone(warmingUp, secondsSince(began));
    }
  }

  private double secondsSince(long time) {
    return (clock.getAsLong() - time) / 1e9;
  }
}
