package dev.tombola.verify;

import dev.tombola.UserException;
import dev.tombola.branch.Ticket;
import dev.tombola.experiment.RunKey;
import dev.tombola.experiment.Trainings.Start;
import dev.tombola.lottery.Lottery;
import dev.tombola.lottery.Origin;
import dev.tombola.nn.Weights;
import dev.tombola.rewind.Point;
import java.util.Map;
import java.util.Set;

/// Where a ticket's starting values come from: a step of the dense network's training, which its
/// seed gives anew, with the values of the weights that the ticket prunes too.
///
/// @param lottery the ticket's own
/// @param step of that training; 0 for its beginning, which takes none
/// @param values whether the ticket's values are those of this step; they are not where survivors
///   kept what the level before had trained them to
record RewindPoint(Lottery lottery, long replicate, long step, boolean values) {
  private static final String EARLY = "early";

  static RewindPoint of(Lottery lottery, RunKey ticket) {
    return ticket.level() == 0
        ? new RewindPoint(lottery, ticket.replicate(), 0, true)
        : new RewindPoint(
            lottery,
            ticket.replicate(),
            lottery.rewindStep(),
            !(lottery.retrain().weightsFrom() instanceof Point.End));
  }

  /// Whether no training comes before it.
  boolean isBeginning() {
    return step == 0;
  }

  /// The dense network's values at the beginning.
  Weights beginning() {
    return lottery.dense().start();
  }

  /// The name of the dense training up to this step.
  RunKey key() {
    return new RunKey(replicate, 0, EARLY, 1);
  }

  /// That training.
  Start start() {
    Ticket dense = lottery.dense();
    return new Start(dense, lottery.early(step, Set.of(step)), "where it ends", false);
  }

  /// The values after it.
  ///
  /// @param recorded weights by iteration, of this training or of a whole dense one
  /// @throws UserException when it diverged before
  Weights of(Map<Long, Weights> recorded) {
    Weights values = recorded.get(step);
    if (values == null) {
      throw new UserException(
          "the ticket's values cannot be those of %s, as it says, for that training diverges"
              .formatted(this));
    }
    return values;
  }

  @Override
  public String toString() {
    return isBeginning()
        ? switch (lottery.origin()) {
          case Origin.Drawn _ -> "the initialisation of seed " + replicate;
          case Origin.Given _ -> "the checkpoint that its spec names";
        }
        : "step %,d of the dense training of seed %d".formatted(step, replicate);
  }
}
