package dev.tombola.experiment;

import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Options that came when there were experiments already, each with the value that says what was
/// done before there was a choice.
///
/// That value is not written, and is meant where the option is missing. So an experiment that does
/// not use a new option has the spec and the name that it always had. What stands here never
/// changes, whatever the defaults do.
final class LaterOptions {
  /// @param map where the option is
  /// @param kind that the map must have; empty if it has none
  private record Option(List<String> map, String kind, String key, JsonNode before) {}

  private static final List<Option> ALL =
      List.of(
          new Option(List.of("pruning"), "", "layerCollapse", json("\"report\"")),
          new Option(List.of("pruning", "scope"), "layerwise", "kinds", json("{}")));

  private LaterOptions() {}

  private static JsonNode json(String text) {
    return SpecFormat.JSON.readTree(text);
  }

  /// Leaves out what was always done.
  static JsonNode remove(JsonNode spec) {
    for (Option option : ALL) {
      if (map(spec, option) instanceof ObjectNode map
          && option.before.equals(map.get(option.key))) {
        map.remove(option.key);
      }
    }
    return spec;
  }

  /// A copy of a spec that says it.
  static JsonNode complete(JsonNode spec) {
    JsonNode complete = spec.deepCopy();
    for (Option option : ALL) {
      if (map(complete, option) instanceof ObjectNode map && !map.has(option.key)) {
        map.set(option.key, option.before.deepCopy());
      }
    }
    return complete;
  }

  private static JsonNode map(JsonNode spec, Option option) {
    JsonNode map = spec;
    for (String key : option.map) {
      map = map.path(key);
    }
    String kind = map.path(KindIntrospector.KIND).asString("");
    return kind.equals(option.kind) ? map : map.path("");
  }
}
