package dev.tombola.findings;

import dev.tombola.experiment.RunRecord;
import dev.tombola.nn.Density;
import java.util.List;
import java.util.SequencedMap;

/// What a ticket does on other data than those that it was drawn on, beside its controls there.
///
/// @param level of the ticket, where it was drawn
/// @param branches by name: `dense`, the whole network from where the ticket's values come, then
///   `ticket` and its controls
/// @param verdicts paired by replicate; intervals are over orders of the data, validation splits
///   and draws of the controls, for this one ticket
public record TransferFindings(
    int level,
    Density density,
    SequencedMap<String, BranchFindings> branches,
    List<Verdict> verdicts,
    List<RunRecord> runs) {
  /// The name of the whole network among the branches.
  public static final String DENSE = "dense";

  /// The verdict on a claim; there is one on each that is made.
  public Verdict verdict(String claim) {
    return verdicts.stream()
        .filter(verdict -> verdict.claim().equals(claim))
        .findFirst()
        .orElseThrow();
  }
}
