package dev.tombola.cpu;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// The threads that compute one training together: the caller's, and helpers that start when they
/// are first needed and end with [#close].
///
/// Every piece of work is split by the rows of its result, and no sum crosses a split, so the
/// number of threads does not show in a result. Between two pieces all wait for the slowest: for
/// some microseconds by spinning, since the next piece mostly comes within those, then asleep.
final class Team implements AutoCloseable {
  /// A piece of work that can be shared.
  interface Work {
    /// Does share number `share` of `shares`, from 0.
    void run(int share, int shares);
  }

  private static final int SPINS = 10_000;

  /// Times that the others may be waited for in vain, until the next [#resize], before the caller
  /// goes on alone: on a machine that is busy with other things a wait takes as long as thousands
  /// of steps.
  private static final int PATIENCE = 4;

  private static final int LONGEST_PAUSE = 256;
  private static final Work NOTHING = (_, _) -> {};

  private final List<Helper> helpers = new ArrayList<>();
  private final List<float[]> scratch = new ArrayList<>();
  private final AtomicInteger busy = new AtomicInteger();
  private int size = 1;
  private int scratchLength;
  private int late;

  /// How many calls of [#resize] the team works alone for, next time; and how many are left of now.
  private int pause = 1;

  private int paused;

  /// Written before `pieces`, read after it.
  private Work work = NOTHING;

  private int shares = 1;

  /// Pieces of work begun so far.
  private volatile long pieces;

  private volatile boolean closed;
  private volatile @Nullable Throwable failure;

  int size() {
    return size;
  }

  /// Makes every share's scratch at least so long; before the first [#resize].
  void reserve(int floats) {
    scratchLength = Math.max(scratchLength, floats);
    scratch.clear();
    scratch.add(new float[scratchLength]);
  }

  /// A share's own scratch, for as long as its work runs.
  float[] scratch(int share) {
    return scratch.get(share);
  }

  /// From now on so many threads, the caller's included.
  void resize(int threads) {
    while (scratch.size() < threads) {
      scratch.add(new float[scratchLength]);
    }
    while (helpers.size() < threads - 1) {
      Helper helper = new Helper(helpers.size() + 1);
      helpers.add(helper);
      helper.start();
    }
    if (paused > 0) {
      paused--;
    } else if (late >= PATIENCE) {
      paused = pause;
      pause = Math.min(2 * pause, LONGEST_PAUSE);
    } else if (late == 0) {
      pause = 1;
    }
    late = 0;
    size = paused > 0 ? 1 : threads;
  }

  /// Does all shares of a piece of work; returns when they are done.
  void run(Work next) {
    if (size == 1) {
      next.run(0, 1);
      return;
    }
    work = next;
    shares = size;
    busy.set(size - 1);
    pieces++; // by this thread alone
    for (int h = 0; h < size - 1; h++) {
      helpers.get(h).wake();
    }
    next.run(0, size);
    await();
    if (failure != null) {
      throw new IllegalStateException(failure);
    }
  }

  private void await() {
    for (int spin = 0; busy.get() > 0; spin++) {
      if (spin < SPINS) {
        Thread.onSpinWait();
        continue;
      }
      if (spin == SPINS && ++late == PATIENCE) {
        size = 1;
      }
      Thread.yield();
    }
  }

  /// Where share number `share` of `rows` rows begins; a share is a multiple of `grain` rows, but
  /// for the last.
  static int from(int share, int shares, int rows, int grain) {
    long grains = Math.ceilDiv(rows, grain);
    return (int) Math.min(rows, grains * share / shares * grain);
  }

  @Override
  public void close() {
    closed = true;
    helpers.forEach(LockSupport::unpark);
  }

  private final class Helper extends Thread {
    private final int share;
    private volatile boolean asleep;

    Helper(int share) {
      super(Thread.currentThread().getName() + "-helper-" + share);
      this.share = share;
      setDaemon(true);
    }

    void wake() {
      if (asleep) {
        LockSupport.unpark(this);
      }
    }

    @Override
    public void run() {
      long seen = 0;
      while (true) {
        await(seen);
        if (closed) {
          return;
        }
        seen = pieces;
        if (share < shares) {
          help();
        }
      }
    }

    private void help() {
      try {
        work.run(share, shares);
      } catch (RuntimeException | Error e) {
        failure = e;
      } finally {
        busy.decrementAndGet();
      }
    }

    private void await(long seen) {
      for (int spin = 0; pieces == seen && !closed; spin++) {
        if (spin < SPINS) {
          Thread.onSpinWait();
          continue;
        }
        asleep = true;
        if (pieces == seen && !closed) {
          LockSupport.park(Team.this);
        }
        asleep = false;
      }
    }
  }
}
