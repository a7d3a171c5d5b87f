package dev.tombola.connect;

import dev.tombola.UserException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// `path.jsonl`: a line that says which path it is, and a line per point.
final class PathFile {
  private static final JsonMapper JSON = new JsonMapper();

  private PathFile() {}

  static String write(LinearPath path) {
    StringBuilder lines = new StringBuilder();
    ObjectNode first = line("path");
    first.put("between", path.pair().between().toString());
    switch (path.pair()) {
      case Pair.Copies copies ->
          first
              .put("replicate", copies.replicate())
              .put("level", copies.level())
              .put("subnetwork", copies.subnetwork().toString())
              .put("at", copies.at())
              .put("one", copies.one())
              .put("other", copies.other());
      case Pair.Levels levels ->
          first.put("replicate", levels.replicate()).put("level", levels.level());
      case Pair.Replicates replicates ->
          first.put("one", replicates.one()).put("other", replicates.other());
    }
    first.put("survivors", path.survivors()).put("recalibrated", path.recalibrated());
    lines.append(first).append('\n');
    for (LinearPath.Point point : path.points()) {
      ObjectNode line = line("point").put("alpha", point.alpha());
      line.set("test", fit(point.test()));
      line.set("train", fit(point.train()));
      lines.append(line).append('\n');
    }
    return lines.toString();
  }

  private static ObjectNode line(String kind) {
    return JSON.createObjectNode().put("kind", kind);
  }

  private static ObjectNode fit(Fit fit) {
    ObjectNode node = JSON.createObjectNode();
    if (Double.isFinite(fit.loss())) {
      node.put("loss", fit.loss());
    } else {
      node.putNull("loss");
    }
    return node.put("wrong", fit.wrong()).put("examples", fit.examples());
  }

  static LinearPath read(String text) {
    try {
      return read(text.lines().map(JSON::readTree).toList());
    } catch (JacksonException | IllegalArgumentException e) {
      throw new UserException("path.jsonl: not a path between networks: " + e.getMessage(), e);
    }
  }

  private static LinearPath read(List<JsonNode> lines) {
    JsonNode first = lines.getFirst();
    return new LinearPath(
        pair(first),
        first.required("survivors").longValue(),
        first.required("recalibrated").booleanValue(),
        lines.stream()
            .skip(1)
            .map(line ->
                new LinearPath.Point(
                    line.required("alpha").doubleValue(),
                    fit(line.required("test")),
                    fit(line.required("train"))))
            .toList());
  }

  private static Pair pair(JsonNode first) {
    String between = first.required("between").stringValue();
    if (between.equals(Between.REPLICATES.toString())) {
      return new Pair.Replicates(
          first.required("one").longValue(), first.required("other").longValue());
    }
    long replicate = first.required("replicate").longValue();
    int level = first.required("level").intValue();
    return between.equals(Between.LEVELS.toString())
        ? new Pair.Levels(replicate, level)
        : new Pair.Copies(
            replicate,
            level,
            subnetwork(first.required("subnetwork").stringValue()),
            first.required("at").longValue(),
            first.required("one").intValue(),
            first.required("other").intValue());
  }

  private static Subnetwork subnetwork(String name) {
    for (Subnetwork subnetwork : Subnetwork.values()) {
      if (subnetwork.toString().equals(name)) {
        return subnetwork;
      }
    }
    throw new IllegalArgumentException("\"" + name + "\" is no subnetwork");
  }

  private static Fit fit(JsonNode node) {
    @Nullable JsonNode loss = node.required("loss");
    return new Fit(
        loss.isNull() ? Double.NaN : loss.doubleValue(),
        node.required("wrong").longValue(),
        node.required("examples").longValue());
  }
}
