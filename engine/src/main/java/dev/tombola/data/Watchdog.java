package dev.tombola.data;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;

/// Closes a stream that has been silent for too long, which ends a read that would wait for ever.
final class Watchdog implements AutoCloseable {
  private final InputStream watched;
  private final Duration patience;
  private final Thread thread = Thread.ofVirtual().unstarted(this::watch);
  private volatile long heard = System.nanoTime();
  private volatile boolean barked;

  Watchdog(InputStream watched, Duration patience) {
    this.watched = watched;
    this.patience = patience;
    thread.start();
  }

  /// Something came.
  void heard() {
    heard = System.nanoTime();
  }

  /// Whether the stream was closed for its silence.
  boolean barked() {
    return barked;
  }

  private void watch() {
    try {
      long left = patience.toNanos();
      while (left > 0) {
        Thread.sleep(Duration.ofNanos(left));
        left = patience.toNanos() - (System.nanoTime() - heard);
      }
      barked = true;
      watched.close();
    } catch (InterruptedException | IOException e) {
      return; // the stream was read to its end, or is closed already
    }
  }

  @Override
  public void close() {
    thread.interrupt();
  }
}
