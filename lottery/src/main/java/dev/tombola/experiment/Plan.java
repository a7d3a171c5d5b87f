package dev.tombola.experiment;

import dev.tombola.branch.Branch;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Which runs an experiment takes, and which of them another one waits for.
///
/// A ticket's run waits for the one whose weights it is pruned from; a control's too, since its
/// mask comes from there. So the tickets of a replicate are a chain from which controls hang, or,
/// pruned in one shot, all hang from the dense network. Another way to retrain is a chain of its
/// own that begins with the same dense network.
public record Plan(List<PlannedRun> runs) {
  public Plan {
    runs = List.copyOf(runs);
  }

  /// @param branch the control or other way to retrain; empty for the ticket
  /// @param after the run whose trained weights decide the mask; empty at level 0
  public record PlannedRun(RunKey key, Optional<Branch> branch, Optional<RunKey> after) {
    /// Whether a run of the next level may wait for it.
    boolean hasChain() {
      return branch.map(Branch::hasChain).orElse(true);
    }
  }

  public static Plan of(ExperimentSpec spec) {
    List<PlannedRun> runs = new ArrayList<>();
    for (long seed : spec.seeds()) {
      for (int level = 0; level <= spec.levels(); level++) {
        int before = spec.pruning().rounds().before(level);
        Optional<RunKey> after =
            level == 0 ? Optional.empty() : Optional.of(RunKey.ticket(seed, before));
        runs.add(new PlannedRun(RunKey.ticket(seed, level), Optional.empty(), after));
        for (Branch branch : spec.branches()) {
          Optional<RunKey> own =
              branch.hasChain() && before > 0
                  ? Optional.of(new RunKey(seed, before, branch.name(), 1))
                  : after;
          for (int draw = 1; branch.at(level) && draw <= branch.draws(); draw++) {
            RunKey key = new RunKey(seed, level, branch.name(), draw);
            runs.add(new PlannedRun(key, Optional.of(branch), own));
          }
        }
      }
    }
    return new Plan(runs);
  }
}
