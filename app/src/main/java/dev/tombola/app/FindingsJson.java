package dev.tombola.app;

import dev.tombola.experiment.SpecFile;
import dev.tombola.findings.BranchFindings;
import dev.tombola.findings.ClassFindings;
import dev.tombola.findings.EmptyLayer;
import dev.tombola.findings.FallingClass;
import dev.tombola.findings.Findings;
import dev.tombola.findings.Interval;
import dev.tombola.findings.LevelFindings;
import dev.tombola.findings.Verdict;
import dev.tombola.findings.WayFindings;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// `show --json`: one object, for programs. Accuracies in percent, densities from 0 to 1, null for
/// what is not known. `waysToRetrain` and `emptyLayers` are there where there are any.
final class FindingsJson {
  private static final int SCHEMA_VERSION = 1;
  private static final JsonMapper JSON = new JsonMapper();

  private FindingsJson() {}

  static String of(Findings findings) {
    ObjectNode json = JSON.createObjectNode();
    json.put("schemaVersion", SCHEMA_VERSION);
    json.put("name", findings.spec().name());
    json.set("spec", SpecFile.json(findings.spec()));
    ArrayNode levels = json.putArray("levels");
    for (LevelFindings level : findings.levels()) {
      ObjectNode node = levels.addObject();
      node.put("level", level.level());
      node.put("density", level.density().value());
      ObjectNode branches = node.putObject("branches");
      level.branches().forEach((name, branch) -> branches.set(name, branch(branch)));
    }
    ArrayNode verdicts = json.putArray("verdicts");
    findings.verdicts().forEach(verdict -> verdicts.add(verdict(verdict)));
    number(
        json,
        "leastMatchingDensity",
        findings.leastMatching() == null ? null : findings.leastMatching().value());
    number(json, "denseTrainingsOfWork", findings.denseTrainings());
    if (!findings.ways().isEmpty()) {
      ArrayNode ways = json.putArray("waysToRetrain");
      findings.ways().forEach(way -> ways.add(way(way)));
    }
    if (!findings.emptyLayers().isEmpty()) {
      ArrayNode empty = json.putArray("emptyLayers");
      findings.emptyLayers().forEach(layer -> empty.add(emptyLayer(layer)));
    }
    findings.classNames().forEach(json.putArray("classNames")::add);
    ArrayNode falling = json.putArray("fallingClasses");
    for (FallingClass found : findings.falling()) {
      falling
          .addObject()
          .put("class", found.label())
          .put("firstLevel", found.first())
          .put("levels", found.levels());
    }
    return json.toPrettyString();
  }

  static ObjectNode branch(BranchFindings branch) {
    ObjectNode node = JSON.createObjectNode();
    node.put("n", branch.n());
    node.put("failed", branch.failed());
    node.put("censored", branch.censored());
    node.set("testAccuracy", interval(branch.testAccuracy()));
    node.set("earlyStopAccuracy", interval(branch.earlyStopAccuracy()));
    node.set("earlyStopIteration", interval(branch.earlyStopIteration()));
    node.set("earlyStopLoss", interval(branch.earlyStopLoss()));
    node.set("testLoss", interval(branch.lastLoss()));
    node.set("effectiveDensity", interval(branch.masks().effectiveDensity()));
    node.set("deadNeurons", interval(branch.masks().deadNeurons()));
    node.set("maskOverlap", interval(branch.masks().overlap()));
    number(node, "chanceMaskOverlap", branch.masks().chanceOverlap());
    number(node, "flops", branch.cost().flops());
    number(node, "flopsOfDense", branch.cost().ofDense());
    number(node, "flopsBySparseKernels", branch.cost().bySparseKernels());
    node.set("validationAccuracy", interval(branch.validationAccuracy()));
    ArrayNode classes = node.putArray("classes");
    for (ClassFindings found : branch.classes()) {
      ObjectNode one = classes.addObject();
      one.put("examples", found.examples());
      one.set("earlyStopAccuracy", interval(found.accuracy()));
      one.set("change", interval(found.change()));
      one.set("changeBeyondAll", interval(found.beyond()));
    }
    return node;
  }

  private static ObjectNode way(WayFindings way) {
    ObjectNode node = JSON.createObjectNode();
    node.put("level", way.level());
    node.put("way", way.way());
    node.put("n", way.n());
    node.set("overTicket", interval(way.overTicket()));
    node.set("overDense", interval(way.overDense()));
    node.set("overReinit", interval(way.overReinit()));
    return node;
  }

  private static ObjectNode emptyLayer(EmptyLayer layer) {
    return JSON.createObjectNode()
        .put("branch", layer.branch())
        .put("layer", layer.layer())
        .put("fromLevel", layer.level())
        .put("replicates", layer.replicates())
        .put("ofReplicates", layer.of());
  }

  static ObjectNode interval(Interval interval) {
    ObjectNode node = JSON.createObjectNode();
    number(node, "mean", interval.mean());
    number(node, "low", interval.low());
    number(node, "high", interval.high());
    return node;
  }

  static ObjectNode verdict(Verdict verdict) {
    ObjectNode node = JSON.createObjectNode();
    node.put("claim", verdict.claim());
    node.put("verdict", verdict.verdict().name().toLowerCase(Locale.ROOT));
    node.put("level", verdict.level());
    number(node, "effect", verdict.effect());
    number(node, "low", verdict.low());
    number(node, "high", verdict.high());
    node.put("margin", verdict.margin());
    node.put("n", verdict.n());
    return node;
  }

  private static void number(ObjectNode node, String key, @Nullable Double value) {
    if (value == null || !Double.isFinite(value)) {
      node.putNull(key);
    } else {
      node.put(key, value.doubleValue());
    }
  }
}
