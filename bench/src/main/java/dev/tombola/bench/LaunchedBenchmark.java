package dev.tombola.bench;

import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Warmup;

/// A benchmark in a process with the launcher's Java options.
///
/// The collector is one of them that shows: with G1 and regions of 1 MB, rows of lanes are whole
/// cache lines. Native access is for OpenBLAS, and Unsafe for JMH. Iterations are short, as there
/// are many benchmarks.
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 600, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 5, time = 250, timeUnit = TimeUnit.MILLISECONDS)
@Fork(
    value = 1,
    jvmArgs = {
      "--add-modules=jdk.incubator.vector",
      "--enable-native-access=ALL-UNNAMED",
      "--sun-misc-unsafe-memory-access=allow",
      "-XX:+UseG1GC",
      "-XX:G1HeapRegionSize=1m",
      "-Xmx1g"
    })
public abstract class LaunchedBenchmark {}
