package dev.tombola.app;

import dev.tombola.experiment.Plan.PlannedRun;
import dev.tombola.experiment.RunKey;
import dev.tombola.prune.Scope;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/// How far an experiment is, by work instead of by number of trainings: the sparse ones are quick.
///
/// A training's work is taken as 0.1 (looks at validation, biases) and 0.9 times the density of its
/// level. That is a guess, and it only paces the overall bar and its time left.
final class Pace {
  private static final double FIXED = 0.1;

  /// Less of the work, or fewer seconds of it, say nothing about the rest: the first trainings are
  /// run by code that is still being compiled.
  private static final double TELLING_WORK = 0.03;

  private static final double TELLING_SECONDS = 10;

  private final double kept;
  private final Map<RunKey, Underway> underway = new TreeMap<>();
  private int planned;
  private int finished;
  private double work;
  private double before;
  private double done;

  /// @param scope which says how much of a level survives to the next
  Pace(Scope scope) {
    kept = 1 - scope.rate();
  }

  void plan(List<PlannedRun> runs, Set<RunKey> finishedBefore) {
    planned = runs.size();
    finished = finishedBefore.size();
    work = runs.stream().mapToDouble(run -> work(run.key())).sum();
    before = finishedBefore.stream().mapToDouble(this::work).sum();
  }

  void started(RunKey key, Underway run) {
    underway.put(key, run);
  }

  void finished(RunKey key) {
    Underway run = underway.remove(key);
    finished++;
    double earlier = run == null ? 0 : run.fractionBefore() * work(key);
    before += earlier;
    done += work(key) - earlier;
  }

  private double work(RunKey key) {
    return FIXED + (1 - FIXED) * StrictMath.pow(kept, key.level());
  }

  /// The trainings under way, in order.
  Map<RunKey, Underway> underway() {
    return underway;
  }

  int planned() {
    return planned;
  }

  int finished() {
    return finished;
  }

  /// Done of all work, 0 to 1, whenever it was done.
  double fraction() {
    return work == 0 ? 0 : (before + earlier() + now()) / work;
  }

  /// NaN until it can be told.
  ///
  /// @param seconds since this process began
  double secondsLeft(double seconds) {
    double now = now();
    boolean telling = now > 0 && (now >= TELLING_WORK * work || seconds >= TELLING_SECONDS);
    return telling ? seconds * (work - before - earlier() - now) / now : Double.NaN;
  }

  /// Of the trainings under way, by an earlier process.
  private double earlier() {
    return underway.entrySet().stream()
        .mapToDouble(run -> work(run.getKey()) * run.getValue().fractionBefore())
        .sum();
  }

  /// By this process.
  private double now() {
    return done
        + underway.entrySet().stream()
            .mapToDouble(run ->
                work(run.getKey()) * (run.getValue().fraction() - run.getValue().fractionBefore()))
            .sum();
  }
}
