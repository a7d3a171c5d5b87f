package dev.tombola.experiment;

import dev.tombola.UserException;
import dev.tombola.data.NearestName;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.node.StringNode;

/// Specs as people write them: presets by name, YAML files that may extend a preset, and overrides
/// as `training.schedule.rate=0.1`.
///
/// What a file leaves out comes from the preset that it `extends`, and then from
/// `presets/defaults.yaml` and `presets/kinds.yaml`. A map is merged key by key, unless its `kind`
/// changes: then it is replaced.
public final class SpecFile {
  private static final String EXTENDS = "extends";
  private static final String DEFAULTS = "defaults";
  private static final String KINDS = "kinds";

  private SpecFile() {}

  /// Names of the presets, the main one first.
  public static List<String> presets() {
    return resource("index").lines().map(String::strip).filter(line -> !line.isEmpty()).toList();
  }

  /// A preset's YAML as it was written, with the reason and source of every value.
  public static String preset(String name) {
    if (!presets().contains(name)) {
      throw new UserException(
          "preset: there is none called \"%s\"; %s"
              .formatted(name, NearestName.among(name, presets())));
    }
    return resource(name + ".yaml");
  }

  /// The YAML of what every spec has unless it says otherwise, with what every spec must say.
  public static String defaults() {
    return resource(DEFAULTS + ".yaml");
  }

  /// The YAML of all kinds with what they have unless a spec says otherwise.
  public static String kinds() {
    return resource(KINDS + ".yaml");
  }

  /// The spec of a preset's name or a YAML file, with overrides.
  ///
  /// @param overrides `key=value` with dotted keys and YAML values
  /// @throws UserException that names the file and the key at fault
  public static ExperimentSpec resolve(String presetOrFile, List<String> overrides) {
    boolean file = presetOrFile.endsWith(".yaml") || presetOrFile.endsWith(".yml");
    if (!file && !presets().contains(presetOrFile) && new File(presetOrFile).exists()) {
      throw new UserException(
          presetOrFile
              + ": is no spec; give a preset's name ("
              + String.join(", ", presets())
              + ") or a .yaml file, in which a table is data.source.train");
    }
    String text = file ? read(Path.of(presetOrFile)) : preset(presetOrFile);
    ObjectNode tree = withBase(object(SpecFormat.yamlTree(text, presetOrFile), presetOrFile));
    return with(tree, overrides, presetOrFile);
  }

  /// A spec with overrides, as [#resolve] takes them.
  public static ExperimentSpec with(ExperimentSpec spec, List<String> overrides) {
    return with((ObjectNode) SpecFormat.tree(spec), overrides, spec.name());
  }

  private static ExperimentSpec with(ObjectNode tree, List<String> overrides, String name) {
    ObjectNode kinds = object(SpecFormat.yamlTree(kinds(), KINDS), KINDS);
    ordered(overrides).forEach(override -> apply(tree, override, kinds));
    completeKinds(tree, kinds);
    return SpecFormat.spec(tree, name);
  }

  /// A kind replaces the keys of another, so it goes before what is said of its own keys, but never
  /// before what is said of the whole map, or of its kind: there the last word counts.
  private static List<String> ordered(List<String> overrides) {
    List<String> ordered = new ArrayList<>();
    for (String override : overrides) {
      String key = key(override);
      int at = ordered.size();
      while (key.endsWith("." + KindIntrospector.KIND)
          && at > 0
          && !key.equals(key(ordered.get(at - 1)))
          && !key.startsWith(key(ordered.get(at - 1)) + ".")) {
        at--;
      }
      ordered.add(at, override);
    }
    return ordered;
  }

  private static String key(String override) {
    return override.substring(0, Math.max(0, override.indexOf('=')));
  }

