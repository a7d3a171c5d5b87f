package dev.tombola.connect;

import dev.tombola.branch.Branch;
import dev.tombola.branch.Ticket;
import dev.tombola.data.Examples;
import dev.tombola.data.Split;
import dev.tombola.experiment.Experiment;
import dev.tombola.experiment.ExperimentLock;
import dev.tombola.experiment.Plan.PlannedRun;
import dev.tombola.experiment.Queue;
import dev.tombola.experiment.RunFiles;
import dev.tombola.experiment.RunKey;
import dev.tombola.experiment.RunPaths;
import dev.tombola.experiment.SealedFiles;
import dev.tombola.experiment.Trainings;
import dev.tombola.experiment.Trainings.Start;
import dev.tombola.lottery.Lottery;
import dev.tombola.nn.Mask;
import dev.tombola.nn.Network;
import dev.tombola.nn.Weights;
import dev.tombola.train.Engine;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/// Trains the copies that are not there yet, then walks the paths that are not.
///
/// All of it lies in the run directory, in the folder `connect`, and an interrupted call continues.
/// The experiment's own runs are read and left alone; its lock is held meanwhile.
public final class Connector {
  private final Engine engine;
  private final int threads;
  private final ConnectListener listener;

  public Connector(Engine engine, int threads, ConnectListener listener) {
    this.engine = engine;
    this.threads = threads;
    this.listener = listener;
  }

  /// @throws dev.tombola.UserException when the directory lacks what is asked of it, another
  ///   process trains this experiment, or the disk fails
  /// @throws java.util.concurrent.CancellationException when the listener cancels or the thread is
  ///   interrupted
  public void run(Experiment experiment, ConnectSpec spec) {
    try (ExperimentLock _ = ExperimentLock.of(experiment.paths())) {
      new Work(experiment, spec).run();
    }
  }

  /// The recorded paths of a run directory.
  public static List<LinearPath> paths(Path directory) {
    return Experiment.readPaths(directory).stream().map(PathFile::read).toList();
  }

  private final class Work {
    private final Experiment experiment;
    private final ConnectSpec spec;
    private final Path directory;
    private final Network network;
    private final ConnectPlan plan;
    private final Map<Long, Lottery> lotteries = new ConcurrentHashMap<>();

    Work(Experiment experiment, ConnectSpec spec) {
      this.experiment = experiment;
      this.spec = spec;
      directory = experiment.paths().directory();
      network = experiment.network();
      plan = ConnectPlan.of(experiment, spec);
    }

    void run() {
      Map<Long, Set<Long>> missing =
          plan.trainings().stream()
              .map(PlannedRun::key)
              .filter(EarlyWeights::isEarly)
              .collect(
                  Collectors.toMap(
                      RunKey::replicate, key -> early(key.replicate()).missingSteps()));
      new Trainings(engine, threads, listener)
          .run(
              experiment.paths().connect(),
              plan.trainings(),
              planned -> start(planned.key(), missing));
      walk();
    }

    private Lottery lottery(long replicate) {
      return lotteries.computeIfAbsent(replicate, experiment::lottery);
    }

    private EarlyWeights early(long replicate) {
      return new EarlyWeights(experiment, replicate, plan.steps());
    }

    private Start start(RunKey key, Map<Long, Set<Long>> missing) {
      Lottery lottery = lottery(key.replicate());
      if (EarlyWeights.isEarly(key)) {
        Set<Long> keep = missing.getOrDefault(key.replicate(), Set.of());
        long to = keep.stream().mapToLong(Long::longValue).max().orElseThrow();
        return new Start(lottery.dense(), lottery.early(to, keep), "where it ends", false);
      }
      Pair.Copies copies = plan.copies(key);
      Weights weights = early(key.replicate()).at(copies.at());
      Ticket ticket = new Ticket(network, mask(copies, lottery), weights);
      return new Start(
          ticket, lottery.copy(ticket, copies.at(), key.draw()), factor(copies), false, false);
    }

    private Mask mask(Pair.Copies copies, Lottery lottery) {
      RunFiles files = experiment.files(RunKey.ticket(copies.replicate(), copies.level()));
      Mask mask = files.mask(network);
      return switch (copies.subnetwork()) {
        case DENSE, TICKET -> mask;
        case RANDOM_MASK -> lottery.randomMask(copies.level(), mask);
      };
    }

