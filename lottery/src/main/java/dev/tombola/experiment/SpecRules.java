package dev.tombola.experiment;

import dev.tombola.UserException;
import dev.tombola.branch.Branch;
import dev.tombola.data.Split;
import dev.tombola.lottery.Lottery;
import dev.tombola.rewind.Point;
import dev.tombola.rewind.Retrain;
import dev.tombola.train.Clock;
import dev.tombola.train.Optimiser;
import dev.tombola.train.Recipe;
import dev.tombola.train.Schedule;
import dev.tombola.train.Step;
import java.util.List;

/// What the values of a spec must satisfy, beyond their types.
final class SpecRules {
  private SpecRules() {}

  static void check(
      int version,
      String name,
      long seed,
      int replicates,
      int levels,
      Recipe training,
      Step evaluateEvery,
      List<Branch> branches) {
    require(
        version == ExperimentSpec.VERSION,
        "version: %d is not a form that this tombola reads; use %d"
            .formatted(version, ExperimentSpec.VERSION));
    require(
        name.matches("[a-z0-9][a-z0-9._-]{0,63}"),
        "name: \"%s\" does not serve as a folder's name; use at most 64 small letters, digits, dots and hyphens"
            .formatted(name));
    require(replicates >= 1, "replicates: %d is too few; use 1 or more".formatted(replicates));
    require(
        seed <= Long.MAX_VALUE - replicates,
        "seed: %d leaves no seeds for %d replicates; use a smaller one"
            .formatted(seed, replicates));
    require(
        levels >= 0 && levels <= 100, "levels: %d is out of range; use 0 to 100".formatted(levels));
    require(
        training.batch() >= 1,
        "training.batch: %d is too few; use 1 or more".formatted(training.batch()));
    require(
        training.length().amount().signum() > 0,
        "training.length: %s is no training; use 1it or more".formatted(training.length()));
    require(
        evaluateEvery.amount().signum() > 0,
        "evaluateEvery: %s is not a distance; use 1it or more".formatted(evaluateEvery));
    check(training.schedule());
    check(training.optimiser());
    BranchRules.check(branches);
  }

  private static void check(Schedule schedule) {
    require(
        schedule.rate() > 0 && Double.isFinite(schedule.rate()),
        "training.schedule.rate: %s is not a learning rate; use a number above 0"
            .formatted(schedule.rate()));
    switch (schedule) {
      case Schedule.Constant _ -> {}
      case Schedule.Steps steps ->
          require(
              steps.factor() > 0 && steps.factor() <= 1,
              "training.schedule.factor: %s; use a number above 0 up to 1"
                  .formatted(steps.factor()));
      case Schedule.Cosine cosine ->
          require(
              cosine.floor() >= 0 && cosine.floor() <= cosine.rate(),
              "training.schedule.floor: %s; use 0 up to the rate".formatted(cosine.floor()));
    }
  }

  private static void check(Optimiser optimiser) {
    require(
        optimiser.weightDecay() >= 0 && Double.isFinite(optimiser.weightDecay()),
        "training.optimiser.weightDecay: %s; use 0 or more".formatted(optimiser.weightDecay()));
    switch (optimiser) {
      case Optimiser.Sgd _ -> {}
      case Optimiser.Momentum momentum -> fraction("momentum", momentum.momentum());
      case Optimiser.Adam adam -> adam(adam.beta1(), adam.beta2(), adam.epsilon());
      case Optimiser.AdamW adam -> adam(adam.beta1(), adam.beta2(), adam.epsilon());
    }
  }

  private static void adam(double beta1, double beta2, double epsilon) {
    fraction("beta1", beta1);
    fraction("beta2", beta2);
    require(
        epsilon >= Float.MIN_NORMAL && Double.isFinite(epsilon),
        "training.optimiser.epsilon: %s; use a number above 1.2e-38, as float32 has it"
            .formatted(epsilon));
  }

  private static void fraction(String key, double value) {
    require(
        value >= 0 && value < 1,
        "training.optimiser.%s: %s; use 0 up to below 1".formatted(key, value));
  }

  /// What can be known only once the data are there.
  static void check(ExperimentSpec spec, Lottery lottery, Split split) {
    Clock clock = new Clock(split.train().size(), spec.training().batch());
    spec.retrain().check(clock, lottery.length());
    if (spec.start().startsTrained()) {
      checkTrained("retrain", spec.retrain(), clock);
      BranchRules.checkTrained(spec.branches(), clock);
    }
    BranchRules.check(spec.branches(), clock, lottery.length());
    check(spec.training().schedule(), clock, lottery.length());
    spec.pruning().scope().check(lottery.network());
    int fruitful = spec.pruning().fruitfulRounds(lottery.network(), spec.levels());
    require(
        fruitful > 0 || spec.levels() == 0,
        "pruning.scope: leaves nothing to prune; name fewer layers that are never pruned, use"
            + " higher rates, or levels=0");
    require(
        fruitful == spec.levels(),
        "levels: %d, but from level %d on nothing would be pruned; use %d or fewer"
            .formatted(spec.levels(), fruitful + 1, fruitful));
    require(
        clock.iterations(spec.evaluateEvery()) <= lottery.length(),
        "evaluateEvery: %s is longer than the training; use %dit or less"
            .formatted(spec.evaluateEvery(), lottery.length()));
    require(
        spec.training().batch() <= split.train().size(),
        "training.batch: %d is more than the %d training examples; use that many or fewer"
            .formatted(spec.training().batch(), split.train().size()));
    require(
        split.validation().size() > 0,
        "data.validation: 0 examples leave nothing to choose iterations by; use 1 or more");
    require(split.test().size() > 0, "data.test: 0 examples leave nothing to test on");
    require(
        spec.branches().stream().noneMatch(Branch.SmallDense.class::isInstance)
            || lottery.network().prunable().size() > 1,
        "branches.small-dense: a network without hidden layers has no smaller one; remove it");
  }

  /// Where level 0 has no steps there are no weights of one.
  static void checkTrained(String setting, Retrain retrain, Clock clock) {
    require(
        !(retrain.weightsFrom() instanceof Point.At at) || clock.iterations(at.step()) == 0,
        "%s.weightsFrom: %s, but start.trained leaves level 0 without steps; use init, which is the checkpoint, or end"
            .formatted(setting, retrain.weightsFrom()));
  }

  private static void check(Schedule schedule, Clock clock, long length) {
    if (schedule instanceof Schedule.Steps steps) {
      long before = 0;
      for (Step milestone : steps.milestones()) {
        long iteration = clock.iterations(milestone);
        require(
            iteration < length,
            "training.schedule.milestones: %s is not within the training's %d steps, so the rate would not fall there; give others, or a longer training.length"
                .formatted(milestone, length));
        require(
            iteration >= before,
            "training.schedule.milestones: %s comes before the one it follows; give them in ascending order"
                .formatted(milestone));
        before = iteration;
      }
    }
  }

  static void require(boolean held, String message) {
    if (!held) {
      throw new UserException(message);
    }
  }
}
