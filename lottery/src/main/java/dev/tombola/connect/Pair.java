package dev.tombola.connect;

import dev.tombola.experiment.RunKey;

/// Two trained networks, between which a straight line lies.
public sealed interface Pair {

  /// Two copies of one network from step `at` on.
  ///
  /// @param one the number of a copy, from 1
  /// @param other that of another
  record Copies(long replicate, int level, Subnetwork subnetwork, long at, int one, int other)
      implements Pair {

    /// The training of a copy.
    static RunKey copy(long replicate, int level, Subnetwork subnetwork, long at, int number) {
      return new RunKey(replicate, level, subnetwork + "-at-" + at, number);
    }

    RunKey firstCopy() {
      return copy(replicate, level, subnetwork, at, one);
    }

    RunKey secondCopy() {
      return copy(replicate, level, subnetwork, at, other);
    }
  }

  /// The ticket of a level and that of the next.
  record Levels(long replicate, int level) implements Pair {}

  /// The dense networks of two replicates.
  record Replicates(long one, long other) implements Pair {}

  default Between between() {
    return switch (this) {
      case Copies _ -> Between.COPIES;
      case Levels _ -> Between.LEVELS;
      case Replicates _ -> Between.REPLICATES;
    };
  }

  /// The replicate whose data split the path is measured on.
  default long replicate() {
    return switch (this) {
      case Copies copies -> copies.replicate;
      case Levels levels -> levels.replicate;
      case Replicates replicates -> replicates.one;
    };
  }

  /// Where the path is kept, named as runs are.
  default RunKey key() {
    return switch (this) {
      case Copies copies -> {
        String name =
            copies.subnetwork + "-at-" + copies.at + "-path-" + copies.one + "-" + copies.other;
        yield new RunKey(copies.replicate, copies.level, name, 1);
      }
      case Levels levels ->
          new RunKey(levels.replicate, levels.level, "path-to-level-" + (levels.level + 1), 1);
      case Replicates replicates ->
          new RunKey(replicates.one, 0, "path-to-replicate-" + replicates.other, 1);
    };
  }
}
