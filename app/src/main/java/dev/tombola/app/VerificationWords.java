package dev.tombola.app;

import dev.tombola.experiment.RunKey;
import dev.tombola.ship.TicketStory;
import dev.tombola.verify.Check;
import dev.tombola.verify.Verification;
import java.nio.file.Path;
import java.util.Locale;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// A verification as a list with marks, and as JSON.
final class VerificationWords {
  private static final int SCHEMA_VERSION = 1;
  private static final JsonMapper JSON = new JsonMapper();

  private final Console console;

  VerificationWords(Console console) {
    this.console = console;
  }

  /// `the ticket of replicate 1 at level 5 of lenet-mnist-quick (3.2 % of 266,200 weights)`
  static String drawn(TicketStory story) {
    RunKey key = story.ticket().key();
    return Words.number(
        "%s of replicate %d%s of %s (%s of %,d weights)",
        key.level() == 0 ? "the dense network" : "the ticket",
        key.replicate(),
        key.level() == 0 ? "" : " at level " + key.level(),
        story.spec().name(),
        story.ticket().density(),
        story.ticket().weights());
  }

  void print(Path file, Verification verification) {
    int longest =
        verification.checks().stream().mapToInt(check -> check.name().length()).max().orElse(0);
    console.out().println();
    for (Check check : verification.checks()) {
      String name = check.name() + " ".repeat(longest - check.name().length());
      console.say(mark(check) + " " + name + "   ", longest + 5, console.asCalled(check.found()));
    }
    console.out().println();
    console.say(sentence(file, verification));
  }

  private String mark(Check check) {
    Ansi ansi = console.ansi();
    return switch (check.outcome()) {
      case HOLDS -> ansi.green("✓");
      case FAILS -> ansi.red("✗");
      case UNTOLD -> ansi.yellow("–");
    };
  }

  private static String sentence(Path file, Verification verification) {
    long failed = count(verification, Check.Outcome.FAILS);
    if (failed > 0) {
      return "%s is NOT verified: %s failed.".formatted(file, Words.count(failed, "check"));
    }
    boolean drawn =
        verification.checks().stream().anyMatch(check -> check.name().equals(Check.MASK));
    return "%s is verified%s: %s, it is the same."
        .formatted(
            file,
            count(verification, Check.Outcome.UNTOLD) == 0
                ? ""
                : " but for what it does not tell (–)",
            drawn ? "drawn and trained again" : "trained again from its mask and starting values");
  }

  private static long count(Verification verification, Check.Outcome outcome) {
    return verification.checks().stream().filter(check -> check.outcome() == outcome).count();
  }

  /// For programs.
  static String json(Verification verification) {
    ObjectNode json = JSON.createObjectNode();
    json.put("schemaVersion", SCHEMA_VERSION);
    json.put("verified", verification.holds());
    ArrayNode checks = json.putArray("checks");
    for (Check check : verification.checks()) {
      checks
          .addObject()
          .put("check", check.name())
          .put("outcome", check.outcome().name().toLowerCase(Locale.ROOT))
          .put("found", check.found());
    }
    return json.toPrettyString();
  }
}
