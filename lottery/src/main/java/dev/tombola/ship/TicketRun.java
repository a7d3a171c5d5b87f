package dev.tombola.ship;

import dev.tombola.experiment.RunKey;
import dev.tombola.experiment.RunRecord;
import dev.tombola.nn.Density;
import dev.tombola.train.Evaluation;
import dev.tombola.train.Trajectory.EarlyStop;
import org.jspecify.annotations.Nullable;

/// What a ticket file says of one training: how it was drawn, and how it did on the test examples.
///
/// @param key whose replicate is the seed of everything random in it
/// @param factor in what it differs from its level's ticket; empty for a ticket
/// @param survivors weights that are kept, of `weights` in its network
/// @param from the training's first iteration
/// @param to its end
/// @param earlyStop null when it diverged
/// @param last test results after the last iteration; null when it diverged
public record TicketRun(
    RunKey key,
    String factor,
    long survivors,
    long weights,
    long from,
    long to,
    @Nullable EarlyStop earlyStop,
    @Nullable Evaluation last) {

  /// What is kept of a run's record; hits by class are left in the run directory.
  public static TicketRun of(RunRecord run) {
    EarlyStop stop = run.earlyStop();
    return new TicketRun(
        run.key(),
        run.factor(),
        run.survivors(),
        run.weights(),
        run.from(),
        run.to(),
        stop == null
            ? null
            : new EarlyStop(
                stop.step(), stop.validationLoss(), stop.censored(), withoutClasses(stop.test())),
        run.last() == null ? null : withoutClasses(run.last()));
  }

  private static Evaluation withoutClasses(Evaluation evaluation) {
    return new Evaluation(evaluation.loss(), evaluation.correct(), evaluation.examples());
  }

  public Density density() {
    return Density.of(survivors, weights);
  }

  public boolean diverged() {
    return last == null;
  }
}
