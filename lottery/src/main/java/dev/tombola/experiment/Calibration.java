package dev.tombola.experiment;

import dev.tombola.train.Engine;
import dev.tombola.train.Training;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.ToDoubleFunction;

/// How long a few programs take on this machine, measured for about five seconds in all, however
/// many they are.
///
/// As many trainings run at once as the experiment will run, since they share caches, memory and
/// cores. They go through all programs twice: the first time until everything is compiled, the
/// second time to measure. Between two programs of one kind, times are interpolated over the
/// operations of a step: one part of them no density changes (batch assembly, biases), the other
/// grows with the operations.
///
/// @param masked by operations of a step, of masks of the experiment's own network
/// @param small of small dense networks; empty when there are none
/// @param lost seconds that the first time took longer than the second would have: an experiment
///   loses them too, once
record Calibration(
    NavigableMap<Long, Seconds> masked, NavigableMap<Long, Seconds> small, double lost) {
  private static final double WARM_UP_SECONDS = 1.5;
  private static final double SECONDS = 3.5;

  /// @param opening laying everything out
  /// @param step of training
  /// @param look at all validation examples
  /// @param test at all test examples
  record Seconds(double opening, double step, double look, double test) {
    double of(long steps, long looks, long tests) {
      return opening + steps * step + looks * look + tests * test;
    }

    private Seconds towards(Seconds other, double share) {
      return mixed(List.of(this, other), List.of(1 - share, share));
    }

    private static Seconds mixed(List<Seconds> all, List<Double> shares) {
      return new Seconds(
          mixed(all, shares, Seconds::opening),
          mixed(all, shares, Seconds::step),
          mixed(all, shares, Seconds::look),
          mixed(all, shares, Seconds::test));
    }

    private static double mixed(
        List<Seconds> all, List<Double> shares, ToDoubleFunction<Seconds> part) {
      double sum = 0;
      for (int i = 0; i < all.size(); i++) {
        sum += shares.get(i) * part.applyAsDouble(all.get(i));
      }
      return sum;
    }
  }

  /// One program gone through, and how many steps it did.
  private record Pass(Seconds seconds, long steps) {
    double total() {
      return seconds.of(steps, 1, 1);
    }
  }

  /// @param threads trainings at once
  /// @param most steps of a pass: an experiment that has no more is not worth measuring longer
  static Calibration measure(List<Program> programs, Engine engine, int threads, long most) {
    List<Pass> cold = passes(programs, engine, threads, WARM_UP_SECONDS, most);
    List<Pass> warm = passes(programs, engine, threads, SECONDS, most);
    NavigableMap<Long, Seconds> masked = new TreeMap<>();
    NavigableMap<Long, Seconds> small = new TreeMap<>();
    double lost = 0;
    for (int i = 0; i < programs.size(); i++) {
      Program program = programs.get(i);
      Seconds seconds = warm.get(i).seconds;
      (program.small() ? small : masked).put(program.work().cost().step(), seconds);
      lost += cold.get(i).total() - seconds.of(cold.get(i).steps, 1, 1);
    }
    return new Calibration(masked, small, Math.max(0, lost));
  }

  /// Of any program of the kinds that were measured.
  Seconds of(Program program) {
    NavigableMap<Long, Seconds> kind = program.small() ? small : masked;
    long step = program.work().cost().step();
    Map.Entry<Long, Seconds> below = kind.floorEntry(step);
    Map.Entry<Long, Seconds> above = kind.ceilingEntry(step);
    if (below == null || above == null) {
      return (below == null ? kind.firstEntry() : below).getValue();
    }
    double span = Math.max(1, above.getKey() - below.getKey());
    return below.getValue().towards(above.getValue(), (step - below.getKey()) / span);
  }

  private static List<Pass> passes(
      List<Program> programs, Engine engine, int threads, double seconds, long most) {
    List<Pass> passes = new ArrayList<>();
    try (ExecutorService pool = Executors.newFixedThreadPool(threads)) {
      for (Program program : programs) {
        CyclicBarrier together = new CyclicBarrier(threads);
        Callable<Pass> pass =
            () -> pass(program.training().get(), engine, together, seconds / programs.size(), most);
        passes.add(mean(pool.invokeAll(Collections.nCopies(threads, pass))));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CancellationException("interrupted");
    } catch (ExecutionException e) {
      throw new IllegalStateException(e.getCause());
    }
    return passes;
  }

  /// On one of the threads.
  private static Pass pass(
      Training training, Engine engine, CyclicBarrier together, double seconds, long most)
      throws InterruptedException, BrokenBarrierException {
    together.await();
    long began = System.nanoTime();
    Engine.Session session = engine.open(training);
    double opening = since(began);
    began = System.nanoTime();
    session.evaluate(training.split().validation());
    double look = since(began);
    began = System.nanoTime();
    session.evaluate(training.split().test());
    double test = since(began);
    double left = seconds - opening - look - test;
    began = System.nanoTime();
    long steps = 0;
    do {
      session.advance(session.step() + 1);
      steps++;
    } while (steps < most && since(began) < left);
    return new Pass(new Seconds(opening, since(began) / steps, look, test), steps);
  }

  private static Pass mean(List<Future<Pass>> threads)
      throws InterruptedException, ExecutionException {
    List<Seconds> seconds = new ArrayList<>();
    long steps = 0;
    for (Future<Pass> thread : threads) {
      seconds.add(thread.get().seconds);
      steps += thread.get().steps;
    }
    double share = 1.0 / threads.size();
    return new Pass(
        Seconds.mixed(seconds, Collections.nCopies(threads.size(), share)), steps / threads.size());
  }

  private static double since(long began) {
    return (System.nanoTime() - began) / 1e9;
  }
}
