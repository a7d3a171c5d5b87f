package dev.tombola.app;

import dev.tombola.connect.Barrier;
import dev.tombola.connect.ConnectEstimate;
import dev.tombola.connect.Subnetwork;
import dev.tombola.findings.BarrierFindings;
import dev.tombola.findings.ConnectivityFindings;
import dev.tombola.findings.ConnectivityFindings.Stability;
import dev.tombola.findings.Verdict;
import dev.tombola.findings.Verdict.Outcome;
import dev.tombola.nn.Density;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;

/// Paths between networks as tables and sentences.
final class ConnectWords {
  private ConnectWords() {}

  /// Prints nothing where no path was walked.
  static void print(ConnectivityFindings findings, Console console) {
    if (!findings.copies().isEmpty()) {
      copies(findings, console);
    }
    if (!findings.levels().isEmpty()) {
      levels(findings, console);
    }
    BarrierFindings replicates = findings.replicates();
    if (replicates != null) {
      console.out().println();
      console.say(
          "Between dense networks of %d replicates: barrier %s points; connected: %s"
              .formatted(
                  replicates.n(),
                  Words.accuracy(replicates.error()),
                  outcome(replicates.stable())));
    }
  }

  private static void copies(ConnectivityFindings findings, Console console) {
    PrintWriter out = console.out();
    out.println();
    console.say(
        "Barrier between copies trained from a step on, in points of test error; mean ± 95 %"
            + " interval"
            + " over replicates; * below %.0f points is supported, ! is refuted"
                .formatted(Barrier.STABLE));
    List<Stability> columns = findings.stability();
    Table table = new Table(2);
    List<String> head = new ArrayList<>(List.of("step", "of training"));
    columns.forEach(column -> head.add(name(column.subnetwork(), column.density())));
    table.row(head);
    List<Long> steps =
        findings.copies().stream().map(BarrierFindings::at).distinct().sorted().toList();
    for (long step : steps) {
      List<String> row =
          new ArrayList<>(
              List.of(
                  Words.number("%,d", step),
                  Words.percent((double) step / Math.max(1, findings.length()))));
      for (Stability column : columns) {
        row.add(
            findings.copies().stream()
                .filter(found ->
                    found.at() == step
                        && found.subnetwork() == column.subnetwork()
                        && found.level() == column.level())
                .findFirst()
                .map(ConnectWords::cell)
                .orElse(""));
      }
      table.row(row);
    }
    table.print(console);
    out.println();
    for (Stability column : columns) {
      console.say(stability(column));
    }
    notes(findings.copies()).forEach(console::say);
  }

  private static String cell(BarrierFindings found) {
    return Words.accuracy(found.error()) + mark(found.stable());
  }

  private static String mark(Verdict verdict) {
    return switch (verdict.verdict()) {
      case SUPPORTED -> " *";
      case REFUTED -> " !";
      case INCONCLUSIVE -> "  ";
    };
  }

  /// `dense`, `ticket at 3.2 %`
  static String name(Subnetwork subnetwork, Density density) {
    return subnetwork == Subnetwork.DENSE ? "dense" : subnetwork + " at " + density;
  }

  private static String stability(Stability found) {
    String name = name(found.subnetwork(), found.density());
    Long from = found.from();
    return from == null
        ? Words.number(
            "%s: not shown to be stable up to step %,d, the last tried", name, found.last())
        : Words.number("%s: stable from step %,d on", name, from);
  }

  /// Why nothing could be decided, each reason once.
  private static List<String> notes(List<BarrierFindings> found) {
    List<String> notes = new ArrayList<>();
    int failed = found.stream().mapToInt(BarrierFindings::failed).sum();
    if (failed > 0) {
      notes.add(Words.count(failed, "pair") + " of which a copy diverged: they have no barrier");
    }
    found.stream()
        .filter(one -> one.stable().verdict() == Outcome.INCONCLUSIVE)
        .map(one -> one.stable().note())
        .filter(note -> !note.isEmpty() && !note.contains("diverged"))
        .distinct()
        .map(note -> "Undecided: " + note)
        .forEach(notes::add);
    return notes;
  }

  private static void levels(ConnectivityFindings findings, Console console) {
    console.out().println();
    console.say("Between the tickets of successive levels, as the experiment trained them");
    Table table = new Table(2);
    table.row(List.of("levels", "density", "barrier, points", "barrier of the loss", "connected"));
    for (BarrierFindings found : findings.levels()) {
      table.row(
          List.of(
              found.level() + " and " + (found.level() + 1),
              found.density().toString(),
              Words.accuracy(found.error()),
              Words.accuracy(found.loss()),
              outcome(found.stable())));
    }
    table.print(console);
  }

  private static String outcome(Verdict verdict) {
    return switch (verdict.verdict()) {
      case SUPPORTED -> "supported";
      case REFUTED -> "refuted";
      case INCONCLUSIVE -> "inconclusive";
    };
  }

  static void estimate(ConnectEstimate estimate, Console console) {
    console.say(
        Words.number(
            "trainings    %,d, %,d of them there already; %,d iterations to do",
            estimate.trainings(), estimate.done(), estimate.iterations()));
    console.say(Words.number("paths        %,d", estimate.paths()));
    console.say(
        "operations   %s with all paths: %s"
            .formatted(Words.flops(estimate.operations()), Words.worth(estimate.denseTrainings())));
    console.say(
        "time         about %s, as long as the experiment's own trainings took for as much"
            .formatted(Words.duration(estimate.seconds())));
  }
}
