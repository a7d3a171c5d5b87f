package dev.tombola.app;

import dev.tombola.audit.Audit;
import dev.tombola.audit.Check;
import dev.tombola.audit.Checkpoint;
import dev.tombola.audit.CheckpointAudit;
import dev.tombola.audit.Invariant;
import dev.tombola.audit.NeuronChain;
import dev.tombola.audit.Returns;
import dev.tombola.audit.RunDirectoryAudit;
import dev.tombola.audit.SurveyedTensor;
import dev.tombola.audit.TicketAudit;
import dev.tombola.measure.Structure;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/// What audits found: a table of what is there, a line per check, and at the end, nearest to where
/// one types next, what is wrong.
final class AuditWords {
  private static final int MARK = 2;

  private final Console console;

  AuditWords(Console console) {
    this.console = console;
  }

  void print(List<Audit> audits) {
    for (Audit audit : audits) {
      switch (audit) {
        case RunDirectoryAudit run -> print(run);
        case TicketAudit ticket -> print(ticket);
        case CheckpointAudit checkpoints -> print(checkpoints);
      }
      checks(audit.checks());
      console.out().println();
    }
    console.say(verdict(audits));
  }

  private void print(RunDirectoryAudit run) {
    title(
        "%s: run directory of %s, %,d of %,d trainings finished"
            .formatted(run.directory(), run.name(), run.finished(), run.planned()));
    run.notes().forEach(this::note);
  }

  private void print(TicketAudit ticket) {
    title(ticket.file() + ": ticket");
    ticket.structure().ifPresent(this::print);
    ticket.notes().forEach(this::note);
  }

  private void print(Structure structure) {
    Table table = new Table(1);
    table.row(List.of("tensor", "weights", "survivors", "sparsity"));
    long weights = 0;
    for (String name : structure.survivors().sequencedKeySet()) {
      int size = structure.sizes().getOrDefault(name, 0);
      int survivors = structure.survivors().getOrDefault(name, 0);
      weights += size;
      table.row(List.of(name, count(size), count(survivors), percent(size - survivors, size)));
    }
    long kept = structure.survivors().values().stream().mapToLong(Integer::longValue).sum();
    table.row(List.of("all", count(weights), count(kept), percent(weights - kept, weights)));
    table.print(console);
    note(
        "On a path from an input to an output: %s of the weights; on none: %,d of %,d hidden units."
            .formatted(structure.effective(), structure.deadNeurons(), structure.hiddenNeurons()));
  }

  private void print(CheckpointAudit audit) {
    for (Checkpoint checkpoint : audit.checkpoints()) {
      title(checkpoint.file() + ": checkpoint");
      if (checkpoint.weights().isEmpty()) {
        note(
            "No tensor of it has two or more dimensions, so there are no weights to look at; the"
                + " files of a run directory are audited by the directory.");
        others(checkpoint.others());
        continue;
      }
      weights(checkpoint);
      neurons(checkpoint.chain());
    }
    audit.returns().stream().filter(found -> found.returned() > 0).forEach(this::returns);
  }

  private void returns(Returns found) {
    title("Back in %s, of what is pruned in %s".formatted(found.after(), found.before()));
    Table table = new Table(1);
    table.row(List.of("tensor", "pruned", "came back", "of the pruned"));
    for (Returns.Layer layer : found.layers()) {
      table.row(
          List.of(
              layer.name(),
              count(layer.pruned()),
              count(layer.returned()),
              percent(layer.returned(), layer.pruned())));
    }
    table.print(console);
  }

  private void weights(Checkpoint checkpoint) {
    Table table = new Table(1);
    table.row(
        List.of("tensor", "shape", "weights", "zero", "sparsity", "dead outputs", "dead inputs"));
    long size = 0;
    long zeros = 0;
    for (SurveyedTensor tensor : checkpoint.weights()) {
      size += tensor.size();
      zeros += tensor.zeros();
      table.row(
          List.of(
              tensor.name() + (tensor.masked() ? " (masked)" : ""),
              tensor.shape().stream().map(String::valueOf).collect(Collectors.joining("×")),
              count(tensor.size()),
              count(tensor.zeros()),
              percent(tensor.zeros(), tensor.size()),
              tensor.hasNeurons() ? count(tensor.deadOutputs()) : "–",
              tensor.hasNeurons() ? count(tensor.deadInputs()) : "–"));
    }
    table.row(List.of("all", "", count(size), count(zeros), percent(zeros, size), "", ""));
    table.print(console);
    others(checkpoint.others());
  }

