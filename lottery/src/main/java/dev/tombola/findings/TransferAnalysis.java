package dev.tombola.findings;

import dev.tombola.experiment.RunKey;
import dev.tombola.experiment.RunRecord;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;

/// From the trainings of a ticket on other data to findings, as [Analysis] makes them of an
/// experiment.
public final class TransferAnalysis {
  private TransferAnalysis() {}

  /// @param runs of the ticket and its controls at its level, and of the whole network at level 0
  public static TransferFindings of(List<RunRecord> runs, int level, List<String> controls) {
    Outcomes dense = Outcomes.dense(runs);
    Outcomes ticket = Outcomes.of(runs, level, RunKey.TICKET);
    Costs costs = Costs.of(runs);
    Classes classes = new Classes(dense);
    SequencedMap<String, BranchFindings> branches = new LinkedHashMap<>();
    List<Verdict> verdicts = new ArrayList<>();
    branches.put(TransferFindings.DENSE, dense.findings(costs, classes, _ -> MaskFindings.NONE));
    branches.put(RunKey.TICKET, ticket.findings(costs, classes, _ -> MaskFindings.NONE));
    verdicts.add(Claims.matchesDense(level, ticket, dense));
    for (String name : controls) {
      Outcomes control = Outcomes.of(runs, level, name);
      branches.put(name, control.findings(costs, classes, _ -> MaskFindings.NONE));
      verdicts.add(Claims.beats(RunKey.TICKET, name, level, ticket, control));
    }
    return new TransferFindings(
        level, ticket.runs().getFirst().density(), branches, verdicts, runs);
  }
}
