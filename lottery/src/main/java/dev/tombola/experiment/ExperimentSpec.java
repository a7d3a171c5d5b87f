package dev.tombola.experiment;

import dev.tombola.branch.Branch;
import dev.tombola.data.DataSpec;
import dev.tombola.data.Split;
import dev.tombola.lottery.Lottery;
import dev.tombola.lottery.Origin;
import dev.tombola.prune.Pruning;
import dev.tombola.random.Streams;
import dev.tombola.rewind.Retrain;
import dev.tombola.train.Initialiser;
import dev.tombola.train.Recipe;
import dev.tombola.train.Step;
import java.util.List;
import java.util.stream.LongStream;

/// An experiment, fully resolved: everything that changes a result stands here.
///
/// @param version of the spec's form; a form that reads older ones says so by a higher number
/// @param seed of the first replicate; the others follow it
/// @param replicates how many seeds, in all
/// @param levels how many rounds of pruning, in all: `levels + 1` trainings of the ticket per
///   replicate
/// @param start where level 0's weights come from
/// @param initialiser draws them, and the new values of controls
/// @param evaluateEvery how often validation is looked at
public record ExperimentSpec(
    int version,
    String name,
    long seed,
    int replicates,
    int levels,
    DataSpec data,
    NetworkSpec network,
    StartSpec start,
    Initialiser initialiser,
    Recipe training,
    Step evaluateEvery,
    Pruning pruning,
    Retrain retrain,
    List<Branch> branches) {
  public static final int VERSION = 1;

  public ExperimentSpec {
    branches = List.copyOf(branches);
    SpecRules.check(version, name, seed, replicates, levels, training, evaluateEvery, branches);
  }

  /// The replicates' seeds, which are their names too.
  public List<Long> seeds() {
    return LongStream.range(seed, seed + replicates).boxed().toList();
  }

  /// The same experiment with other totals; a larger one continues what is there.
  public ExperimentSpec withTotals(int replicates, int levels) {
    return with(replicates, levels, data, start);
  }

  /// The same with more known of where it starts, or from the same that lies elsewhere.
  public ExperimentSpec with(StartSpec other) {
    return with(replicates, levels, data, other);
  }

  /// The same experiment on other data, or the same that lie elsewhere.
  public ExperimentSpec with(DataSpec other) {
    return with(replicates, levels, other, start);
  }

  private ExperimentSpec with(
      int otherReplicates, int otherLevels, DataSpec otherData, StartSpec otherStart) {
    return new ExperimentSpec(
        version,
        name,
        seed,
        otherReplicates,
        otherLevels,
        otherData,
        network,
        otherStart,
        initialiser,
        training,
        evaluateEvery,
        pruning,
        retrain,
        branches);
  }

  /// Ways to retrain beside `retrain`.
  private List<Retrain> ways() {
    return branches.stream()
        .filter(Branch.Retraining.class::isInstance)
        .map(branch -> ((Branch.Retraining) branch).retrain())
        .toList();
  }

  /// One replicate's lottery.
  ///
  /// @param origin what `start` names, read
  public Lottery lottery(Origin origin, Split split, Streams streams) {
    return new Lottery(
        network.network(split.train().dataset()),
        origin,
        initialiser,
        training,
        pruning,
        retrain,
        ways(),
        evaluateEvery,
        split,
        data.augment(),
        streams);
  }
}
