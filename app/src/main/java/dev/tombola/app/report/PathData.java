package dev.tombola.app.report;

import dev.tombola.connect.Fit;
import dev.tombola.connect.LinearPath;
import dev.tombola.findings.BarrierFindings;
import dev.tombola.findings.ConnectivityFindings;
import dev.tombola.findings.ConnectivityFindings.Stability;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Paths between networks as the report's script wants them.
final class PathData {
  /// More digits than these would not be seen.
  private static final double PRECISION = 1e4;

  private PathData() {}

  static ObjectNode json(ConnectivityFindings findings) {
    ObjectNode node = FindingsData.JSON.createObjectNode();
    node.put("length", findings.length());
    node.set("copies", barriers(findings.copies()));
    ArrayNode stability = node.putArray("stability");
    for (Stability found : findings.stability()) {
      stability
          .addObject()
          .put("subnetwork", found.subnetwork().toString())
          .put("level", found.level())
          .put("density", found.density().toString())
          .put("from", found.from())
          .put("last", found.last());
    }
    node.set("levels", barriers(findings.levels()));
    BarrierFindings replicates = findings.replicates();
    if (replicates != null) {
      node.set("replicates", barrier(replicates));
    }
    return node;
  }

  private static ArrayNode barriers(List<BarrierFindings> all) {
    ArrayNode node = FindingsData.JSON.createArrayNode();
    all.forEach(found -> node.add(barrier(found)));
    return node;
  }

  private static ObjectNode barrier(BarrierFindings found) {
    ObjectNode node = FindingsData.JSON.createObjectNode();
    node.put("subnetwork", found.subnetwork().toString());
    node.put("level", found.level());
    node.put("at", found.at());
    node.put("n", found.n());
    node.put("failed", found.failed());
    node.put("verdict", found.stable().verdict().name().toLowerCase(Locale.ROOT));
    node.put("note", found.stable().note());
    node.set("testError", FindingsData.interval(found.error()));
    node.set("testLoss", FindingsData.interval(found.loss()));
    node.set("trainError", FindingsData.interval(found.trainError()));
    node.set("trainLoss", FindingsData.interval(found.trainLoss()));
    ArrayNode paths = node.putArray("paths");
    found.paths().forEach(path -> paths.add(path(path)));
    return node;
  }

  private static ObjectNode path(LinearPath path) {
    ObjectNode node = FindingsData.JSON.createObjectNode();
    node.put("recalibrated", path.recalibrated());
    List<Fit> test = path.points().stream().map(LinearPath.Point::test).toList();
    List<Fit> train = path.points().stream().map(LinearPath.Point::train).toList();
    put(node, "alpha", path.points(), LinearPath.Point::alpha);
    put(node, "testError", test, Fit::error);
    put(node, "testLoss", test, Fit::loss);
    put(node, "trainError", train, Fit::error);
    put(node, "trainLoss", train, Fit::loss);
    return node;
  }

  private static <T> void put(
      ObjectNode node, String key, List<T> points, ToDoubleFunction<T> value) {
    ArrayNode values = node.putArray(key);
    for (T point : points) {
      double number = value.applyAsDouble(point);
      if (Double.isFinite(number)) {
        values.add(Math.round(number * PRECISION) / PRECISION);
      } else {
        values.addNull();
      }
    }
  }
}
