package dev.tombola.app;

import dev.tombola.nn.Parameter;
import dev.tombola.ship.Narrowing;
import dev.tombola.ship.TicketStory;
import dev.tombola.ticket.TicketFile;
import java.util.Locale;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// `ticket show --json`: one object, for programs. What the file says of how it was drawn and what
/// was proven stands in it as it stands there: JSON, or a text where somebody added one.
final class TicketJson {
  private static final int SCHEMA_VERSION = 1;
  private static final JsonMapper JSON = new JsonMapper();

  private TicketJson() {}

  /// @param name of the file
  /// @param bytes of the file
  static String of(TicketFile ticket, String name, long bytes) {
    ObjectNode json = JSON.createObjectNode();
    json.put("schemaVersion", SCHEMA_VERSION);
    json.put("bytes", bytes);
    json.put(
        "denseBytes", 4 * ticket.network().parameters().stream().mapToLong(Parameter::size).sum());
    json.put("inputs", ticket.network().inputs());
    json.put("classes", ticket.network().classes());
    ticket.input().classNames().forEach(json.putArray("classNames")::add);
    json.put("survivors", ticket.mask().survivors());
    json.put("weights", ticket.network().weights());
    json.put("density", ticket.mask().density().value());
    json.put("startValues", ticket.start() != null);
    json.put("precision", ticket.precision().name().toLowerCase(Locale.ROOT));
    ArrayNode layers = json.putArray("layers");
    for (Parameter weight : ticket.mask().parameters()) {
      layers
          .addObject()
          .put("name", ticket.network().layer(weight).name())
          .put("survivors", ticket.mask().survivors(weight))
          .put("weights", weight.size());
    }
    if (TicketStory.isIn(ticket)) {
      TicketStory.of(ticket, name);
    }
    Narrowing.in(ticket, name);
    ticket
        .about()
        .forEach((key, text) -> {
          if (!json.has(key)) { // what was computed is not for the file to say
            json.set(key, value(text));
          }
        });
    return json.toPrettyString();
  }

  private static JsonNode value(String text) {
    try {
      return JSON.readTree(text);
    } catch (JacksonException e) {
      return JSON.getNodeFactory().stringNode(text);
    }
  }
}
