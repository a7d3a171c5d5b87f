package dev.tombola.experiment;

import dev.tombola.data.Examples;
import dev.tombola.train.Engine;
import dev.tombola.train.Training;
import java.lang.management.CompilationMXBean;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
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
import java.util.stream.Stream;

/// How long a few programs take on this machine, measured for about five seconds in all, however
/// many they are; of expensive networks longer, since a step is the least that can be measured.
///
/// First the most and the least expensive of them run alone until they are compiled, with cores
/// left for the compiler. Then all are measured in turn, three times, each as often at once as
/// trainings will run at once, since these share caches, memory and cores; of three the median
/// counts, so that a compilation or a disturbance in one of them does no harm. Between two programs
/// of one kind, times are interpolated over the operations of a step: one part of them no density
/// changes (batch assembly, biases), the other grows with the operations.
///
/// @param masked by operations of a step, of masks of the experiment's own network
/// @param small of small dense networks; empty when there are none
/// @param lost seconds that the first steps took longer than later ones, and those that compiling
///   takes from trainings when these need every core: an experiment loses them too, once
record Calibration(
    NavigableMap<Long, Seconds> masked, NavigableMap<Long, Seconds> small, double lost) {
  private static final double WARM_UP_SECONDS = 2.4;

  /// Of training steps; opening and looks come on top, with about half as much.
  private static final double SECONDS = 1.7;

  private static final int ROUNDS = 3;

  /// Programs of one kind that are measured at most; the others lie between two of them.
  private static final int MOST_PROGRAMS = 6;

  /// Evaluation is measured on so many examples as take some hundredths of a second.
  private static final double EVALUATION_FLOPS = 3e9;

  private static final int FEWEST_EXAMPLES = 64;

  /// @param opening laying everything out
  /// @param step of training
  /// @param look at all validation examples
  /// @param test at all test examples
  record Seconds(double opening, double step, double look, double test) {
    double of(long steps, long looks, long tests) {
      return opening + steps * step + looks * look + tests * test;
    }

    private Seconds towards(Seconds other, double share) {
      return each(List.of(this, other), two -> (1 - share) * two[0] + share * two[1]);
    }

    private static Seconds each(List<Seconds> all, ToDoubleFunction<double[]> mix) {
      return new Seconds(
          mix.applyAsDouble(all.stream().mapToDouble(Seconds::opening).toArray()),
          mix.applyAsDouble(all.stream().mapToDouble(Seconds::step).toArray()),
          mix.applyAsDouble(all.stream().mapToDouble(Seconds::look).toArray()),
          mix.applyAsDouble(all.stream().mapToDouble(Seconds::test).toArray()));
    }
  }

  /// One program gone through once, and how many steps it did.
  private record Pass(Seconds seconds, long steps) {
    double lost(Seconds later) {
      return seconds.of(steps, 1, 1) - later.of(steps, 1, 1);
    }
  }

  /// @param all of the experiment, at least one
  /// @param atOnce trainings at once
  /// @param threads of each of them
  /// @param most steps of a pass: an experiment that has no more is not worth measuring longer
  static Calibration measure(List<Program> all, Engine engine, int atOnce, int threads, long most) {
    Comparator<Program> byCost = Comparator.comparingLong(program -> program.work().cost().step());
    List<Program> programs = new ArrayList<>();
    for (boolean small : new boolean[] {false, true}) {
      List<Program> kind =
          all.stream().filter(program -> program.small() == small).sorted(byCost).toList();
      programs.addAll(spread(kind));
    }
    List<Program> extremes =
        Stream.of(Collections.max(programs, byCost), Collections.min(programs, byCost))
            .distinct()
            .toList();
    double compiledBefore = compilationSeconds();
    List<Pass> cold = new ArrayList<>();
    for (Program program : extremes) {
      cold.addAll(pass(program, engine, 1, 1, WARM_UP_SECONDS / extremes.size(), most));
    }
    List<List<Seconds>> rounds = new ArrayList<>();
    programs.forEach(_ -> rounds.add(new ArrayList<>()));
    double each = SECONDS / ROUNDS / programs.size();
    for (int round = 0; round < ROUNDS; round++) {
      for (int i = 0; i < programs.size(); i++) {
        List<Pass> together = pass(programs.get(i), engine, atOnce, threads, each, most);
        rounds
            .get(i)
            .add(Seconds.each(together.stream().map(Pass::seconds).toList(), Calibration::mean));
      }
    }
    NavigableMap<Long, Seconds> masked = new TreeMap<>();
    NavigableMap<Long, Seconds> small = new TreeMap<>();
    for (int i = 0; i < programs.size(); i++) {
      Program program = programs.get(i);
      NavigableMap<Long, Seconds> kind = program.small() ? small : masked;
      kind.put(program.work().cost().step(), Seconds.each(rounds.get(i), Calibration::median));
    }
    boolean everyCore = atOnce * threads >= Runtime.getRuntime().availableProcessors();
    double lost = everyCore ? (compilationSeconds() - compiledBefore) / (atOnce * threads) : 0;
    Calibration found = new Calibration(masked, small, 0);
    for (int i = 0; i < extremes.size(); i++) {
      lost += cold.get(i).lost(found.of(extremes.get(i)));
    }
    return new Calibration(masked, small, Math.max(0, lost));
  }

  /// Some of a list, evenly spread, the first and the last among them.
  private static List<Program> spread(List<Program> sorted) {
    if (sorted.size() <= MOST_PROGRAMS) {
      return sorted;
    }
    List<Program> spread = new ArrayList<>();
    for (int i = 0; i < MOST_PROGRAMS; i++) {
      spread.add(sorted.get(i * (sorted.size() - 1) / (MOST_PROGRAMS - 1)));
    }
    return spread;
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

  /// One program several times at once, each on several threads.
  private static List<Pass> pass(
      Program program, Engine engine, int atOnce, int threads, double seconds, long most) {
    CyclicBarrier together = new CyclicBarrier(atOnce);
    Callable<Pass> one =
        () -> pass(program.training().get(), engine, threads, together, seconds, most);
    List<Pass> passes = new ArrayList<>();
    try (ExecutorService pool = Executors.newFixedThreadPool(atOnce)) {
      for (Future<Pass> done : pool.invokeAll(Collections.nCopies(atOnce, one))) {
        passes.add(done.get());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CancellationException("interrupted");
    } catch (ExecutionException e) {
      throw new IllegalStateException(e.getCause());
    }
    return passes;
  }

  private static Pass pass(
      Training training,
      Engine engine,
      int threads,
      CyclicBarrier together,
      double seconds,
      long most)
      throws InterruptedException, BrokenBarrierException {
    together.await();
    long began = System.nanoTime();
    try (Engine.Session session = engine.open(training)) {
      session.threads(threads);
      double opening = since(began);
      began = System.nanoTime();
      long steps = 0;
      do {
        session.advance(session.step() + 1);
        steps++;
      } while (steps < most && since(began) < seconds);
      double step = since(began) / steps;
      double look = evaluation(session, training.split().validation());
      double test = evaluation(session, training.split().test());
      return new Pass(new Seconds(opening, step, look, test), steps);
    }
  }

  /// Seconds that all these examples take, from what some of them do.
  private static double evaluation(Engine.Session session, Examples examples) {
    double number = EVALUATION_FLOPS / Math.max(1, session.cost().example());
    int count = (int) Math.min(Math.max(number, FEWEST_EXAMPLES), examples.size());
    long began = System.nanoTime();
    session.evaluate(examples.first(count));
    return since(began) * examples.size() / count;
  }

  /// Of the compiler in this process so far; nothing where there is none.
  private static double compilationSeconds() {
    CompilationMXBean compiler = ManagementFactory.getCompilationMXBean();
    return compiler != null && compiler.isCompilationTimeMonitoringSupported()
        ? compiler.getTotalCompilationTime() / 1e3
        : 0;
  }

  private static double mean(double... values) {
    return Arrays.stream(values).average().orElseThrow();
  }

  private static double median(double... values) {
    return Arrays.stream(values).sorted().toArray()[values.length / 2];
  }

  private static double since(long began) {
    return (System.nanoTime() - began) / 1e9;
  }
}
