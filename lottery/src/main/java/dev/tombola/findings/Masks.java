package dev.tombola.findings;

import dev.tombola.experiment.RunKey;
import dev.tombola.experiment.RunRecord;
import dev.tombola.measure.Structure;
import dev.tombola.measure.Structures;
import dev.tombola.nn.Mask;
import dev.tombola.nn.Network;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/// The masks of an experiment's runs, as far as they are of its own network.
///
/// @param network that the masks are of
/// @param byRun of finished runs; a run that is missing here has nothing to say about masks
record Masks(Network network, Map<RunKey, Mask> byRun) {
  Masks {
    byRun = Map.copyOf(byRun);
  }

  /// What the masks of these runs, of one branch at one level, have in common.
  MaskFindings of(List<RunRecord> runs) {
    List<RunRecord> measured =
        runs.stream().filter(run -> !run.diverged() && byRun.containsKey(run.key())).toList();
    if (measured.isEmpty()) {
      return MaskFindings.NONE;
    }
    Map<RunKey, Structure> structures = new HashMap<>();
    measured.forEach(run -> structures.put(run.key(), Structures.of(network, mask(run.key()))));
    Outcomes outcomes = new Outcomes(measured);
    List<Mask> first =
        measured.stream().filter(run -> run.key().draw() == 1).map(run -> mask(run.key())).toList();
    return new MaskFindings(
        outcomes.interval(run -> structure(structures, run).effective().value()),
        outcomes.interval(run -> structure(structures, run).deadNeurons()),
        Statistics.pairwise(first, Structures::overlap),
        Statistics.pairwise(first, Structures::chanceOverlap).mean());
  }

  private Mask mask(RunKey key) {
    return Objects.requireNonNull(byRun.get(key));
  }

  private static Structure structure(Map<RunKey, Structure> structures, RunRecord run) {
    return Objects.requireNonNull(structures.get(run.key()));
  }
}
