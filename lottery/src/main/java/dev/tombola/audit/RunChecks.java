package dev.tombola.audit;

import dev.tombola.branch.Ticket;
import dev.tombola.experiment.RunKey;
import dev.tombola.experiment.RunRecord;
import dev.tombola.experiment.StartSpec;
import dev.tombola.experiment.Trainings.Start;
import dev.tombola.lottery.Invariants;
import dev.tombola.lottery.Lottery;
import dev.tombola.nn.Mask;
import dev.tombola.nn.Weights;
import dev.tombola.train.Trajectory;
import java.util.Comparator;
import java.util.Optional;
import java.util.SequencedMap;

/// Checks one run: by itself, and against the runs of its chain.
///
/// @param weights its own, by step
record RunChecks(RecordedRun run, SequencedMap<Long, Weights> weights, Ledger ledger) {

  void record() {
    RunRecord record = run.record();
    RunKey key = run.key();
    ledger.require(
        record.key().equals(key),
        Invariant.PLACES,
        "%s: lies there, but its record is of %s".formatted(key, record.key()));
    long survivors = run.mask().survivors();
    ledger.require(
        record.survivors() == survivors,
        Invariant.COUNTS,
        "%s: its mask keeps %,d weights, but its record says %,d"
            .formatted(key, survivors, record.survivors()));
    ledger.require(
        record.weights() == run.network().weights(),
        Invariant.COUNTS,
        "%s: its network has %,d weights, but its record says %,d"
            .formatted(key, run.network().weights(), record.weights()));
    Trajectory.EarlyStop stop = record.earlyStop();
    if (stop != null) {
      Optional<Trajectory.Point> least =
          record.curve().stream()
              .min(Comparator.comparingDouble(point -> point.validation().loss()));
      ledger.require(
          least.isPresent()
              && least.get().step() == stop.step()
              && least.get().validation().loss() == stop.validationLoss(),
          Invariant.EARLY_STOPS,
          "%s: stopped early at step %d, but validation saw the least loss at step %s"
              .formatted(key, stop.step(), least.map(Trajectory.Point::step).orElse(-1L)));
    }
  }

  void values() {
    ledger.looked(Invariant.ABSENCE);
    run.strangers()
        .forEach((step, names) ->
            ledger.problem(
                Invariant.ABSENCE,
                "%s: its weights of step %d have values of %s beside those of the survivors"
                    .formatted(run.key(), step, String.join(", ", names))));
    if (!run.record().diverged()) {
      weights.forEach((step, values) -> {
        Optional<String> other = FiniteValues.firstOther(values);
        ledger.require(
            other.isEmpty(),
            Invariant.FINITE,
            "%s: step %d: %s".formatted(run.key(), step, other.orElse("finite")));
      });
    }
  }

  /// Of level 0.
  void initialisation(Lottery lottery, StartSpec spec) {
    ledger.require(
        run.mask().equals(Mask.dense(run.network())),
        Invariant.COUNTS,
        run.key() + ": level 0 is the dense network, but its mask prunes");
    Ticket dense = lottery.dense();
    training(new Start(dense, lottery.training(dense, 0), "", false));
    switch (spec) {
      case StartSpec.Drawn _ -> startsAt(dense.start(), Invariant.INITIALISATION);
      case StartSpec.Checkpoint checkpoint ->
          ledger.require(
              StartSpec.checksum(weights.firstEntry().getValue(), run.network())
                  .equals(checkpoint.checksum()),
              Invariant.INITIALISATION,
              run.key() + ": does not start at the checkpoint whose checksum the spec states");
    }
  }

  private void startsAt(Weights rewindPoint, Invariant invariant) {
    Ticket ticket = new Ticket(run.network(), run.mask(), rewindPoint);
    Weights start = weights.firstEntry().getValue();
    ledger.check(
        invariant, run.key().toString(), () -> Invariants.startsAt(rewindPoint, ticket, start));
  }

  /// @param start the run's, as the experiment draws it
  void training(Start start) {
    RunRecord record = run.record();
    long from = start.training().from();
    long to = start.training().to();
    ledger.require(
        record.from() == from && record.to() == to,
        Invariant.PLACES,
        "%s: its record says steps %d to %d, but the spec %d to %d"
            .formatted(run.key(), record.from(), record.to(), from, to));
    ledger.require(
        weights.firstEntry().getKey() == from,
        Invariant.PLACES,
        run.key() + ": has no weights of its first step");
    Long diverged = record.divergedAt();
    long last = diverged == null ? to : diverged;
    ledger.require(
        weights.lastEntry().getKey() == last,
        Invariant.PLACES,
        run.key() + ": has no weights of its last step");
  }

  /// @param above the run of its chain from which it takes its mask, or a nearer one
  void nests(RecordedRun above, Lottery lottery) {
    String place = run.key().toString();
    ledger.check(Invariant.NESTING, place, () -> Invariants.masksNest(above.mask(), run.mask()));
    if (above.key().level() == run.key().level() - 1) {
      ledger.check(
          Invariant.COUNTS,
          place,
          () ->
              Invariants.requestedIsObtained(
                  lottery.pruning().groups(run.network(), above.mask()), above.mask(), run.mask()));
    }
  }

  /// @param rewindPoint where survivors are to start
  /// @param drawn the ticket, drawn again
  void rewound(Weights rewindPoint, Ticket drawn) {
    ledger.require(
        run.mask().equals(drawn.mask()),
        Invariant.PRUNING,
        run.key() + ": its mask is not the one that the criterion chooses from the weights before");
    startsAt(rewindPoint, Invariant.REWINDING);
  }
}
