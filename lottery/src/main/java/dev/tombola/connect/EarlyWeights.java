package dev.tombola.connect;

import dev.tombola.experiment.Experiment;
import dev.tombola.experiment.Plan.PlannedRun;
import dev.tombola.experiment.RunFiles;
import dev.tombola.experiment.RunKey;
import dev.tombola.experiment.RunRecord;
import dev.tombola.nn.Weights;
import dev.tombola.train.Trajectory;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/// The weights that a replicate's dense training had at some steps. The experiment recorded those
/// of its beginning and of the rewind point. For others the training is done again up to the last
/// of them, with the same bytes, and they are kept; what further steps take is trained beside it.
///
/// @param steps that are asked for, before the training's end
record EarlyWeights(Experiment experiment, long replicate, Set<Long> steps) {
  private static final String EARLY = "early";

  /// The training that is to be done, if any.
  Optional<PlannedRun> missing() {
    Set<Long> missing = missingSteps();
    return missing.isEmpty()
        ? Optional.empty()
        : Optional.of(new PlannedRun(next(), Optional.empty(), Optional.empty()));
  }

  /// Whether a key is of such a training.
  static boolean isEarly(RunKey key) {
    return key.branch().equals(EARLY);
  }

  Set<Long> missingSteps() {
    Set<Long> missing = new TreeSet<>(steps);
    missing.removeAll(there().keySet());
    return missing;
  }

  /// @throws IllegalStateException when the training that was done again was another one
  Weights at(long step) {
    return Objects.requireNonNull(there().get(step), () -> "no weights of step " + step);
  }

  private SequencedMap<Long, Weights> there() {
    RunFiles dense = experiment.files(RunKey.ticket(replicate, 0));
    RunRecord record = dense.record();
    SequencedMap<Long, Weights> there = new TreeMap<>(dense.weights(experiment.network()));
    for (RunKey key = key(1); files(key).done(); key = key(key.draw() + 1)) {
      requireSame(record, files(key).record());
      there.putAll(files(key).weights(experiment.network()));
    }
    return there;
  }

  /// Until the end of either validation saw the same, to the last bit. (Means of training losses
  /// may differ in their last digits, as they are summed from keeping to keeping.)
  private static void requireSame(RunRecord dense, RunRecord early) {
    List<Fit> seen =
        early.curve().stream()
            .filter(point -> point.step() < early.to() && point.step() <= dense.to())
            .map(EarlyWeights::validation)
            .toList();
    List<Fit> before =
        dense.curve().stream().limit(seen.size()).map(EarlyWeights::validation).toList();
    if (early.diverged() || !before.equals(seen)) {
      throw new IllegalStateException(
          "invariant violated: done again, the dense training of replicate %d went another way"
              .formatted(early.key().replicate()));
    }
  }

  /// Without its classes, of which the experiment's record may be too old to say anything.
  private static Fit validation(Trajectory.Point point) {
    return Fit.of(point.validation());
  }

  private RunKey next() {
    RunKey key = key(1);
    while (files(key).done()) {
      key = key(key.draw() + 1);
    }
    return key;
  }

  private RunKey key(int number) {
    return new RunKey(replicate, 0, EARLY, number);
  }

  private RunFiles files(RunKey key) {
    return Experiment.connectFiles(experiment.paths().directory(), key);
  }
}
