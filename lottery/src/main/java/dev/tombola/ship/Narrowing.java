package dev.tombola.ship;

import dev.tombola.UserException;
import dev.tombola.data.Examples;
import dev.tombola.ticket.Precision;
import dev.tombola.ticket.TicketFile;
import dev.tombola.train.Engine;
import dev.tombola.train.Evaluation;
import java.util.LinkedHashMap;
import java.util.Optional;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// What became of a ticket as its weights were narrowed to eight bits, as the file of the narrowed
/// one says in its metadata.
///
/// @param from sha256 of the whole ticket
/// @param before test results of the whole one; null when the data were not there
/// @param after of the narrowed one, on the same examples
public record Narrowing(String from, @Nullable Evaluation before, @Nullable Evaluation after) {
  private static final String KEY = "int8";
  private static final JsonMapper JSON = new JsonMapper();

  /// @throws IllegalArgumentException when `from` is no SHA-256
  public Narrowing {
    if (!from.matches("[0-9a-f]{64}")) {
      throw new IllegalArgumentException("not made of a ticket");
    }
  }

  /// The ticket without its start, with weights as eight bits have them.
  ///
  /// @param name of its file, for error messages
  /// @throws UserException when it has eight bits already
  public static TicketFile of(TicketFile ticket, String name) {
    if (ticket.precision() == Precision.INT8) {
      throw new UserException(
          name + ": has its weights in int8 already; convert the ticket that it was made of");
    }
    TicketFile narrowed =
        new TicketFile(
            ticket.network(),
            ticket.mask(),
            null,
            ticket.trained(),
            Precision.INT8,
            ticket.input(),
            ticket.about());
    return TicketFile.decode(narrowed.encode(), name);
  }

  /// Evaluates both.
  ///
  /// @param from sha256 of the whole one
  public static Narrowing measured(
      String from, TicketFile whole, TicketFile narrowed, Examples test, Engine engine) {
    return new Narrowing(from, results(whole, test, engine), results(narrowed, test, engine));
  }

  private static Evaluation results(TicketFile ticket, Examples test, Engine engine) {
    return engine.evaluate(ticket.network(), ticket.mask(), ticket.trained(), test);
  }

  /// The ticket that says this of itself.
  public TicketFile in(TicketFile narrowed) {
    SequencedMap<String, String> about = new LinkedHashMap<>(narrowed.about());
    about.put(KEY, json().toString());
    return new TicketFile(
        narrowed.network(),
        narrowed.mask(),
        narrowed.start(),
        narrowed.trained(),
        narrowed.precision(),
        narrowed.input(),
        about);
  }

  private ObjectNode json() {
    ObjectNode node = JSON.createObjectNode();
    node.put("from", from);
    if (before != null && after != null) {
      StoryJson.put(node.putObject("before"), before);
      StoryJson.put(node.putObject("after"), after);
    }
    return node;
  }

  /// What a ticket says; empty of one that was not narrowed.
  ///
  /// @param name of its file, for error messages
  public static Optional<Narrowing> in(TicketFile ticket, String name) {
    String text = ticket.about().get(KEY);
    if (text == null) {
      return Optional.empty();
    }
    try {
      JsonNode node = StoryJson.tree(text);
      return Optional.of(
          new Narrowing(
              node.required("from").stringValue(),
              node.has("before") ? StoryJson.evaluation(node.required("before")) : null,
              node.has("after") ? StoryJson.evaluation(node.required("after")) : null));
    } catch (JacksonException | IllegalArgumentException e) {
      throw new UserException(
          name + ": what it says of its conversion to int8 cannot be understood; convert it again",
          e);
    }
  }
}
