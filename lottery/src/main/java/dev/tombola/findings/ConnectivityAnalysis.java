package dev.tombola.findings;

import dev.tombola.connect.Barrier;
import dev.tombola.connect.Connector;
import dev.tombola.connect.LinearPath;
import dev.tombola.connect.Pair;
import dev.tombola.connect.Subnetwork;
import dev.tombola.experiment.Experiment;
import dev.tombola.experiment.ExperimentSpec;
import dev.tombola.experiment.RunRecord;
import dev.tombola.findings.ConnectivityFindings.Stability;
import dev.tombola.findings.Verdict.Outcome;
import dev.tombola.nn.Density;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SequencedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// From paths between networks to what they show. The endpoint is the barrier of the test error;
/// intervals are over replicates.
public final class ConnectivityAnalysis {
  private final ExperimentSpec spec;
  private final List<RunRecord> runs;

  private ConnectivityAnalysis(ExperimentSpec spec, List<RunRecord> runs) {
    this.spec = spec;
    this.runs = runs;
  }

  /// What the recorded paths of a run directory show: nothing, if there are none.
  public static ConnectivityFindings of(Path directory) {
    return of(
        Experiment.readSpec(directory), Experiment.readRuns(directory), Connector.paths(directory));
  }

  /// What these paths show.
  public static ConnectivityFindings of(
      ExperimentSpec spec, List<RunRecord> runs, List<LinearPath> paths) {
    return new ConnectivityAnalysis(spec, runs).of(paths);
  }

  private ConnectivityFindings of(List<LinearPath> paths) {
    List<BarrierFindings> copies = copies(paths);
    return new ConnectivityFindings(
        spec,
        runs.stream().mapToLong(RunRecord::to).max().orElse(0),
        copies,
        stability(copies),
        levels(paths),
        replicates(paths));
  }

  private record Place(Subnetwork subnetwork, int level, long at) implements Comparable<Place> {
    private static final Comparator<Place> ORDER =
        Comparator.comparing(Place::subnetwork)
            .thenComparingInt(Place::level)
            .thenComparingLong(Place::at);

    static Place of(LinearPath path) {
      Pair.Copies copies = (Pair.Copies) path.pair();
      return new Place(copies.subnetwork(), copies.level(), copies.at());
    }

    @Override
    public int compareTo(Place other) {
      return ORDER.compare(this, other);
    }
  }

  private List<BarrierFindings> copies(List<LinearPath> all) {
    SequencedMap<Place, List<LinearPath>> places =
        all.stream()
            .filter(path -> path.pair() instanceof Pair.Copies)
            .collect(Collectors.groupingBy(Place::of, TreeMap::new, Collectors.toList()));
    List<BarrierFindings> found = new ArrayList<>();
    places.forEach((place, paths) ->
        found.add(
            findings(
                place.subnetwork,
                place.level,
                place.at,
                place.subnetwork + Verdict.IS_STABLE_AT + place.at,
                paths)));
    return found;
  }

  private List<BarrierFindings> levels(List<LinearPath> all) {
    SequencedMap<Integer, List<LinearPath>> levels =
        all.stream()
            .filter(path -> path.pair() instanceof Pair.Levels)
            .collect(
                Collectors.groupingBy(
                    path -> ((Pair.Levels) path.pair()).level(),
                    TreeMap::new,
                    Collectors.toList()));
    List<BarrierFindings> found = new ArrayList<>();
    levels.forEach((level, paths) ->
        found.add(findings(Subnetwork.TICKET, level, 0, Verdict.LEVELS_CONNECTED, paths)));
    return found;
  }

  /// Over replicates, the pairs of each averaged.
  private BarrierFindings findings(
      Subnetwork subnetwork, int level, long at, String claim, List<LinearPath> all) {
    List<LinearPath> paths = all.stream().filter(path -> !path.diverged()).toList();
    int failed = all.size() - paths.size();
    Function<ToDoubleFunction<LinearPath>, List<Double>> by =
        height ->
            List.copyOf(
                paths.stream()
                    .collect(
                        Collectors.groupingBy(
                            path -> path.pair().replicate(),
                            TreeMap::new,
                            Collectors.averagingDouble(height)))
                    .values());
    List<Double> errors = by.apply(path -> path.onTest().error());
    return new BarrierFindings(
        subnetwork,
        level,
        density(level),
        at,
        errors.size(),
        failed,
        Statistics.interval(errors),
        Statistics.interval(by.apply(path -> path.onTest().loss())),
        Statistics.interval(by.apply(path -> path.onTrain().error())),
        Statistics.interval(by.apply(path -> path.onTrain().loss())),
        Claims.below(claim, level, errors, Barrier.STABLE, failed),
        paths);
  }

  /// Every replicate belongs to several pairs, so that these are not independent.
  private @Nullable BarrierFindings replicates(List<LinearPath> all) {
    Map<Pair, LinearPath> paths =
        all.stream()
            .filter(path -> path.pair() instanceof Pair.Replicates && !path.diverged())
            .collect(Collectors.toMap(LinearPath::pair, Function.identity()));
    if (paths.isEmpty()) {
      return null;
    }
    List<Long> seeds =
        paths.keySet().stream()
            .map(Pair.Replicates.class::cast)
            .flatMap(pair -> Stream.of(pair.one(), pair.other()))
            .distinct()
            .sorted()
            .toList();
    Function<ToDoubleFunction<LinearPath>, Interval> interval =
        height -> betweenSeeds(seeds, paths, height);
    Interval error = interval.apply(path -> path.onTest().error());
    return new BarrierFindings(
        Subnetwork.DENSE,
        0,
        density(0),
        0,
        seeds.size(),
        0,
        error,
        interval.apply(path -> path.onTest().loss()),
        interval.apply(path -> path.onTrain().error()),
        interval.apply(path -> path.onTrain().loss()),
        Claims.below(Verdict.REPLICATES_CONNECTED, 0, error, Barrier.STABLE, seeds.size()),
        List.copyOf(paths.values()));
  }

  /// Without an interval where a pair is missing.
  private static Interval betweenSeeds(
      List<Long> seeds, Map<Pair, LinearPath> paths, ToDoubleFunction<LinearPath> height) {
    int n = seeds.size();
    if (paths.size() < n * (n - 1) / 2) {
      double mean = paths.values().stream().mapToDouble(height).average().orElseThrow();
      return new Interval(mean, null, null);
    }
    return Statistics.pairwise(
        seeds,
        (one, other) ->
            height.applyAsDouble(
                Objects.requireNonNull(paths.get(new Pair.Replicates(one, other)))));
  }

  private Density density(int level) {
    return runs.stream()
        .filter(run -> run.key().isTicket() && run.key().level() == level)
        .map(RunRecord::density)
        .findFirst()
        .orElse(Density.DENSE);
  }

  private static List<Stability> stability(List<BarrierFindings> copies) {
    List<Stability> stability = new ArrayList<>();
    for (BarrierFindings first : copies) {
      List<BarrierFindings> steps =
          copies.stream()
              .filter(found ->
                  found.subnetwork() == first.subnetwork() && found.level() == first.level())
              .toList();
      if (steps.getFirst().equals(first)) {
        stability.add(
            new Stability(
                first.subnetwork(),
                first.level(),
                first.density(),
                stableFrom(steps),
                steps.getLast().at()));
      }
    }
    return stability;
  }

  private static @Nullable Long stableFrom(List<BarrierFindings> steps) {
    Long from = null;
    for (BarrierFindings step : steps.reversed()) {
      if (step.stable().verdict() != Outcome.SUPPORTED) {
        break;
      }
      from = step.at();
    }
    return from;
  }
}
