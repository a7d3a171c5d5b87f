package dev.tombola.findings;

import dev.tombola.branch.Branch;
import dev.tombola.experiment.ExperimentSpec;
import dev.tombola.experiment.RunKey;
import dev.tombola.experiment.RunRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/// The ways to retrain of one experiment, side by side.
///
/// @param runs all finished ones
record Ways(ExperimentSpec spec, List<RunRecord> runs) {
  private static final String REINIT = new Branch.Reinit(List.of(), 1).name();

  /// The ticket and the other branches that have masks of their own.
  static List<String> chains(ExperimentSpec spec) {
    return Stream.concat(
            Stream.of(RunKey.TICKET),
            spec.branches().stream().filter(Branch::hasChain).map(Branch::name))
        .toList();
  }

  /// Of these levels but the first, which all ways share.
  List<WayFindings> findings(List<LevelFindings> levels) {
    List<WayFindings> ways = new ArrayList<>();
    List<String> chains = chains(spec);
    if (chains.size() > 1) {
      levels.stream()
          .filter(level -> level.level() > 0)
          .forEach(level ->
              chains.stream()
                  .filter(level.branches()::containsKey)
                  .forEach(way -> ways.add(findings(level, way))));
    }
    return ways;
  }

  private WayFindings findings(LevelFindings level, String way) {
    Outcomes own = outcomes(level, way);
    return new WayFindings(
        level.level(),
        level.density(),
        way,
        own.by(_ -> 0).size(),
        own.interval(Outcomes::earlyStopAccuracy),
        Claims.difference(own, Outcomes.dense(runs)),
        way.equals(RunKey.TICKET)
            ? Interval.NONE
            : Claims.difference(own, outcomes(level, RunKey.TICKET)),
        Claims.difference(own, outcomes(level, REINIT)));
  }

  private Outcomes outcomes(LevelFindings level, String branch) {
    return Outcomes.of(runs, level.level(), branch);
  }
}
