package dev.tombola.branch;

import dev.tombola.rewind.Retrain;
import java.util.List;

/// What is done at a level beside the ticket: a control of it, or another way to retrain.
///
/// A control says what it changes, at which levels, and how many draws of it there are. Without
/// `levels` it is done at every level from 1 on. Draws are 1 where nothing is drawn or one
/// suffices.
public sealed interface Branch {
  List<Integer> levels();

  int draws();

  /// New initial values in the same mask: does the draw matter? (Frankle & Carbin 2019, §2)
  record Reinit(List<Integer> levels, int draws) implements Branch {}

  /// The same values in a random mask with as many survivors in each layer: does the structure
  /// matter?
  record RandomMask(List<Integer> levels, int draws) implements Branch {}

  /// The survivors' starting values permuted within each layer: does it matter which value stands
  /// where?
  record ShuffleValues(List<Integer> levels, int draws) implements Branch {}

  /// The survivors' starting signs with one size per layer, its initialiser's standard deviation:
  /// do sizes matter? (Zhou et al. 2019, §4)
  record SignOnly(List<Integer> levels, int draws) implements Branch {}

  /// A dense network of about as many weights: does it take a sparse one?
  record SmallDense(List<Integer> levels, int draws) implements Branch {}

  /// The experiment's own lottery with other knobs of `retrain`: a chain of levels from the same
  /// dense network, each pruned by what the level before it in this chain was trained to (Renda,
  /// Frankle & Carbin 2020, §2). So the masks may differ from the ticket's, as their trainings do.
  ///
  /// @param name of the user's own, in paths and tables
  record Retraining(String name, Retrain retrain) implements Branch {
    @Override
    public List<Integer> levels() {
      return List.of();
    }

    @Override
    public int draws() {
      return 1;
    }
  }

  /// The branch's name, in paths and tables.
  default String name() {
    return switch (this) {
      case Reinit _ -> "reinit";
      case RandomMask _ -> "random-mask";
      case ShuffleValues _ -> "shuffle-values";
      case SignOnly _ -> "sign-only";
      case SmallDense _ -> "small-dense";
      case Retraining way -> way.name;
    };
  }

  /// The one factor in which it differs from the ticket, for the record.
  default String factor() {
    return switch (this) {
      case Reinit _ -> "initial values of the survivors";
      case RandomMask _ -> "which weights survive";
      case ShuffleValues _ -> "where in its layer each starting value stands";
      case SignOnly _ -> "sizes of the starting values";
      case SmallDense _ -> "a dense network instead of a sparse one";
      case Retraining _ -> "how survivors restart, at this level and all before it";
    };
  }

  /// Whether it starts from an initialisation of its own.
  default boolean fresh() {
    return switch (this) {
      case Reinit _, SmallDense _ -> true;
      case RandomMask _, ShuffleValues _, SignOnly _, Retraining _ -> false;
    };
  }

  /// Whether each of its levels is pruned from its own level before, as the ticket's are, instead
  /// of having a control's place beside a ticket.
  default boolean hasChain() {
    return switch (this) {
      case Retraining _ -> true;
      case Reinit _, RandomMask _, ShuffleValues _, SignOnly _, SmallDense _ -> false;
    };
  }

  /// Whether it is done at this level.
  default boolean at(int level) {
    return level >= 1 && (levels().isEmpty() || levels().contains(level));
  }
}
