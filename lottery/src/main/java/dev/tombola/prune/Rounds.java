package dev.tombola.prune;

/// What the scores of a round are taken from.
public enum Rounds {
  /// Train, prune, rewind, and again: each round scores the weights that the round before trained.
  ITERATIVE,
  /// Train once: every level prunes the trained dense network, to the density that the iterative
  /// rounds would have reached.
  ONE_SHOT;

  /// The level whose training decides the mask of `level`, from 1 on.
  public int before(int level) {
    return switch (this) {
      case ITERATIVE -> level - 1;
      case ONE_SHOT -> 0;
    };
  }
}