  private static ObjectNode withBase(ObjectNode spec) {
    ObjectNode base =
        switch (spec.remove(EXTENDS)) {
          case null -> object(SpecFormat.yamlTree(defaults(), DEFAULTS), DEFAULTS);
          case StringNode parent -> {
            String name = parent.stringValue();
            yield withBase(object(SpecFormat.yamlTree(preset(name), name), name));
          }
          case JsonNode other ->
              throw new UserException(
                  "extends: %s is not the name of a preset; there are %s"
                      .formatted(other, String.join(", ", presets())));
        };
    merge(base, spec);
    return base;
  }

  private static void merge(ObjectNode into, ObjectNode from) {
    for (Map.Entry<String, JsonNode> entry : from.properties()) {
      JsonNode old = into.get(entry.getKey());
      if (old instanceof ObjectNode oldMap
          && entry.getValue() instanceof ObjectNode newMap
          && sameKind(oldMap, newMap)) {
        merge(oldMap, newMap);
      } else {
        into.set(entry.getKey(), entry.getValue());
      }
    }
  }

  /// Gives every map that has a `kind` what that kind has unless it says otherwise.
  private static void completeKinds(JsonNode tree, ObjectNode kinds) {
    completeKind(tree, kinds);
    for (JsonNode child : tree) {
      completeKinds(child, kinds);
    }
  }

  private static void completeKind(JsonNode tree, ObjectNode kinds) {
    if (tree instanceof ObjectNode map
        && map.get(KindIntrospector.KIND) instanceof StringNode kind
        && kinds.get(kind.stringValue()) instanceof ObjectNode defaults) {
      defaults.properties().stream()
          .filter(entry -> !map.has(entry.getKey()))
          .forEach(entry -> map.set(entry.getKey(), entry.getValue().deepCopy()));
    }
  }

  private static boolean sameKind(ObjectNode old, ObjectNode changed) {
    JsonNode kind = changed.get(KindIntrospector.KIND);
    return kind == null || kind.equals(old.get(KindIntrospector.KIND));
  }

  private static void apply(ObjectNode tree, String override, ObjectNode kinds) {
    int equals = override.indexOf('=');
    if (equals < 1 || override.substring(equals + 1).isBlank()) {
      throw new UserException(
          "\"%s\" is not an override; write key=value, as in training.schedule.rate=0.1"
              .formatted(override));
    }
    String key = override.substring(0, equals);
    JsonNode value = SpecFormat.yamlTree(override.substring(equals + 1), key);
    String[] parts = parts(key);
    JsonNode at = tree;
    for (int i = 0; i < parts.length; i++) {
      boolean last = i == parts.length - 1;
      String part = parts[i];
      if (!at.has(part)) {
        completeKind(at, kinds);
      }
      switch (at) {
        case ObjectNode map
            when map.has(part)
                && last
                && map.get(part) instanceof ObjectNode old
                && value instanceof ObjectNode changed
                && sameKind(old, changed) ->
            merge(old, changed);
        case ObjectNode map when last && part.equals(KindIntrospector.KIND) && map.has(part) ->
            become(map, value);
        case ObjectNode map when last && (map.has(part) || open(parts, map)) ->
            map.set(part, value);
        case ObjectNode map when map.has(part) -> at = map.get(part);
        case ArrayNode list when places(list).contains(part) -> {
          int place = places(list).indexOf(part) % list.size();
          if (last) {
            list.set(place, value);
          } else {
            at = list.get(place);
          }
        }
        default -> throw unknown(parts, i, at);
      }
    }
  }

  /// What the elements of a list are called: first by their names, or else kinds, then by number.
  private static List<String> places(ArrayNode list) {
    List<String> places = new ArrayList<>();
    for (int i = 0; i < list.size(); i++) {
      String kind = list.path(i).path(KindIntrospector.KIND).asString(String.valueOf(i));
      places.add(list.path(i).path("name").asString(kind));
    }
    for (int i = 0; i < list.size(); i++) {
      places.add(String.valueOf(i));
    }
    return places;
  }

