package dev.tombola.ticket;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;

/// What a piece of work took of this thread.
///
/// @param bytes that it allocated
/// @param seconds of the processor, which another process does not lengthen
record Measured(long bytes, double seconds) {
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  static Measured of(Runnable work) {
    long bytes = THREADS.getCurrentThreadAllocatedBytes();
    long began = THREADS.getCurrentThreadCpuTime();
    work.run();
    double seconds = (THREADS.getCurrentThreadCpuTime() - began) / 1e9;
    return new Measured(THREADS.getCurrentThreadAllocatedBytes() - bytes, seconds);
  }
}
