package dev.tombola.connect;

import dev.tombola.UserException;
import dev.tombola.rewind.Point;
import java.util.List;
import java.util.Set;

/// What is asked of a run directory. It has defaults where a list is empty: [ConnectPlan] knows
/// them.
///
/// @param at the steps from which copies are trained
/// @param levels of tickets and random masks whose copies are trained
/// @param replicates by seed
/// @param copies of each network; every two of them are connected
/// @param points on a path, both ends counted
/// @param examples training examples that paths are measured on and batch-norm statistics computed
///   from
public record ConnectSpec(
    List<Point> at,
    List<Integer> levels,
    List<Long> replicates,
    int copies,
    Set<Subnetwork> subnetworks,
    Set<Between> between,
    int points,
    int examples) {
  /// As Frankle et al. 2020 have it.
  public static final int POINTS = 30;

  public static final int EXAMPLES = 2000;

  public static final ConnectSpec DEFAULT =
      new ConnectSpec(
          List.of(),
          List.of(),
          List.of(),
          2,
          Set.of(Subnetwork.values()),
          Set.of(Between.values()),
          POINTS,
          EXAMPLES);

  public ConnectSpec {
    at = List.copyOf(at);
    levels = List.copyOf(levels);
    replicates = List.copyOf(replicates);
    subnetworks = Set.copyOf(subnetworks);
    between = Set.copyOf(between);
    require(copies >= 2, "--copies: %d make no pair; use 2 or more".formatted(copies));
    require(points >= 2, "--points: %d make no path; use 2 or more".formatted(points));
    require(
        examples >= 1,
        "--examples: %d leave nothing to measure; use 1 or more".formatted(examples));
  }

  static void require(boolean held, String message) {
    if (!held) {
      throw new UserException(message);
    }
  }
}
