package dev.tombola.app;

import dev.tombola.ticket.Input;
import dev.tombola.train.ClassHits;
import dev.tombola.train.Evaluation;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// How a ticket does on the test part of named data.
///
/// @param data their name
/// @param input what the classes are called
/// @param found as measured
/// @param recorded what the ticket's file says of the same examples, if it does
record DataWords(String data, Input input, Evaluation found, @Nullable Evaluation recorded) {
  private static final int SCHEMA_VERSION = 1;
  private static final JsonMapper JSON = new JsonMapper();

  void words(Console console) {
    console.say(
        Words.number(
            "Test part of %s: %,d of %,d right (%.2f %%), loss %.4f",
            data, found.correct(), found.examples(), found.accuracy(), found.loss()));
    ClassHits hits = found.byClass();
    console.say(
        "By class: "
            + IntStream.range(0, hits.classes())
                .filter(c -> hits.examples(c) > 0)
                .mapToObj(c -> input.className(c) + Words.number(" %.1f %%", hits.accuracy(c)))
                .collect(Collectors.joining(", ")));
    if (recorded != null) {
      console.say(comparison(recorded));
    }
  }

  /// The predictor adds in another order than the engine that trained.
  private String comparison(Evaluation expected) {
    return found.correct() == expected.correct()
        ? "These are as many as the ticket's file records."
        : Words.number(
            "The ticket's file records %,d right, %,d %s: of examples that are nearly undecided"
                + " another order of the same sums may decide.",
            expected.correct(),
            Math.abs(found.correct() - expected.correct()),
            found.correct() < expected.correct() ? "more" : "fewer");
  }

  void csv(Console console) {
    ClassHits hits = found.byClass();
    console.out().println("class,name,correct,examples");
    for (int c = 0; c < hits.classes(); c++) {
      String name = ClassesCsv.quoted(input.className(c));
      console.out().println("%d,%s,%d,%d".formatted(c, name, hits.hits(c), hits.examples(c)));
    }
  }

  void json(Console console) {
    ObjectNode json = JSON.createObjectNode();
    json.put("schemaVersion", SCHEMA_VERSION);
    json.put("data", data);
    json.put("correct", found.correct());
    json.put("examples", found.examples());
    json.put("accuracy", found.accuracy());
    json.put("loss", found.loss());
    if (recorded == null) {
      json.putNull("recordedCorrect");
    } else {
      json.put("recordedCorrect", recorded.correct());
    }
    ClassHits hits = found.byClass();
    ArrayNode classes = json.putArray("classes");
    for (int c = 0; c < hits.classes(); c++) {
      classes
          .addObject()
          .put("class", c)
          .put("name", input.className(c))
          .put("correct", hits.hits(c))
          .put("examples", hits.examples(c));
    }
    console.out().println(json.toPrettyString());
  }
}
