package dev.tombola.app;

import dev.tombola.connect.Fit;
import dev.tombola.connect.LinearPath;
import dev.tombola.connect.Pair;
import dev.tombola.findings.BarrierFindings;
import dev.tombola.findings.ConnectivityFindings;
import dev.tombola.findings.ConnectivityFindings.Stability;
import java.util.List;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// `connect --json`: one object, for programs. Errors in percent, barriers in percentage points,
/// losses in natural logarithms, null for what is not known.
final class ConnectJson {
  private static final int SCHEMA_VERSION = 1;
  private static final JsonMapper JSON = new JsonMapper();

  private ConnectJson() {}

  static String of(ConnectivityFindings findings) {
    ObjectNode json = JSON.createObjectNode();
    json.put("schemaVersion", SCHEMA_VERSION);
    json.put("name", findings.spec().name());
    json.put("length", findings.length());
    json.set("copies", barriers(findings.copies(), true));
    ArrayNode stability = json.putArray("stability");
    for (Stability found : findings.stability()) {
      ObjectNode node = stability.addObject();
      node.put("subnetwork", found.subnetwork().toString());
      node.put("level", found.level());
      node.put("density", found.density().value());
      node.put("stableFrom", found.from());
      node.put("lastStep", found.last());
    }
    json.set("levels", barriers(findings.levels(), false));
    BarrierFindings replicates = findings.replicates();
    if (replicates == null) {
      json.putNull("replicates");
    } else {
      json.set("replicates", barrier(replicates, false));
    }
    return json.toPrettyString();
  }

  private static ArrayNode barriers(List<BarrierFindings> found, boolean copies) {
    ArrayNode nodes = JSON.createArrayNode();
    found.forEach(one -> nodes.add(barrier(one, copies)));
    return nodes;
  }

  private static ObjectNode barrier(BarrierFindings found, boolean copies) {
    ObjectNode node = JSON.createObjectNode();
    node.put("subnetwork", found.subnetwork().toString());
    node.put("level", found.level());
    node.put("density", found.density().value());
    if (copies) {
      node.put("at", found.at());
    }
    node.put("n", found.n());
    node.put("failed", found.failed());
    node.set("testError", FindingsJson.interval(found.error()));
    node.set("testLoss", FindingsJson.interval(found.loss()));
    node.set("trainError", FindingsJson.interval(found.trainError()));
    node.set("trainLoss", FindingsJson.interval(found.trainLoss()));
    node.set("verdict", FindingsJson.verdict(found.stable()));
    ArrayNode paths = node.putArray("paths");
    found.paths().forEach(path -> paths.add(path(path)));
    return node;
  }

  private static ObjectNode path(LinearPath path) {
    ObjectNode node = JSON.createObjectNode();
    switch (path.pair()) {
      case Pair.Copies copies ->
          node.put("replicate", copies.replicate())
              .put("one", copies.one())
              .put("other", copies.other());
      case Pair.Levels levels -> node.put("replicate", levels.replicate());
      case Pair.Replicates replicates ->
          node.put("one", replicates.one()).put("other", replicates.other());
    }
    node.put("recalibrated", path.recalibrated());
    ArrayNode alpha = node.putArray("alpha");
    path.points().forEach(point -> alpha.add(point.alpha()));
    fits(node, "test", path.points().stream().map(LinearPath.Point::test).toList());
    fits(node, "train", path.points().stream().map(LinearPath.Point::train).toList());
    return node;
  }

  private static void fits(ObjectNode node, String part, List<Fit> fits) {
    ArrayNode errors = node.putArray(part + "Error");
    ArrayNode losses = node.putArray(part + "Loss");
    for (Fit fit : fits) {
      errors.add(fit.error());
      if (Double.isFinite(fit.loss())) {
        losses.add(fit.loss());
      } else {
        losses.addNull();
      }
    }
  }
}
