package dev.tombola.cpu;

import dev.tombola.bench.LaunchedBenchmark;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/// An empty piece of work: what it costs to share one, and to wait for the others.
@State(Scope.Benchmark)
public class TeamBenchmark extends LaunchedBenchmark {
  @Param({"1", "2"})
  private int threads;

  private final Team team = new Team();
  private final Team.Work nothing = (_, _) -> {};

  @Setup
  public void setUp() {
    team.resize(threads);
  }

  @Benchmark
  public void run() {
    team.run(nothing);
  }

  @TearDown
  public void tearDown() {
    team.close();
  }
}