  /// The names of layers and of tensors may have dots.
  private static String[] parts(String key) {
    return key.split(
        "\\.",
        key.startsWith("pruning.scope.layers.") ? 4 : key.startsWith("start.names.") ? 3 : -1);
  }

  /// Another kind has other keys, so that those of the old one go.
  private static void become(ObjectNode map, JsonNode kind) {
    if (!kind.equals(map.get(KindIntrospector.KIND))) {
      map.removeAll();
    }
    map.set(KindIntrospector.KIND, kind);
  }

  /// Whether a map may get a key that it does not have: one of some kind, whose keys are checked
  /// when it is bound, and the maps whose keys are the user's: rates by layer or kind of layer, and
  /// names of tensors.
  private static boolean open(String[] parts, ObjectNode map) {
    return map.has(KindIntrospector.KIND)
        || (parts.length == 4
            && parts[0].equals("pruning")
            && (parts[2].equals("layers") || parts[2].equals("kinds")))
        || (parts.length == 3 && parts[0].equals("start") && parts[1].equals("names"));
  }

  private static UserException unknown(String[] parts, int i, JsonNode at) {
    List<String> known =
        at instanceof ArrayNode list
            ? places(list).subList(0, list.size())
            : at.propertyNames().stream().sorted().toList();
    String key = String.join(".", List.of(parts).subList(0, i + 1));
    return new UserException(
        known.isEmpty()
            ? "unknown key %s: there is nothing below %s"
                .formatted(key, String.join(".", List.of(parts).subList(0, i)))
            : "unknown key %s; %s".formatted(key, NearestName.among(parts[i], known)));
  }

  private static ObjectNode object(JsonNode tree, String name) {
    if (tree instanceof ObjectNode map) {
      return map;
    }
    throw new UserException(name + ": a spec is a map of keys and values; this file holds none");
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UserException(
          "%s: cannot be read; give a preset's name (%s) or a YAML file"
              .formatted(file, String.join(", ", presets())),
          e);
    }
  }

  private static String resource(String name) {
    try (InputStream stream = SpecFile.class.getResourceAsStream("/presets/" + name)) {
      if (stream == null) {
        throw new IllegalStateException("presets/" + name + " is not on the class path");
      }
      return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// The resolved spec as YAML.
  public static String write(ExperimentSpec spec) {
    return SpecFormat.yaml(SpecFormat.tree(spec));
  }

  /// The resolved spec as JSON.
  public static JsonNode json(ExperimentSpec spec) {
    return SpecFormat.tree(spec);
  }

  /// The spec that [#json] wrote, this version's or an older one's.
  ///
  /// @param name of the text, for error messages
  public static ExperimentSpec ofJson(String json, String name) {
    return SpecFormat.spec(SpecFormat.jsonTree(json, name), name);
  }

  /// A name for everything in a spec that changes a result: 8 hexadecimal digits.
  ///
  /// Replicates and levels are left out, so that asking for more of them continues the same
  /// experiment; so is where the data lie, whose contents count, and of a checkpoint to start from
  /// all but its values' checksum. A setting that was added later does not count where it stands
  /// for what was done before ([SpecHistory]).
  ///
  /// @param data their contents; their name says only where they came from
  /// @param engine with the version of its numerics
  public static String hash(ExperimentSpec spec, DataShape data, String engine) {
    ObjectNode tree = (ObjectNode) SpecFormat.tree(spec);
    SpecHistory.date(tree);
    tree.remove(List.of("name", "replicates", "levels"));
    ((ObjectNode) tree.required("data")).remove("source");
    if (tree.get("start") instanceof ObjectNode start) {
      start.remove(List.of("file", "names"));
    }
    JsonNode contents = SpecFormat.JSON.<ObjectNode>valueToTree(data).without("name");
    return Sha256.of(tree + "\n" + contents + "\n" + engine).substring(0, 8);
  }
}
