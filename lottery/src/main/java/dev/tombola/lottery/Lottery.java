package dev.tombola.lottery;

import dev.tombola.branch.Branch;
import dev.tombola.branch.Controls;
import dev.tombola.branch.Ticket;
import dev.tombola.data.Augmentation;
import dev.tombola.data.DataOrder;
import dev.tombola.data.Split;
import dev.tombola.data.Views;
import dev.tombola.nn.Mask;
import dev.tombola.nn.Network;
import dev.tombola.nn.Weights;
import dev.tombola.prune.Pruning;
import dev.tombola.prune.Rounds;
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
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// One lottery: a network, one draw of everything that is random, and the rounds played with it.
///
/// Frankle & Carbin 2019, §2, strategy 1, with the rewind point free (Frankle et al. 2020):
///
/// 1. draw θ₀, or take a network that there is, and train it for T steps;
/// 2. prune the survivors of least score;
/// 3. give those that are left their values of the rewind point back;
/// 4. train again, and repeat from 2.
///
/// @param origin of θ₀
/// @param initialiser draws θ₀ and the new values of controls
/// @param ways further ways to retrain that start from the same level 0, which keeps their rewind
///   points too
/// @param evaluateEvery how often validation is looked at
/// @param augmentation what is done to the training images of `split`
/// @param streams one replicate's randomness: initial values, data order, augmentation, masks of
///   controls
public record Lottery(
    Network network,
    Origin origin,
    Initialiser initialiser,
    Recipe recipe,
    Pruning pruning,
    Retrain retrain,
    List<Retrain> ways,
    Step evaluateEvery,
    Split split,
    Augmentation augmentation,
    Streams streams) {
  public Lottery {
    ways = List.copyOf(ways);
  }

  /// A level as played: what its training started from, and what it recorded.
  public record Level(int number, Ticket ticket, Trajectory trajectory) {}

  /// The lottery that plays a branch's levels: this one, but for a way to retrain of its own. Level
  /// 0 is the same.
  public Lottery of(Branch branch) {
    return branch instanceof Branch.Retraining way
        ? with(way.retrain(), Stream.concat(Stream.of(retrain), ways.stream()).toList(), streams)
        : this;
  }

  /// Plays `levels` rounds in this thread and in memory; gives levels 0 to `levels`. A training
  /// that diverges is the last, unless no later one needs it.
  public List<Level> play(int levels, Engine engine, Watcher watcher) {
    List<Level> played = new ArrayList<>();
    for (int level = 0; level <= levels; level++) {
      Ticket ticket = dense();
      if (level > 0) {
        Level before = played.get(pruning.rounds().before(level));
        if (before.trajectory().diverged()) {
          break;
        }
        Trajectory first = played.getFirst().trajectory();
        ticket = next(level, before.ticket().mask(), first, before.trajectory());
      }
      Training training = training(ticket, level);
      Trajectory trajectory = Trainer.train(engine, training, watcher, Checkpoints.NONE);
      check(ticket, trajectory);
      played.add(new Level(level, ticket, trajectory));
    }
    return played;
  }

  /// Level 0: the whole network at its initial values.
  public Ticket dense() {
    return new Ticket(network, Mask.dense(network), initial());
  }

  private Weights initial() {
    return switch (origin) {
      case Origin.Drawn _ -> initialiser.draw(network, streams.within("init"));
      case Origin.Given given -> given.weights();
    };
  }

  /// The ticket of level `level`: prunes what was trained before, and rewinds.
  ///
  /// @param mask of the level that [Rounds#before] names
  /// @param first level 0's trajectory, which has the rewind point's weights
  /// @param before that level's trajectory
  public Ticket next(int level, Mask mask, Trajectory first, Trajectory before) {
    Weights rewound =
        retrain.weightsFrom() instanceof Point.End ? trained(before) : rewindPoint(first);
    Ticket ticket = new Ticket(network, prune(level, mask, before), rewound);
    Invariants.startsAt(rewound, ticket, ticket.start());
    return ticket;
  }

  /// The mask of level `level`; parameters as for [#next]. One-shot pruning drops in one go what
  /// the rounds would have dropped one by one.
  public Mask prune(int level, Mask mask, Trajectory before) {
    Mask pruned = mask;
    for (int round = pruning.rounds().before(level) + 1; round <= level; round++) {
      Streams draws = streams.within("prune/level-" + round);
      Mask next = pruning.prune(network, pruned, trained(before), draws);
      Invariants.masksNest(pruned, next);
      Invariants.requestedIsObtained(pruning.groups(network, pruned), pruned, next);
      pruned = next;
    }
    return pruned;
  }

  private static Weights trained(Trajectory trajectory) {
    return trajectory.weights().lastEntry().getValue();
  }

  /// The whole network's values at `weightsFrom`: of all weights, the pruned ones too.
  private Weights rewindPoint(Trajectory first) {
    return switch (retrain.weightsFrom()) {
      case Point.Init _ -> first.weights().firstEntry().getValue();
      case Point.End _ -> trained(first);
      case Point.At at ->
          Objects.requireNonNull(first.weights().get(clock().iterations(at.step())));
    };
  }

  /// The step of the dense network's training that `weightsFrom` says; a network that is trained
  /// already has none but its beginning.
  public long rewindStep() {
    return isTrained() ? 0 : retrain.weightsFrom().iteration(clock(), length());
  }

  /// A control of a level's ticket.
  ///
  /// @param draw its number, from 1
  /// @param first level 0's trajectory
  public Ticket control(Branch branch, int level, int draw, Ticket ticket, Trajectory first) {
    return control(branch, level, draw, ticket, rewindPoint(first));
  }

  /// As above.
  ///
  /// @param rewindPoint the whole dense network's values of [#rewindStep]
  public Ticket control(Branch branch, int level, int draw, Ticket ticket, Weights rewindPoint) {
    Controls controls = new Controls(initialiser, rewindPoint);
    Ticket control = controls.of(branch, ticket, controlStreams(branch, level, draw));
    Invariants.control(branch, ticket, control);
    return control;
  }

  /// The mask of a level's control `random-mask`, its first draw.
  public Mask randomMask(int level, Mask mask) {
    Ticket dense = dense();
    Ticket ticket = new Ticket(network, mask, dense.start());
    Branch.RandomMask branch = new Branch.RandomMask(List.of(), 1);
    Streams draws = controlStreams(branch, level, 1);
    return new Controls(initialiser, dense.start()).of(branch, ticket, draws).mask();
  }

  private Streams controlStreams(Branch branch, int level, int draw) {
    // Not by a format, whose digits are the locale's: the name decides what is drawn.
    return streams.within(branch.name() + "/level-" + level + "/draw-" + draw);
  }

  /// In what a branch differs from its level's ticket, for the record.
  public String factor(Branch branch) {
    if (branch.fresh() && retrain.from(clock(), length()) > 0) {
      return branch.factor() + ", trained from the beginning";
    }
    return branch instanceof Branch.RandomMask && retrain.weightsFrom() instanceof Point.End
        ? branch.factor() + ", with the values that the dense network ended with"
        : branch.factor();
  }

  /// The training of a level's ticket: level 0 from the beginning, the others from where `retrain`
  /// says.
  public Training training(Ticket ticket, int level) {
    return level == 0 ? first(ticket) : rewound(ticket);
  }

  /// Of no steps where the network is trained already.
  private Training first(Ticket ticket) {
    LongToDoubleFunction rate = recipe.schedule().over(length(), clock());
    return training(ticket, rate, 0, isTrained() ? 0 : length(), rewindPoints());
  }

  private boolean isTrained() {
    return origin instanceof Origin.Given given && given.trained();
  }

  private Set<Long> rewindPoints() {
    return Stream.concat(Stream.of(retrain), ways.stream())
        .map(way -> way.weightsFrom().iteration(clock(), length()))
        .collect(Collectors.toUnmodifiableSet());
  }

  /// The training of a branch's ticket. A control has its ticket's, but one whose values are fresh
  /// gets a whole training, as they would be no match for trained ones in the last steps of one.
  public Training training(Ticket ticket, Branch branch) {
    return branch.fresh() ? whole(ticket, Set.of()) : of(branch).rewound(ticket);
  }

  private Training whole(Ticket ticket, Set<Long> keep) {
    return training(ticket, recipe.schedule().over(length(), clock()), 0, keep);
  }

  private Training rewound(Ticket ticket) {
    LongToDoubleFunction schedule = recipe.schedule().over(length(), clock());
    LongToDoubleFunction rate = retrain.rate(schedule, clock(), length());
    return training(ticket, rate, retrain.from(clock(), length()), Set.of());
  }

  private Training training(Ticket ticket, LongToDoubleFunction rate, long from, Set<Long> keep) {
    return training(ticket, rate, from, length(), keep);
  }

  private Training training(
      Ticket ticket, LongToDoubleFunction rate, long from, long to, Set<Long> keep) {
    return new Training(
        ticket.network(),
        ticket.mask(),
        ticket.start(),
        recipe.optimiser(),
        rate,
        split,
        new DataOrder(streams, split.train().size(), recipe.batch()),
        Views.of(augmentation, split.train(), streams),
        streams.within("dropout"),
        recipe.batch(),
        from,
        to,
        clock().iterations(evaluateEvery),
        keep);
  }

  /// The dense network's training up to a step, that its weights on the way may be kept: the same
  /// as level 0's until then.
  public Training early(long to, Set<Long> keep) {
    return training(dense(), recipe.schedule().over(length(), clock()), 0, to, keep);
  }

  /// A copy of a training from step `from` on, which sees examples in an order of its own (Frankle
  /// et al. 2020, §2): whatever is random in it comes from streams that have the copy's number in
  /// their names, so that copy 1 of all networks sees the same.
  ///
  /// @param ticket whose values are those of step `from`
  public Training copy(Ticket ticket, long from, int number) {
    LongToDoubleFunction rate = recipe.schedule().over(length(), clock());
    return with(retrain, ways, streams.within("copy-" + number))
        .training(ticket, rate, from, Set.of());
  }

  private Lottery with(Retrain other, List<Retrain> otherWays, Streams otherStreams) {
    return new Lottery(
        network,
        origin,
        initialiser,
        recipe,
        pruning,
        other,
        otherWays,
        evaluateEvery,
        split,
        augmentation,
        otherStreams);
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

  /// The steps that some way to retrain sets survivors back to; none for ways that keep their
  /// values.
  public Set<Long> rewindSteps() {
    return Stream.concat(Stream.of(retrain), ways.stream())
        .map(way -> way.weightsFrom().iteration(clock(), length()))
        .filter(step -> step < length())
        .collect(Collectors.toUnmodifiableSet());
  }

  public Clock clock() {
    return new Clock(split.train().size(), recipe.batch());
  }
}
