package dev.tombola.app;

import dev.tombola.experiment.RunKey;
import dev.tombola.findings.BranchFindings;
import dev.tombola.findings.TransferFindings;
import dev.tombola.findings.Verdict;
import dev.tombola.findings.Verdict.Outcome;
import dev.tombola.ship.TicketStory;
import dev.tombola.verify.Transfer;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// A ticket on other data, as a table and sentences, and as JSON.
final class TransferWords {
  private static final int SCHEMA_VERSION = 1;
  private static final JsonMapper JSON = new JsonMapper();
  private static final String REINIT = "reinit";
  private static final String RANDOM_MASK = "random-mask";

  private final TransferFindings findings;
  private final Transfer transfer;
  private final Console console;

  TransferWords(TransferFindings findings, Transfer transfer, Console console) {
    this.findings = findings;
    this.transfer = transfer;
    this.console = console;
  }

  void print() {
    console.out().println();
    console.say(
        "Test accuracy in %% on %s, at the iteration of least validation loss; mean ± 95 %% interval over %s"
            .formatted(transfer.data(), Words.count(transfer.spec().replicates(), "replicate")));
    table().print(console);
    warnings().forEach(console::say);
    VerdictWords.print(findings.verdicts(), _ -> findings.density(), console);
    console.out().println();
    console.say(scope());
    console.say(sentence());
  }

  private Table table() {
    Table table = new Table(1);
    table.row(List.of("branch", "accuracy", "iteration", "at the end"));
    findings
        .branches()
        .forEach((name, found) ->
            table.row(
                List.of(
                    name,
                    Words.accuracy(found.earlyStopAccuracy()),
                    Words.iterations(found.earlyStopIteration())
                        + (found.censored() > 0 ? "+" : " "),
                    Words.accuracy(found.testAccuracy()))));
    return table;
  }

  private List<String> warnings() {
    List<String> warnings = new ArrayList<>();
    if (findings.branches().values().stream().anyMatch(TransferWords::isStillFalling)) {
      warnings.add("+ some losses were still falling at the end of the ticket's recipe");
    }
    findings
        .branches()
        .forEach((name, found) -> {
          if (found.failed() > 0) {
            warnings.add(
                "%s of %s diverged; they count as guessing"
                    .formatted(Words.count(found.failed(), "training"), name));
          }
        });
    return warnings;
  }

  private static boolean isStillFalling(BranchFindings found) {
    return found.censored() > found.failed();
  }

  private String scope() {
    return "Intervals are over orders of the data, validation splits and draws of the controls, for"
        + " this one ticket"
        + (transfer.spec().data().test() > 0
            ? "; each replicate holds out test examples of its own."
            : " and this test set.");
  }

  private String sentence() {
    Outcome values = beats(REINIT);
    Outcome mask = beats(RANDOM_MASK);
    return "On %s the ticket %s and %s: %s."
        .formatted(
            transfer.data(),
            switch (findings.verdict(Verdict.MATCHES_DENSE).verdict()) {
              case SUPPORTED -> "matches the dense network";
              case REFUTED -> "falls behind the dense network";
              case INCONCLUSIVE -> "was not shown to match the dense network";
            },
            compared(values, mask),
            worth(values == Outcome.SUPPORTED, mask == Outcome.SUPPORTED));
  }

  private Outcome beats(String control) {
    return findings.verdict(RunKey.TICKET + Verdict.BEATS + control).verdict();
  }

  private static String compared(Outcome values, Outcome mask) {
    String second =
        values != mask ? " and " + compared(mask) : mask == Outcome.INCONCLUSIVE ? " or" : " and";
    return compared(values) + " new values in its mask" + second + " a random mask";
  }

  private static String compared(Outcome outcome) {
    return switch (outcome) {
      case SUPPORTED -> "beats";
      case REFUTED -> "is worse than";
      case INCONCLUSIVE -> "was not shown to beat";
    };
  }

  private static String worth(boolean values, boolean mask) {
    if (values && mask) {
      return "its values and its mask are both worth something there";
    }
    if (values) {
      return "its values are worth something there, but nothing was shown of its mask";
    }
    return mask
        ? "its mask is worth something there, but nothing was shown of its values"
        : "nothing was shown to carry over";
  }

  /// For programs: accuracies in percent, null for what is not known.
  static String json(TransferFindings findings, Transfer transfer, TicketStory story) {
    ObjectNode json = JSON.createObjectNode();
    json.put("schemaVersion", SCHEMA_VERSION);
    json.putObject("ticket")
        .put("name", story.spec().name())
        .put("replicate", story.ticket().key().replicate())
        .put("level", findings.level())
        .put("density", findings.density().value())
        .put("data", story.data().name());
    json.put("data", transfer.data());
    json.put("replicates", transfer.spec().replicates());
    ObjectNode branches = json.putObject("branches");
    findings.branches().forEach((name, found) -> branches.set(name, FindingsJson.branch(found)));
    ArrayNode verdicts = json.putArray("verdicts");
    findings.verdicts().forEach(verdict -> verdicts.add(FindingsJson.verdict(verdict)));
    return json.toPrettyString();
  }
}
