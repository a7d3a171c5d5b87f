package dev.tombola.app;

import dev.tombola.findings.BranchFindings;
import dev.tombola.findings.Findings;
import dev.tombola.findings.LevelFindings;
import dev.tombola.findings.Verdict;
import dev.tombola.nn.Density;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;

/// Findings as a table and sentences.
final class FindingsWords {
  private static final String TICKET = "ticket";

  private final Findings findings;
  private final Console console;
  private final List<String> controls;

  FindingsWords(Findings findings, Console console) {
    this.findings = findings;
    this.console = console;
    controls =
        findings.levels().stream()
            .flatMap(level -> level.branches().sequencedKeySet().stream())
            .filter(branch -> !branch.equals(TICKET))
            .distinct()
            .toList();
  }

  void print() {
    PrintWriter out = console.out();
    if (findings.levels().isEmpty()) {
      out.println("No training of " + findings.spec().name() + " is finished yet.");
      return;
    }
    out.println();
    out.println(
        "Test accuracy in %, at the iteration of least validation loss; mean ± 95 % interval over"
            + " replicates");
    table().print(out, console.ansi()::bold);
    warnings().forEach(out::println);
    if (!findings.verdicts().isEmpty()) {
      out.println();
      out.println(
          "Verdicts on differences paired by replicate, with 90 % intervals (low end: one-sided"
              + " 95 %)");
    }
    for (Verdict verdict : findings.verdicts()) {
      out.println(sentence(verdict));
    }
    Density least = findings.leastMatching();
    out.println();
    out.println(
        least == null
            ? "Least matching density: none; the first pruned level was not shown to match"
            : "Least matching density: "
                + least
                + " (every level down to it matches dense, less 0.2 points at most)");
    out.println("Intervals are over seeds, for this test set.");
    if (findings.missing() > 0) {
      out.println(
          findings.missing() + " trainings are missing; run the experiment again to do them.");
    }
  }

  private Table table() {
    Table table = new Table();
    List<String> head =
        new ArrayList<>(List.of("level", "density", "replicates", TICKET, "iteration"));
    head.addAll(controls);
    table.row(head);
    for (LevelFindings level : findings.levels()) {
      BranchFindings ticket = level.branches().get(TICKET);
      if (ticket == null) {
        continue;
      }
      List<String> row = new ArrayList<>();
      row.add(Integer.toString(level.level()));
      row.add(level.density().toString());
      row.add(Integer.toString(ticket.n()));
      row.add(Words.accuracy(ticket.earlyStopAccuracy()));
      row.add(Words.iterations(ticket.earlyStopIteration()) + (ticket.censored() > 0 ? "+" : " "));
      for (String control : controls) {
        BranchFindings branch = level.branches().get(control);
        row.add(branch == null ? "" : Words.accuracy(branch.earlyStopAccuracy()));
      }
      table.row(row);
    }
    return table;
  }

  private List<String> warnings() {
    List<String> warnings = new ArrayList<>();
    if (findings.levels().stream()
        .flatMap(level -> level.branches().values().stream())
        .anyMatch(branch -> branch.censored() > branch.failed())) {
      warnings.add("+ some losses were still falling at the end");
    }
    for (LevelFindings level : findings.levels()) {
      level
          .branches()
          .forEach((branch, found) -> {
            if (found.failed() > 0) {
              warnings.add(
                  "%d trainings of %s at level %d diverged; they count as guessing"
                      .formatted(found.failed(), branch, level.level()));
            }
          });
    }
    return warnings;
  }

  private String sentence(Verdict verdict) {
    Ansi ansi = console.ansi();
    String word =
        switch (verdict.verdict()) {
          case SUPPORTED -> ansi.green("supported   ");
          case REFUTED -> ansi.red("refuted     ");
          case INCONCLUSIVE -> ansi.yellow("inconclusive");
        };
    Density density =
        findings.levels().stream()
            .filter(level -> level.level() == verdict.level())
            .map(LevelFindings::density)
            .findFirst()
            .orElse(Density.DENSE);
    return word + "  " + Words.verdict(verdict, density);
  }
}
