package dev.tombola.app;

import dev.tombola.findings.Verdict;
import dev.tombola.nn.Density;
import java.util.List;
import java.util.function.IntFunction;

/// Verdicts as sentences beside their outcome.
final class VerdictWords {
  /// Where a verdict's sentence begins, beside its outcome.
  private static final int INDENT = 14;

  private VerdictWords() {}

  /// @param density by level
  static void print(List<Verdict> verdicts, IntFunction<Density> density, Console console) {
    if (verdicts.isEmpty()) {
      return;
    }
    List<Integer> pairs = verdicts.stream().map(Verdict::n).distinct().toList();
    boolean alike = pairs.size() == 1;
    console.out().println();
    console.say(
        "Verdicts on differences paired by replicate%s, with 90 %% intervals (low end: one-sided 95 %%)"
            .formatted(alike ? ", n = " + pairs.getFirst() : ""));
    for (Verdict verdict : verdicts) {
      String words = Words.verdict(verdict, density.apply(verdict.level()));
      console.say(
          outcome(verdict, console) + "  ", INDENT, alike ? words : words + ", n = " + verdict.n());
      if (!verdict.note().isEmpty()) {
        console.say(" ".repeat(INDENT), INDENT, verdict.note());
      }
    }
  }

  private static String outcome(Verdict verdict, Console console) {
    Ansi ansi = console.ansi();
    return switch (verdict.verdict()) {
      case SUPPORTED -> ansi.green("supported   ");
      case REFUTED -> ansi.red("refuted     ");
      case INCONCLUSIVE -> ansi.yellow("inconclusive");
    };
  }
}
