package dev.tombola.lottery;

import dev.tombola.branch.Branch;
import dev.tombola.branch.Controls;
import dev.tombola.branch.Ticket;
import dev.tombola.data.DataOrder;
import dev.tombola.data.Split;
import dev.tombola.nn.Mask;
import dev.tombola.nn.Network;
import dev.tombola.nn.Weights;
import dev.tombola.prune.Pruning;
import dev.tombola.random.Streams;
import dev.tombola.rewind.Point;
import dev.tombola.rewind.Retrain;
import dev.tombola.train.Checkpoints;
import dev.tombola.train.Clock;
import dev.tombola.train.Engine;
import dev.tombola.train.Initialiser;
import dev.tombola.train.Recipe;
import dev.tombola.train.Step;
import dev.tombola.train.Trainer;
import dev.tombola.train.Training;
import dev.tombola.train.Trajectory;
import dev.tombola.train.Watcher;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.LongToDoubleFunction;

/// One lottery: a network, one draw of everything that is random, and the rounds played with it.
///
/// Frankle & Carbin 2019, §2, strategy 1, with the rewind point free (Frankle et al. 2020):
///
/// 1. draw θ₀ and train the dense network for T steps;
/// 2. prune the survivors of least score;
/// 3. give those that are left their values of the rewind point back;
/// 4. train again, and repeat from 2.
///
/// @param streams one replicate's randomness: initial values, data order, masks of controls
/// @param evaluateEvery how often validation is looked at
public record Lottery(
    Network network,
    Initialiser initialiser,
    Recipe recipe,
    Pruning pruning,
    Retrain retrain,
    Step evaluateEvery,
    Split split,
    Streams streams) {

  /// A level as played: what its training started from, and what it recorded.
  public record Level(int number, Ticket ticket, Trajectory trajectory) {}

  /// Plays `levels` rounds in this thread and in memory; gives levels 0 to `levels`. A training
  /// that diverges is the last.
  public List<Level> play(int levels, Engine engine, Watcher watcher) {
    List<Level> played = new ArrayList<>();
    Ticket ticket = dense();
    for (int level = 0; level <= levels; level++) {
      Training training = training(ticket, level);
      Trajectory trajectory = Trainer.train(engine, training, watcher, Checkpoints.NONE);
      check(ticket, trajectory);
      played.add(new Level(level, ticket, trajectory));
      if (trajectory.diverged()) {
        break;
      }
      Trajectory first = played.getFirst().trajectory();
      ticket = next(ticket.mask(), level + 1, first, trajectory);
    }
    return played;
  }

  /// Level 0: the whole network at its initial values.
  public Ticket dense() {
    Weights initial = initialiser.draw(network, streams.within("init"));
    return new Ticket(network, Mask.dense(network), initial);
  }

  /// Level `level`: prunes what the level before trained, and rewinds.
  ///
  /// @param mask the level before's
  /// @param first level 0's trajectory, which has the rewind point's weights
  /// @param before the level before's trajectory
  public Ticket next(Mask mask, int level, Trajectory first, Trajectory before) {
    Streams draws = streams.within("prune/level-" + level);
    Mask pruned = pruning.prune(network, mask, trained(first, before), draws);
    Weights rewound = rewindPoint(first, before);
    Ticket ticket = new Ticket(network, pruned, rewound);
    Invariants.masksNest(mask, pruned);
    Invariants.requestedIsObtained(pruning.groups(network, mask), mask, pruned);
    Invariants.startsAt(rewound, ticket, ticket.start());
    return ticket;
  }

  /// What a round scores and, at the end of a training, rewinds to.
  private Weights trained(Trajectory first, Trajectory before) {
    return switch (pruning.rounds()) {
      case ITERATIVE -> before.weights().lastEntry().getValue();
      case ONE_SHOT -> first.weights().lastEntry().getValue();
    };
  }

  /// The values that survivors start from, of all weights.
  public Weights rewindPoint(Trajectory first, Trajectory before) {
    if (retrain.weightsFrom() instanceof Point.End) {
      return trained(first, before);
    }
    long step = retrain.weightsFrom().iteration(clock(), length());
    return Objects.requireNonNull(first.weights().get(step));
  }

  /// A control of a level's ticket, and its draw's number from 1.
  public Ticket control(Branch branch, int level, int draw, Ticket ticket, Weights rewindPoint) {
    String name = "%s/level-%d/draw-%d".formatted(branch.name(), level, draw);
    Controls controls = new Controls(initialiser, rewindPoint);
    return controls.of(branch, ticket, streams.within(name));
  }

  /// The training of a level: level 0 from the beginning, the others from where `retrain` says.
  public Training training(Ticket ticket, int level) {
    Clock clock = clock();
    long length = length();
    LongToDoubleFunction schedule = recipe.schedule().over(length, clock);
    boolean first = level == 0;
    return new Training(
        ticket.network(),
        ticket.mask(),
        ticket.start(),
        recipe.optimiser(),
        first ? schedule : retrain.rate(schedule, clock, length),
        split,
        new DataOrder(streams, split.train().size(), recipe.batch()),
        recipe.batch(),
        first ? 0 : retrain.from(clock, length),
        length,
        clock.iterations(evaluateEvery),
        first ? Set.of(retrain.weightsFrom().iteration(clock, length)) : Set.of());
  }

  /// What must hold after a training: it started from the ticket, and pruned weights are zero
  /// still.
  public static void check(Ticket ticket, Trajectory trajectory) {
    Invariants.startsAt(ticket.start(), ticket, trajectory.weights().firstEntry().getValue());
    Invariants.prunedStayZero(ticket.mask(), trajectory.weights().lastEntry().getValue());
  }

  /// Steps of a whole training.
  public long length() {
    return clock().iterations(recipe.length());
  }

  private Clock clock() {
    return new Clock(split.train().size(), recipe.batch());
  }
}
