package dev.tombola.app.report;

import dev.tombola.findings.Findings;
import dev.tombola.findings.LevelFindings;
import dev.tombola.findings.Verdict;
import dev.tombola.findings.Verdict.Outcome;
import dev.tombola.nn.Density;
import java.util.List;
import java.util.Optional;

/// The answer in one sentence, as far as the verdicts bear it.
final class Headline {
  private Headline() {}

  static String of(Findings findings) {
    if (findings.spec().replicates() < 2) {
      return "One replicate decides nothing: run more to learn whether this is a winning ticket.";
    }
    Density least = findings.leastMatching();
    if (least == null) {
      return matchRefuted(findings)
          ? "Already the first pruned level falls behind the dense network: no winning ticket here."
          : "Not decided: the replicates do not show that a pruned level matches the dense"
              + " network.";
    }
    LevelFindings level =
        findings.levels().stream()
            .filter(found -> found.density().equals(least))
            .findFirst()
            .orElseThrow();
    String matches =
        "A ticket with %s of the weights is as good as the dense network".formatted(least);
    List<String> beaten = beaten(findings, level.level());
    if (beaten.isEmpty()) {
      return matches + ".";
    }
    return matches + ", and better than " + String.join(" and ", beaten) + ".";
  }

  private static boolean matchRefuted(Findings findings) {
    Optional<Verdict> first =
        findings.verdicts().stream()
            .filter(verdict -> verdict.claim().equals("ticket-matches-dense"))
            .findFirst();
    return first.map(verdict -> verdict.verdict() == Outcome.REFUTED).orElse(false);
  }

  /// What the ticket of a level was shown to beat, in plain words.
  private static List<String> beaten(Findings findings, int level) {
    return findings.verdicts().stream()
        .filter(verdict -> verdict.level() == level && verdict.verdict() == Outcome.SUPPORTED)
        .map(Verdict::claim)
        .filter(claim -> claim.startsWith("ticket-beats-"))
        .map(claim -> words(claim.substring("ticket-beats-".length())))
        .toList();
  }

  private static String words(String branch) {
    return switch (branch) {
      case "reinit" -> "the same mask with new initial values";
      case "random-mask" -> "a random mask with the same values";
      case "shuffle-values" -> "the same values shuffled";
      case "sign-only" -> "its signs alone";
      case "small-dense" -> "a small dense network";
      default -> branch;
    };
  }
}
