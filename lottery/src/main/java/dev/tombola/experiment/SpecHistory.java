package dev.tombola.experiment;

import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.BooleanNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.node.StringNode;

/// What specs have learnt to say since the first of them. Those written before are read as what
/// they meant, and name their run directories as they did: a spec that says no more than they could
/// is named by their words.
///
/// A new setting is one more entry of [#ADDED], with the value that stands for its absence.
final class SpecHistory {
  /// @param map where the setting stands, keys from the outermost one
  /// @param kind that the map must have; empty if it has none
  /// @param absent what its absence meant
  private record Added(List<String> map, String kind, String key, JsonNode absent) {}

  private static final List<Added> ADDED =
      List.of(
          new Added(
              List.of("data"),
              "",
              "augment",
              SpecFormat.JSON.valueToTree(Map.of("crop", 0, "flip", false))),
          new Added(List.of(), "", "start", SpecFormat.JSON.valueToTree(Map.of("kind", "drawn"))),
          new Added(List.of("pruning"), "", "layerCollapse", StringNode.valueOf("report")),
          new Added(
              List.of("pruning", "scope"),
              "layerwise",
              "kinds",
              SpecFormat.JSON.createObjectNode()));

  private static final String BY = "by";
  private static final String PER_FEATURE = "perFeature";

  private SpecHistory() {}

  /// Says in today's words what an older spec says; one of today stays as it is.
  static void update(JsonNode spec) {
    for (Added added : ADDED) {
      if (at(spec, added) instanceof ObjectNode map && !map.has(added.key)) {
        map.set(added.key, added.absent.deepCopy());
      }
    }
    // `perFeature: true` was `by: feature`, before channels were known.
    if (at(spec, List.of("data", "normalise")) instanceof ObjectNode map
        && map.get(PER_FEATURE) instanceof BooleanNode perFeature) {
      map.remove(PER_FEATURE);
      if (perFeature.booleanValue() || !map.has(BY)) {
        map.put(BY, perFeature.booleanValue() ? "feature" : "all");
      }
    }
  }

  /// Says a spec in the oldest words there are for it.
  static void date(ObjectNode spec) {
    for (Added added : ADDED) {
      if (at(spec, added) instanceof ObjectNode map && added.absent.equals(map.get(added.key))) {
        map.remove(added.key);
      }
    }
    if (at(spec, List.of("data", "normalise")) instanceof ObjectNode map
        && map.get(BY) instanceof StringNode by
        && !by.stringValue().equals("channel")) {
      map.remove(BY);
      map.put(PER_FEATURE, by.stringValue().equals("feature"));
    }
  }

  private static JsonNode at(JsonNode spec, Added added) {
    JsonNode map = at(spec, added.map);
    return map.path(KindIntrospector.KIND).asString("").equals(added.kind) ? map : map.path("");
  }

  private static JsonNode at(JsonNode spec, List<String> path) {
    JsonNode at = spec;
    for (String key : path) {
      at = at.path(key);
    }
    return at;
  }
}
