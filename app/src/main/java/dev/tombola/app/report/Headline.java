package dev.tombola.app.report;

import dev.tombola.app.Words;
import dev.tombola.branch.Branch;
import dev.tombola.experiment.RunKey;
import dev.tombola.experiment.RunRecord;
import dev.tombola.findings.Findings;
import dev.tombola.findings.LevelFindings;
import dev.tombola.findings.Verdict;
import dev.tombola.findings.Verdict.Outcome;
import dev.tombola.nn.Density;
import java.util.List;
import java.util.Optional;

/// The answer in one sentence, as far as the verdicts bear it.
final class Headline {
  private static final String REINIT = new Branch.Reinit(List.of(), 1).name();

  private static final String TICKET_BEATS = RunKey.TICKET + Verdict.BEATS;

  private Headline() {}

  static String of(Findings findings) {
    if (findings.runs().stream().allMatch(RunRecord::diverged)) {
      return "Every training diverged: a lower learning rate may help.";
    }
    boolean pruned = findings.levels().size() > 1;
    if (!pruned && findings.spec().levels() > 0) {
      return "Nothing is pruned yet: only the dense network is trained so far.";
    }
    if (findings.spec().replicates() < 2) {
      return "One replicate decides nothing: run more to learn whether this is a winning ticket.";
    }
    if (!pruned) {
      return "Nothing is pruned in this experiment: it trains the dense network alone.";
    }
    Density least = findings.leastMatching();
    if (least == null) {
      return noMatch(findings);
    }
    LevelFindings level =
        findings.levels().stream()
            .filter(found -> found.density().equals(least))
            .findFirst()
            .orElseThrow();
    String matches =
        "A ticket with %s of the weights is as good as the dense network".formatted(least);
    List<String> beaten = beaten(findings, level.level());
    return beaten.isEmpty()
        ? matches + "." + equalled(findings, level.level())
        : "%s, and better than its control%s %s.%s"
            .formatted(
                matches,
                beaten.size() > 1 ? "s" : "",
                listed(beaten),
                beaten.contains(REINIT) ? "" : equalled(findings, level.level()));
  }

  /// That the draw does not matter, where that was shown.
  private static String equalled(Findings findings, int level) {
    return findings.verdicts().stream()
        .filter(verdict -> verdict.level() == level && verdict.verdict() == Outcome.SUPPORTED)
        .filter(verdict -> verdict.claim().equals(RunKey.TICKET + Verdict.EQUALS + REINIT))
        .findFirst()
        .map(verdict ->
            " But new random values in its mask do as well, to within %s."
                .formatted(Words.count(Math.round(verdict.margin()), "point")))
        .orElse("");
  }

  private static String noMatch(Findings findings) {
    if (matchRefuted(findings)) {
      return "Already the first pruned level falls behind the dense network: no winning ticket"
          + " here.";
    }
    return findings.missing() > 0
        ? "Not decided yet: a part of the trainings is missing."
        : "Not decided: the replicates do not show that a pruned level matches the dense network.";
  }

  private static boolean matchRefuted(Findings findings) {
    Optional<Verdict> first =
        findings.verdicts().stream()
            .filter(verdict -> verdict.claim().equals(Verdict.MATCHES_DENSE))
            .findFirst();
    return first.map(verdict -> verdict.verdict() == Outcome.REFUTED).orElse(false);
  }

  /// The controls that the ticket of a level was shown to beat.
  private static List<String> beaten(Findings findings, int level) {
    List<String> controls =
        findings.spec().branches().stream()
            .filter(branch -> !branch.hasChain())
            .map(Branch::name)
            .toList();
    return findings.verdicts().stream()
        .filter(verdict -> verdict.level() == level && verdict.verdict() == Outcome.SUPPORTED)
        .map(Verdict::claim)
        .filter(claim -> claim.startsWith(TICKET_BEATS))
        .map(claim -> claim.substring(TICKET_BEATS.length()))
        .filter(controls::contains)
        .toList();
  }

  private static String listed(List<String> names) {
    String last = names.getLast();
    return names.size() < 2
        ? last
        : String.join(", ", names.subList(0, names.size() - 1)) + " and " + last;
  }
}
