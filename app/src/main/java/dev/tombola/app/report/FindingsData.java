package dev.tombola.app.report;

import dev.tombola.experiment.RunRecord;
import dev.tombola.experiment.SpecFile;
import dev.tombola.findings.BranchFindings;
import dev.tombola.findings.Findings;
import dev.tombola.findings.Interval;
import dev.tombola.findings.LevelFindings;
import dev.tombola.findings.Verdict;
import dev.tombola.train.Trajectory.Point;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Findings as the report's script wants them.
final class FindingsData {
  static final JsonMapper JSON = new JsonMapper();

  /// Points of a training curve that are kept; more would not be seen.
  private static final int CURVE_POINTS = 120;

  private FindingsData() {}

  static ObjectNode of(Findings findings) {
    ObjectNode data = JSON.createObjectNode();
    data.put("name", findings.spec().name());
    data.put("headline", Headline.of(findings));
    data.put("spec", SpecFile.write(findings.spec()));
    data.put("replicates", findings.spec().replicates());
    data.put("missing", findings.missing());
    number(
        data,
        "leastMatching",
        findings.leastMatching() == null ? null : findings.leastMatching().value());
    ArrayNode levels = data.putArray("levels");
    findings.levels().forEach(level -> levels.add(level(level)));
    ArrayNode verdicts = data.putArray("verdicts");
    findings.verdicts().forEach(verdict -> verdicts.add(verdict(verdict, findings)));
    ArrayNode curves = data.putArray("curves");
    findings.runs().stream()
        .filter(run -> !run.curve().isEmpty())
        .forEach(run -> curves.add(curve(run)));
    return data;
  }

  private static ObjectNode level(LevelFindings level) {
    ObjectNode node = JSON.createObjectNode();
    node.put("level", level.level());
    node.put("density", level.density().value());
    node.put("label", level.density().toString());
    ObjectNode branches = node.putObject("branches");
    level.branches().forEach((name, branch) -> branches.set(name, branch(branch)));
    return node;
  }

  private static ObjectNode branch(BranchFindings branch) {
    ObjectNode node = JSON.createObjectNode();
    node.put("n", branch.n());
    node.put("failed", branch.failed());
    node.put("censored", branch.censored());
    node.set("earlyStop", interval(branch.earlyStopAccuracy()));
    node.set("last", interval(branch.testAccuracy()));
    node.set("iteration", interval(branch.earlyStopIteration()));
    node.set("effective", interval(branch.masks().effectiveDensity()));
    node.set("dead", interval(branch.masks().deadNeurons()));
    node.set("overlap", interval(branch.masks().overlap()));
    number(node, "chance", branch.masks().chanceOverlap());
    return node;
  }

  /// Mean, low, high.
  private static ArrayNode interval(Interval interval) {
    ArrayNode node = JSON.createArrayNode();
    for (Double value : new Double[] {interval.mean(), interval.low(), interval.high()}) {
      if (value == null || !Double.isFinite(value)) {
        node.addNull();
      } else {
        node.add(value);
      }
    }
    return node;
  }

  private static ObjectNode verdict(Verdict verdict, Findings findings) {
    ObjectNode node = JSON.createObjectNode();
    node.put("claim", verdict.claim());
    node.put("verdict", verdict.verdict().name().toLowerCase(Locale.ROOT));
    node.put("level", verdict.level());
    findings.levels().stream()
        .filter(level -> level.level() == verdict.level())
        .findFirst()
        .ifPresent(level -> node.put("density", level.density().toString()));
    number(node, "effect", verdict.effect());
    number(node, "low", verdict.low());
    number(node, "high", verdict.high());
    node.put("margin", verdict.margin());
    node.put("n", verdict.n());
    node.put("note", verdict.note());
    return node;
  }

  static void number(ObjectNode node, String key, @Nullable Double value) {
    if (value == null || !Double.isFinite(value)) {
      node.putNull(key);
    } else {
      node.put(key, value.doubleValue());
    }
  }

  private static ObjectNode curve(RunRecord run) {
    ObjectNode node = JSON.createObjectNode();
    node.put("replicate", run.key().replicate());
    node.put("level", run.key().level());
    node.put("branch", run.key().branch());
    ArrayNode steps = node.putArray("steps");
    ArrayNode accuracy = node.putArray("accuracy");
    List<Point> curve = run.curve();
    int stride = Math.ceilDiv(curve.size(), CURVE_POINTS);
    for (int i = 0; i < curve.size(); i += stride) {
      steps.add(curve.get(i).step());
      accuracy.add(Math.round(curve.get(i).validation().accuracy() * 1000) / 1000.0);
    }
    return node;
  }
}
