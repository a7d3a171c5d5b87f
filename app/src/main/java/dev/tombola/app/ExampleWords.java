package dev.tombola.app;

import dev.tombola.ship.Softmax;
import dev.tombola.ticket.Input;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// What a ticket says of each example: its class, and how probable that is.
final class ExampleWords {
  private static final int SCHEMA_VERSION = 1;
  private static final JsonMapper JSON = new JsonMapper();

  private final Input input;
  private final float[][] logits;
  private final boolean all;

  /// @param input what the classes are called
  /// @param logits `[examples][classes]`
  /// @param all whether the logits are told too
  ExampleWords(Input input, float[][] logits, boolean all) {
    this.input = input;
    this.logits = logits;
    this.all = all;
  }

  void words(Console console) {
    Table table = new Table(1);
    table.row(row("example", "class", "probability", classes()));
    for (int i = 0; i < logits.length; i++) {
      table.row(
          row(
              Integer.toString(i),
              name(i),
              Words.number("%.2f %%", 100 * probability(i)),
              logits(i).stream().map(logit -> Words.number("%.3f", logit)).toList()));
    }
    table.print(console);
  }

  private static List<String> row(
      String example, String ofClass, String probability, List<String> logits) {
    List<String> row = new ArrayList<>(List.of(example, ofClass, probability));
    row.addAll(logits);
    return row;
  }

  void csv(Console console) {
    List<String> head = new ArrayList<>(List.of("example", "class", "name", "probability"));
    classes().forEach(name -> head.add(ClassesCsv.quoted("logit " + name)));
    console.out().println(String.join(",", head));
    for (int i = 0; i < logits.length; i++) {
      List<String> row = new ArrayList<>();
      row.add(Integer.toString(i));
      row.add(Integer.toString(label(i)));
      row.add(ClassesCsv.quoted(name(i)));
      row.add(Double.toString(probability(i)));
      logits(i).forEach(logit -> row.add(Float.toString(logit)));
      console.out().println(String.join(",", row));
    }
  }

  void json(Console console) {
    ObjectNode json = JSON.createObjectNode();
    json.put("schemaVersion", SCHEMA_VERSION);
    ArrayNode names = json.putArray("classNames");
    IntStream.range(0, logits[0].length).mapToObj(input::className).forEach(names::add);
    ArrayNode predictions = json.putArray("predictions");
    for (int i = 0; i < logits.length; i++) {
      ObjectNode prediction = predictions.addObject();
      prediction.put("example", i);
      prediction.put("class", label(i));
      prediction.put("probability", probability(i));
      if (all) {
        ArrayNode values = prediction.putArray("logits");
        logits(i).forEach(values::add);
      }
    }
    console.out().println(json.toPrettyString());
  }

  private int label(int example) {
    return Softmax.greatest(logits[example], 0, logits[example].length);
  }

  private String name(int example) {
    return input.className(label(example));
  }

  private double probability(int example) {
    int classes = logits[example].length;
    return Math.exp(Softmax.logProbability(logits[example], 0, classes, label(example)));
  }

  /// The names of the columns of logits, if they are told.
  private List<String> classes() {
    return all
        ? IntStream.range(0, logits[0].length).mapToObj(input::className).toList()
        : List.of();
  }

  private List<Float> logits(int example) {
    return all
        ? IntStream.range(0, logits[example].length).mapToObj(c -> logits[example][c]).toList()
        : List.of();
  }
}
