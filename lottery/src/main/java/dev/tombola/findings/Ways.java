package dev.tombola.findings;

import dev.tombola.branch.Branch;
import dev.tombola.experiment.ExperimentSpec;
import dev.tombola.experiment.RunKey;
import dev.tombola.experiment.RunRecord;
import dev.tombola.rewind.Retrain;
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

  /// What is claimed of ways at a level, beside what is claimed of every ticket: that another way
  /// is better than the ticket's and than new random values, and that a way that resets to
  /// initialisation, or the ticket's whatever it is, does as well as those. Nothing where there is
  /// one way only.
  List<Verdict> verdicts(int level) {
    List<Verdict> verdicts = new ArrayList<>();
    List<String> chains = chains(spec);
    Outcomes ticket = outcomes(level, RunKey.TICKET);
    Outcomes reinit = outcomes(level, REINIT);
    for (String way : chains.size() > 1 ? chains : List.<String>of()) {
      Outcomes own = outcomes(level, way);
      boolean other = !way.equals(RunKey.TICKET);
      if (other && !own.runs().isEmpty()) {
        verdicts.add(Claims.beats(way, RunKey.TICKET, level, own, ticket));
      }
      if (!own.runs().isEmpty() && !reinit.runs().isEmpty()) {
        if (other) {
          verdicts.add(Claims.beats(way, REINIT, level, own, reinit));
        }
        if (!other || resets(way)) {
          verdicts.add(Claims.equal(way, REINIT, level, own, reinit));
        }
      }
    }
    return verdicts;
  }

  private boolean resets(String way) {
    return spec.branches().stream()
        .anyMatch(branch ->
            branch instanceof Branch.Retraining(String name, Retrain retrain)
                && name.equals(way)
                && retrain.equals(Retrain.FROM_INITIALISATION));
  }

  private WayFindings findings(LevelFindings level, String way) {
    Outcomes own = outcomes(level.level(), way);
    return new WayFindings(
        level.level(),
        level.density(),
        way,
        own.by(_ -> 0).size(),
        own.interval(Outcomes::earlyStopAccuracy),
        Claims.difference(own, Outcomes.dense(runs)),
        way.equals(RunKey.TICKET)
            ? Interval.NONE
            : Claims.difference(own, outcomes(level.level(), RunKey.TICKET)),
        Claims.difference(own, outcomes(level.level(), REINIT)));
  }

  private Outcomes outcomes(int level, String branch) {
    return Outcomes.of(runs, level, branch);
  }
}