  private void others(List<SurveyedTensor> others) {
    long values = others.stream().mapToLong(SurveyedTensor::size).sum();
    long zeros = others.stream().mapToLong(SurveyedTensor::zeros).sum();
    if (values > 0) {
      note(
          "Besides, %s (biases and the like); of %s %s, %,d %s zero."
              .formatted(
                  Words.count(others.size(), "other tensor"),
                  others.size() == 1 ? "its" : "their",
                  Words.count(values, "value"),
                  zeros,
                  zeros == 1 ? "is" : "are"));
    }
  }

  private void neurons(NeuronChain.Outcome outcome) {
    outcome
        .chain()
        .ifPresentOrElse(
            chain ->
                note(
                    "Taken one after another, without shortcuts, %,d of %,d weights (%s) lie on a path from an input to an output, and %,d of %,d hidden units on none."
                        .formatted(
                            chain.effective(),
                            chain.weights(),
                            Words.percent((double) chain.effective() / chain.weights()),
                            chain.dead(),
                            chain.hidden())),
            () -> note("Effective density is not computed: " + outcome.misfit() + "."));
  }

  private void title(String text) {
    Paragraph.lines(text, console.width())
        .forEach(line -> console.out().println(console.ansi().bold(line)));
  }

  private void note(String text) {
    String sentence = text.substring(0, 1).toUpperCase(Locale.ROOT) + text.substring(1);
    console.say(console.asCalled(sentence.endsWith(".") ? sentence : sentence + "."));
  }

  private void checks(List<Check> checks) {
    checks.stream().filter(check -> check.holds() && check.places() > 0).forEach(this::held);
    checks.stream().filter(check -> check.holds() && check.places() == 0).forEach(this::idle);
    checks.stream().filter(check -> !check.holds()).forEach(this::failed);
  }

  private void held(Check check) {
    console.say(
        console.ansi().green("✓") + " ",
        MARK,
        "%s (%s)".formatted(words(check.invariant()), Words.count(check.places(), "check")));
  }

  private void idle(Check check) {
    console.say(
        console.ansi().dim("–") + " ",
        MARK,
        words(check.invariant()) + ": there is nothing to check it by");
  }

  private void failed(Check check) {
    console.say(
        console.ansi().red("✗") + " ",
        MARK,
        "%s: %s"
            .formatted(words(check.invariant()), Words.count(check.problems().size(), "problem")));
    check
        .problems()
        .forEach(problem -> console.say(" ".repeat(2 * MARK), 2 * MARK, console.asCalled(problem)));
  }

  private static String verdict(List<Audit> audits) {
    List<Check> checks = audits.stream().flatMap(audit -> audit.checks().stream()).toList();
    long problems = checks.stream().mapToLong(check -> check.problems().size()).sum();
    return problems == 0
        ? "All of it holds."
        : "%s, marked ✗ above.".formatted(Words.count(problems, "problem"));
  }

  private static String count(long number) {
    return Words.number("%,d", number);
  }

  private static String percent(long zeros, long size) {
    return size == 0 ? "–" : Words.number("%.2f %%", 100.0 * zeros / size);
  }

  private static String words(Invariant invariant) {
    return switch (invariant) {
      case CHECKSUMS -> "files are what was sealed";
      case NAME -> "spec.yaml and data.json are those that the folder is named after";
      case FORM -> "files are whole, and of the form that tombola writes";
      case PLACES -> "runs lie where their records say, and did what the spec says";
      case ENGINE -> "one engine trained them all";
      case INITIALISATION -> "the beginning is the spec's own draw of θ₀, or its checkpoint";
      case NESTING -> "masks never regrow from level to level";
      case COUNTS -> "as many weights survive as the record says and the pruning asks for";
      case PRUNING -> "masks are those that the criterion chooses from the weights before";
      case REWINDING -> "survivors start at the rewind point, bit for bit";
      case ABSENCE -> "pruned weights have no values";
      case FINITE -> "all values are finite";
      case CONTROLS -> "controls differ from their ticket in one factor alone";
      case DRAWS -> "controls are what their own random streams draw";
      case EARLY_STOPS -> "early stops are where validation saw the least loss";
      case COPIES -> "copies that connect trained have the masks of their networks";
      case TRAINED -> "training changed the weights, if there was one";
      case TENSORS -> "the files have the same tensors";
      case RETURNS -> "no pruned weight comes back from one file to the next";
      case COLLAPSE -> "every layer has weights that are not zero";
      case MASKS -> "stored masks are of zeros and ones";
    };
  }
}
