package dev.tombola.app.report;

import dev.tombola.app.Words;
import dev.tombola.branch.Branch;
import dev.tombola.experiment.Plan;
import dev.tombola.experiment.Plan.PlannedRun;
import dev.tombola.experiment.RunKey;
import dev.tombola.experiment.RunRecord;
import dev.tombola.experiment.SpecFile;
import dev.tombola.findings.BranchFindings;
import dev.tombola.findings.Findings;
import dev.tombola.findings.Interval;
import dev.tombola.findings.LevelFindings;
import dev.tombola.findings.Verdict;
import dev.tombola.findings.WayFindings;
import dev.tombola.train.Trajectory.Point;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
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
    data.put("trainings", findings.runs().size());
    data.put("missing", findings.missing());
    data.put("plannedLevels", findings.spec().levels());
    data.put("scope", Words.scope(findings.spec()));
    missingLevels(findings).forEach(data.putArray("missingLevels")::add);
    data.put("diverged", findings.runs().stream().filter(RunRecord::diverged).count());
    data.put("iterations", findings.runs().stream().mapToLong(RunRecord::to).max().orElse(0));
    data.put("leastMatching", Words.leastMatching(findings));
    data.put("worth", Words.worth(findings));
    ArrayNode controls = data.putArray("controls");
    findings.spec().branches().stream()
        .filter(branch -> IntStream.rangeClosed(1, findings.spec().levels()).anyMatch(branch::at))
        .forEach(branch -> controls.add(control(branch, findings.runs())));
    ArrayNode levels = data.putArray("levels");
    findings.levels().forEach(level -> levels.add(level(level, findings.runs())));
    ArrayNode verdicts = data.putArray("verdicts");
    findings.verdicts().forEach(verdict -> verdicts.add(verdict(verdict, findings)));
    data.put("way", Words.way(findings.spec().retrain()));
    ArrayNode ways = data.putArray("ways");
    findings.ways().forEach(way -> ways.add(way(way)));
    ArrayNode emptyLayers = data.putArray("emptyLayers");
    Words.emptyLayers(findings).forEach(emptyLayers::add);
    data.set("classes", ClassData.json(findings));
    ArrayNode curves = data.putArray("curves");
    findings.runs().stream()
        .filter(run -> !run.curve().isEmpty())
        .forEach(run -> curves.add(curve(run)));
    return data;
  }

  /// Levels of which some training is not finished.
  private static List<Integer> missingLevels(Findings findings) {
    Set<RunKey> finished =
        findings.runs().stream().map(RunRecord::key).collect(Collectors.toUnmodifiableSet());
    return Plan.of(findings.spec()).runs().stream()
        .map(PlannedRun::key)
        .filter(key -> !finished.contains(key))
        .map(RunKey::level)
        .distinct()
        .sorted()
        .toList();
  }

  private static ObjectNode control(Branch branch, List<RunRecord> runs) {
    ObjectNode node = JSON.createObjectNode();
    node.put("name", branch.name());
    node.put("way", branch.hasChain());
    // By the settings of `retrain` it may differ in more, which its runs record.
    runs.stream()
        .filter(run -> run.key().branch().equals(branch.name()))
        .map(RunRecord::factor)
        .filter(factor -> !factor.equals(branch.factor()))
        .findFirst()
        .ifPresent(factor -> node.put("here", factor));
    node.put(
        "words",
        switch (branch) {
          case Branch.Reinit _ ->
              "The same mask with new random values to start from: does the draw matter?";
          case Branch.RandomMask _ ->
              "The same starting values, but as many survivors of each layer picked at random:"
                  + " does it matter which survive?";
          case Branch.ShuffleValues _ ->
              "The same mask, its starting values shuffled within each layer: does it matter which"
                  + " value stands where?";
          case Branch.SignOnly _ ->
              "The same mask and the same starting signs, with one size for all values of a layer:"
                  + " do the sizes matter?";
          case Branch.SmallDense _ ->
              "A dense network with narrower hidden layers, of about as many weights, newly drawn:"
                  + " does it take a sparse one?";
          case Branch.Retraining way -> Words.way(way.retrain());
        });
    return node;
  }

  private static ObjectNode level(LevelFindings level, List<RunRecord> runs) {
    ObjectNode node = JSON.createObjectNode();
    node.put("level", level.level());
    node.put("density", level.density().value());
    node.put("label", level.density().toString());
    ObjectNode branches = node.putObject("branches");
    level
        .branches()
        .forEach((name, branch) -> {
          ObjectNode found = branch(branch);
          found.put("trainings", trainings(runs, level.level(), name));
          branches.set(name, found);
        });
    return node;
  }

  private static ObjectNode way(WayFindings way) {
    ObjectNode node = JSON.createObjectNode();
    node.put("level", way.level());
    node.put("density", way.density().toString());
    node.put("way", way.way());
    node.put("n", way.n());
    node.set("accuracy", interval(way.accuracy()));
    node.set("overTicket", interval(way.overTicket()));
    node.set("overDense", interval(way.overDense()));
    node.set("overReinit", interval(way.overReinit()));
    return node;
  }

  /// Trainings of a branch at a level: a replicate has one for each draw.
  private static long trainings(List<RunRecord> runs, int level, String branch) {
    return runs.stream()
        .map(RunRecord::key)
        .filter(key -> key.level() == level && key.branch().equals(branch))
        .count();
  }

  private static ObjectNode branch(BranchFindings branch) {
    ObjectNode node = JSON.createObjectNode();
    node.put("n", branch.n());
    node.put("failed", branch.failed());
    node.put("falling", branch.censored() - branch.failed()); // a diverged run counts as both
    node.set("earlyStop", interval(branch.earlyStopAccuracy()));
    node.set("last", interval(branch.testAccuracy()));
    node.set("iteration", interval(branch.earlyStopIteration()));
    node.set("effective", interval(branch.masks().effectiveDensity()));
    node.set("dead", interval(branch.masks().deadNeurons()));
    node.set("overlap", interval(branch.masks().overlap()));
    number(node, "chance", branch.masks().chanceOverlap());
    number(node, "flops", branch.cost().flops());
    number(node, "ofDense", branch.cost().ofDense());
    number(node, "sparse", branch.cost().bySparseKernels());
    return node;
  }

  /// Mean, low, high.
  static ArrayNode interval(Interval interval) {
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
    node.put("words", Words.claim(verdict));
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