    private static String factor(Pair.Copies copies) {
      String order = "order of the examples from step " + copies.at() + " on";
      return copies.subnetwork() == Subnetwork.RANDOM_MASK
          ? new Branch.RandomMask(List.of(), 1).factor() + ", " + order
          : order;
    }

    private void walk() {
      Map<RunKey, Pair> pairs =
          plan.pairs().stream()
              .collect(
                  Collectors.toMap(
                      Pair::key, Function.identity(), (a, _) -> a, LinkedHashMap::new));
      List<PlannedRun> walks =
          pairs.keySet().stream()
              .map(key -> new PlannedRun(key, Optional.empty(), Optional.empty()))
              .toList();
      Queue queue = new Queue(walks, key -> isWalked(key));
      listener.pathsPlanned(walks.size(), queue.done().size());
      queue.workOff(threads, walk -> walk(Objects.requireNonNull(pairs.get(walk.key())), queue));
    }

    /// Whether the path is there as it is asked for now.
    private boolean isWalked(RunKey key) {
      SealedFiles files = Experiment.path(directory, key);
      if (!files.done()) {
        return false;
      }
      LinearPath path =
          PathFile.read(new String(files.read(RunPaths.PATH), StandardCharsets.UTF_8));
      return path.diverged()
          || (path.points().size() == spec.points()
              && path.points().getFirst().train().examples()
                  == examples(path.pair().replicate()).size());
    }

    private void walk(Pair pair, Queue queue) {
      long began = System.nanoTime();
      LinearPath path = path(pair, queue);
      SequencedMap<String, byte[]> files = new LinkedHashMap<>();
      files.put(RunPaths.PATH, PathFile.write(path).getBytes(StandardCharsets.UTF_8));
      Experiment.path(directory, pair.key()).write(files, Map.of());
      listener.connected(
          pair,
          path.diverged() ? Optional.empty() : Optional.of(path.onTest()),
          (System.nanoTime() - began) / 1e9);
    }

    private LinearPath path(Pair pair, Queue queue) {
      RunFiles one = first(pair);
      RunFiles other = second(pair);
      if (one.record().diverged() || other.record().diverged()) {
        long survivors = Interpolation.union(one.mask(network), other.mask(network)).survivors();
        boolean statistics = network.normalisesBatches();
        return new LinearPath(pair, survivors, statistics, List.of());
      }
      return new Interpolation(
              engine,
              network,
              lottery(pair.replicate()).split().test(),
              examples(pair.replicate()),
              experiment.spec().training().batch(),
              spec.points())
          .between(pair, end(one), end(other), () -> listener.cancelled() || queue.failed());
    }

    private Interpolation.End end(RunFiles files) {
      return new Interpolation.End(
          files.mask(network), files.weights(network).lastEntry().getValue());
    }

    private RunFiles first(Pair pair) {
      return switch (pair) {
        case Pair.Copies copies -> Experiment.connectFiles(directory, copies.firstCopy());
        case Pair.Levels levels ->
            experiment.files(RunKey.ticket(levels.replicate(), levels.level()));
        case Pair.Replicates replicates -> experiment.files(RunKey.ticket(replicates.one(), 0));
      };
    }

    private RunFiles second(Pair pair) {
      return switch (pair) {
        case Pair.Copies copies -> Experiment.connectFiles(directory, copies.secondCopy());
        case Pair.Levels levels ->
            experiment.files(RunKey.ticket(levels.replicate(), levels.level() + 1));
        case Pair.Replicates replicates -> experiment.files(RunKey.ticket(replicates.other(), 0));
      };
    }

    /// Some training examples, the same for all paths of a replicate, in the order of the data.
    private Examples examples(long replicate) {
      Lottery lottery = lottery(replicate);
      Split split = lottery.split();
      Examples train = split.train();
      int[] order = lottery.streams().named("connect/examples").permutation(train.size());
      int[] rows = Arrays.copyOf(order, Math.min(spec.examples(), order.length));
      Arrays.setAll(rows, i -> train.row(rows[i]));
      Arrays.sort(rows);
      return new Examples(train.dataset(), rows, train.affine());
    }
  }
}
