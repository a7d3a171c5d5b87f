package dev.tombola.experiment;

import static dev.tombola.experiment.SpecRules.require;

import dev.tombola.branch.Branch;
import dev.tombola.train.Clock;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/// What the branches of a spec must satisfy, beyond their types.
final class BranchRules {
  private BranchRules() {}

  static void check(List<Branch> branches) {
    for (Branch branch : branches) {
      switch (branch) {
        case Branch.Retraining way -> checkName(way.name(), branches);
        case Branch.Reinit _, Branch.RandomMask _, Branch.ShuffleValues _, Branch.SmallDense _ ->
            require(
                branch.draws() >= 1,
                "branches.%s.draws: %d; use 1 or more".formatted(branch.name(), branch.draws()));
        case Branch.SignOnly _ ->
            require(
                branch.draws() == 1,
                "branches.sign-only.draws: %d, but it draws nothing, so all would be the same; use 1"
                    .formatted(branch.draws()));
      }
      for (int level : branch.levels()) {
        require(
            level >= 1,
            "branches.%s.levels: %d has no control; use levels from 1"
                .formatted(branch.name(), level));
      }
    }
    long names = branches.stream().map(Branch::name).distinct().count();
    require(names == branches.size(), "branches: the same control stands there twice; keep one");
  }

  /// A way to retrain has a name of the user's own, which is a folder's too, beside those of
  /// tickets and of controls with their further draws.
  private static void checkName(String name, List<Branch> branches) {
    require(
        name.matches("[a-z][a-z0-9.-]{0,39}"),
        "branches.retraining.name: \"%s\" does not serve as a folder's name; use at most 40 small letters, digits, dots and hyphens, a letter first"
            .formatted(name));
    String taken =
        Arrays.stream(Branch.class.getPermittedSubclasses())
            .map(KindIntrospector::name)
            .collect(Collectors.joining("|", "(" + RunKey.TICKET + "|", ")(-\\d+)?"));
    require(
        !name.matches(taken),
        "branches.retraining.name: \"%s\" means something else already; use another, as rewinding"
            .formatted(name));
    require(
        branches.stream().filter(branch -> branch.name().equals(name)).count() == 1,
        "branches.retraining.name: \"%s\" stands there twice; give each way a name of its own"
            .formatted(name));
  }

  /// Where level 0 has no steps.
  static void checkTrained(List<Branch> branches, Clock clock) {
    for (Branch branch : branches) {
      if (branch instanceof Branch.Retraining way) {
        SpecRules.checkTrained("branches." + way.name() + ".retrain", way.retrain(), clock);
      }
    }
  }

  /// What can be known only once the data are there.
  static void check(List<Branch> branches, Clock clock, long length) {
    for (Branch branch : branches) {
      if (branch instanceof Branch.Retraining way) {
        way.retrain().check("branches." + way.name() + ".retrain", clock, length);
      }
    }
  }
}
