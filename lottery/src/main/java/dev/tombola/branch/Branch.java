package dev.tombola.branch;

import java.util.List;

/// A control of the ticket: what it changes, at which levels, how many draws of it.
///
/// Without `levels` a control is done at every level from 1 on. Draws are 1 where nothing is drawn
/// or one suffices.
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

  /// The branch's name, in paths and tables.
  default String name() {
    return switch (this) {
      case Reinit _ -> "reinit";
      case RandomMask _ -> "random-mask";
      case ShuffleValues _ -> "shuffle-values";
      case SignOnly _ -> "sign-only";
      case SmallDense _ -> "small-dense";
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
    };
  }

  /// Whether it starts from an initialisation of its own.
  default boolean fresh() {
    return switch (this) {
      case Reinit _, SmallDense _ -> true;
      case RandomMask _, ShuffleValues _, SignOnly _ -> false;
    };
  }

  /// Whether it is done at this level.
  default boolean at(int level) {
    return level >= 1 && (levels().isEmpty() || levels().contains(level));
  }
}
