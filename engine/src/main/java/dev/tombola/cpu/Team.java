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
/// number of threads does not show in a result. Between two pieces all wait for the slowest. A
/// helper spins for a while, since the next piece mostly comes within microseconds, then sleeps;
/// the caller never does, but lets others run after a while.
final class Team implements AutoCloseable {
  /// A piece of work that can be shared.
  interface Work {
    /// Does share number `share` of `shares`, from 0.
    void run(int share, int shares);
  }

  /// How long a helper spins before it sleeps, and at least how long the caller waits for helpers
  /// before they are late; else as long as its own share took.
  private static final long SPIN_NANOSECONDS = 50_000;

  /// Spins between two looks at the clock.
  private static final int SPINS = 128;

  /// Times that the others may be waited for longer, until the next [#resize], before the caller
  /// goes on alone, if that cost more than one part in [#COSTLY] of its time: on a machine that is
  /// busy with other things a wait takes as long as many steps of a small network. Of a large one
  /// helpers may be late at every step, since they fall asleep between two, and cost next to
  /// nothing.
  private static final int PATIENCE = 4;

  private static final int COSTLY = 4;

  private static final int LONGEST_PAUSE = 256;

  private static final int SHARE_BITS = 16;
  private static final Work NOTHING = (_, _) -> {};

  private final int patience;
  private final List<Member> helpers = new ArrayList<>();
  private final List<float[]> scratch = new ArrayList<>();
  private final AtomicInteger busy = new AtomicInteger();
  private int size = 1;
  private int scratchLength;
  private int late;

  /// Nanoseconds that the caller waited for those who were late, and when it began to count.
  private long lost;

  private long counting;
  private boolean alone;

  /// How many calls of [#resize] the team works alone for, next time; and how many are left of now.
  private int pause = 1;

  private int paused;

  /// Written before `piece`, read after it by those who have a share in that.
  private Work work = NOTHING;

  /// The number of the piece of work begun last, and in the lowest bits how many shares it has: in
  /// one word, since a helper without a share is not waited for, and may look at any time.
  private volatile long piece;

  private volatile boolean closed;
  private volatile @Nullable Throwable failure;

  Team() {
    this(PATIENCE);
  }

  /// @param patience times that the others may be waited for in vain, see [#PATIENCE]
  Team(int patience) {
    this.patience = patience;
  }

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
    if (threads < 1 || threads >= 1 << SHARE_BITS) {
      throw new IllegalArgumentException("a team of " + threads + " threads");
    }
    while (scratch.size() < threads) {
      scratch.add(new float[scratchLength]);
    }
    while (helpers.size() < threads - 1) {
      Member helper = new Member(helpers.size() + 1);
      helpers.add(helper);
      helper.start();
    }
    if (paused > 0) {
      paused--;
    } else if (alone) {
      paused = pause;
      pause = Math.min(2 * pause, LONGEST_PAUSE);
    } else {
      pause = Math.max(1, pause / 2);
    }
    alone = false;
    late = 0;
    lost = 0;
    counting = System.nanoTime();
    size = paused > 0 ? 1 : threads;
  }

  /// Does all shares of a piece of work; returns when they are done.
  void run(Work next) {
    if (size == 1) {
      next.run(0, 1);
      return;
    }
    work = next;
    failure = null;
    busy.set(size - 1);
    piece = ((piece >> SHARE_BITS) + 1) << SHARE_BITS | size; // written by this thread alone
    for (int h = 0; h < size - 1; h++) {
      helpers.get(h).wake();
    }
    long began = System.nanoTime();
    try {
      next.run(0, size);
    } finally {
      long own = System.nanoTime() - began;
      awaitHelpers(Math.max(own, SPIN_NANOSECONDS));
    }
    Throwable failed = failure;
    if (failed != null) {
      failure = null;
      throw new IllegalStateException(failed);
    }
  }

  @SuppressWarnings("ThreadPriorityCheck") // only lest a helper wait for this thread's processor
  private void awaitHelpers(long nanoseconds) {
    long deadline = System.nanoTime() + nanoseconds;
    boolean waiting = true;
    for (int spin = 1; busy.get() > 0; spin++) {
      if (waiting && (spin % SPINS != 0 || System.nanoTime() < deadline)) {
        Thread.onSpinWait();
        continue;
      }
      waiting = false;
      Thread.yield();
    }
    if (!waiting) {
      long now = System.nanoTime();
      late++;
      lost += now - deadline;
      alone = late >= patience && COSTLY * lost > now - counting;
      size = alone ? 1 : size;
    }
  }

  /// Where share number `share` of `rows` rows begins; a share is a multiple of `grain` rows, but
  /// for the last.
  static int from(int share, int shares, int rows, int grain) {
    long grains = Math.ceilDiv(rows, grain);
    return (int) Math.min(rows, grains * share / shares * grain);
  }

  private static int shares(long piece) {
    return (int) piece & (1 << SHARE_BITS) - 1;
  }

  @Override
  public void close() {
    closed = true;
    size = 1;
    helpers.forEach(LockSupport::unpark);
  }

  private final class Member extends Thread {
    private final int share;

    /// The piece that was the last when this helper came: it has no share in that.
    private final long before = piece;

    private volatile boolean asleep;

    Member(int share) {
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
      long seen = before;
      while (true) {
        await(seen, share < shares(seen));
        if (closed) {
          return;
        }
        seen = piece;
        if (share < shares(seen)) {
          help(shares(seen));
        }
      }
    }

    private void help(int shares) {
      try {
        work.run(share, shares);
      } catch (RuntimeException | Error e) {
        failure = e;
      } finally {
        busy.decrementAndGet();
      }
    }

    /// Until another piece has begun; at once asleep, if this helper has no share in the present
    /// ones.
    private void await(long seen, boolean spinning) {
      long deadline = System.nanoTime() + SPIN_NANOSECONDS;
      for (int spin = 1; piece == seen && !closed; spin++) {
        if (spinning && (spin % SPINS != 0 || System.nanoTime() < deadline)) {
          Thread.onSpinWait();
          continue;
        }
        asleep = true;
        if (piece == seen && !closed) {
          LockSupport.park(Team.this);
        }
        asleep = false;
      }
    }
  }
}
