package dev.tombola.app;

import dev.tombola.experiment.RunRecord;
import dev.tombola.findings.BranchFindings;
import dev.tombola.findings.Findings;
import dev.tombola.findings.LevelFindings;
import dev.tombola.nn.Density;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;

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
      console.say("No training of " + findings.spec().name() + " is finished yet.");
      return;
    }
    out.println();
    console.say(
        "Test accuracy in %, at the iteration of least validation loss; mean ± 95 % interval over "
            + replicates());
    table().print(console);
    warnings().forEach(console::say);
    VerdictWords.print(findings.verdicts(), this::density, console);
    WayWords.print(findings, console);
    out.println();
    console.say(Words.leastMatching(findings));
    String classes = ClassWords.summary(findings);
    if (!classes.isEmpty()) {
      console.say(classes);
    }
    console.say(Words.scope(findings.spec()));
    if (findings.denseTrainings() != null) {
      console.say(Words.worth(findings));
    }
    if (findings.missing() > 0) {
      console.say(
          Words.count(findings.missing(), "training")
              + " missing; the experiment's command with --replicates %d --levels %d does them."
                  .formatted(findings.spec().replicates(), findings.spec().levels()));
    }
  }

  /// How many replicates the table's rows are means of.
  private String replicates() {
    List<Integer> numbers =
        findings.levels().stream()
            .map(level -> level.branches().get(TICKET))
            .filter(Objects::nonNull)
            .map(BranchFindings::n)
            .toList();
    return numbers.stream().distinct().count() == 1
        ? Words.count(numbers.getFirst(), "replicate")
        : "%d to %d replicates, by level"
            .formatted(Collections.min(numbers), Collections.max(numbers));
  }

  private Table table() {
    Table table = new Table(2);
    List<String> head = new ArrayList<>(List.of("level", "density", TICKET, "iteration"));
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
      warnings.add(
          "+ some losses were still falling at the end; a training.length above %s would show where they end"
              .formatted(findings.spec().training().length()));
    }
    for (LevelFindings level : findings.levels()) {
      level
          .branches()
          .forEach((branch, found) -> {
            if (found.failed() > 0) {
              warnings.add(
                  "%s of %s at level %d diverged; they count as guessing"
                      .formatted(Words.count(found.failed(), "training"), branch, level.level()));
            }
          });
    }
    if (findings.runs().stream().anyMatch(RunRecord::diverged)) {
      warnings.add(
          "A training.schedule.rate below %s may keep them from diverging"
              .formatted(findings.spec().training().schedule().rate()));
    }
    List<String> empty = Words.emptyLayers(findings);
    warnings.addAll(empty);
    if (!empty.isEmpty()) {
      warnings.add("With pruning.layerCollapse=prevent, every layer would keep its best weight");
    }
    return warnings;
  }

  private Density density(int level) {
    return findings.levels().stream()
        .filter(found -> found.level() == level)
        .map(LevelFindings::density)
        .findFirst()
        .orElse(Density.DENSE);
  }
}
