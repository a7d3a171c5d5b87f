package dev.tombola.ship;

import dev.tombola.experiment.RunKey;
import dev.tombola.findings.Interval;
import dev.tombola.findings.Verdict;
import dev.tombola.train.Evaluation;
import dev.tombola.train.Trajectory.EarlyStop;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// The parts of a ticket's story as JSON and back. Null stands for a number that is not known or
/// not finite.
final class StoryJson {
  private static final JsonMapper JSON =
      JsonMapper.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();

  private StoryJson() {}

  static JsonNode tree(String json) {
    return JSON.readTree(json);
  }

  static <T> String list(List<T> values, Function<T, ObjectNode> write) {
    ArrayNode list = JSON.createArrayNode();
    values.forEach(value -> list.add(write.apply(value)));
    return list.toString();
  }

  static <T> List<T> list(String json, Function<JsonNode, T> read) {
    return tree(json).asArray().valueStream().map(read).toList();
  }

  static ObjectNode draw(TicketRun run) {
    ObjectNode node = JSON.createObjectNode();
    node.put("replicate", run.key().replicate());
    node.put("level", run.key().level());
    node.put("branch", run.key().branch());
    node.put("draw", run.key().draw());
    node.put("factor", run.factor());
    node.put("density", run.density().value());
    node.put("survivors", run.survivors());
    node.put("weights", run.weights());
    node.put("from", run.from());
    node.put("to", run.to());
    return node;
  }

  static ObjectNode results(TicketRun run) {
    ObjectNode node = JSON.createObjectNode();
    EarlyStop stop = run.earlyStop();
    if (stop != null) {
      ObjectNode at = node.putObject("earlyStop");
      at.put("step", stop.step());
      number(at, "validationLoss", stop.validationLoss());
      at.put("censored", stop.censored());
      put(at, stop.test());
    }
    if (run.last() != null) {
      put(node.putObject("last"), run.last());
    }
    return node;
  }

  static ObjectNode run(TicketRun run) {
    return draw(run).setAll(results(run));
  }

  static TicketRun run(JsonNode draw, JsonNode results) {
    JsonNode stop = results.path("earlyStop");
    JsonNode last = results.path("last");
    TicketRun run =
        new TicketRun(
            new RunKey(
                draw.required("replicate").longValue(),
                draw.required("level").intValue(),
                text(draw, "branch"),
                draw.required("draw").intValue()),
            text(draw, "factor"),
            draw.required("survivors").longValue(),
            draw.required("weights").longValue(),
            draw.required("from").longValue(),
            draw.required("to").longValue(),
            stop.isMissingNode() ? null : earlyStop(stop),
            last.isMissingNode() ? null : evaluation(last));
    require(
        run.key().level() >= 0
            && 0 <= run.survivors()
            && run.survivors() <= run.weights()
            && 0 <= run.from()
            && run.from() <= run.to());
    return run;
  }

  static void put(ObjectNode node, Evaluation evaluation) {
    number(node, "loss", evaluation.loss());
    node.put("correct", evaluation.correct());
    node.put("examples", evaluation.examples());
  }

  private static EarlyStop earlyStop(JsonNode node) {
    return new EarlyStop(
        node.required("step").longValue(),
        number(node, "validationLoss"),
        node.required("censored").booleanValue(),
        evaluation(node));
  }

  static Evaluation evaluation(JsonNode node) {
    long correct = node.required("correct").longValue();
    long examples = node.required("examples").longValue();
    require(0 <= correct && correct <= examples && examples > 0);
    return new Evaluation(number(node, "loss"), correct, examples);
  }

  static ObjectNode accuracy(TicketStory.Accuracy accuracy) {
    ObjectNode node = JSON.createObjectNode();
    node.put("level", accuracy.level());
    node.put("branch", accuracy.branch());
    node.put("n", accuracy.n());
    number(node, "mean", accuracy.interval().mean());
    number(node, "low", accuracy.interval().low());
    number(node, "high", accuracy.interval().high());
    return node;
  }

  static TicketStory.Accuracy accuracy(JsonNode node) {
    return new TicketStory.Accuracy(
        node.required("level").intValue(),
        text(node, "branch"),
        node.required("n").intValue(),
        new Interval(known(node, "mean"), known(node, "low"), known(node, "high")));
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
    node.put("note", verdict.note());
    return node;
  }

  static Verdict verdict(JsonNode node) {
    return new Verdict(
        text(node, "claim"),
        Verdict.Outcome.valueOf(text(node, "verdict").toUpperCase(Locale.ROOT)),
        node.required("level").intValue(),
        known(node, "effect"),
        known(node, "low"),
        known(node, "high"),
        node.required("margin").doubleValue(),
        node.required("n").intValue(),
        text(node, "note"));
  }

  static ObjectNode code(TicketStory.Code code) {
    ObjectNode node = JSON.createObjectNode();
    node.put("engine", code.engine());
    node.put("version", code.version());
    node.put("commit", code.commit());
    node.put("java", code.java());
    return node;
  }

  static TicketStory.Code code(JsonNode node) {
    return new TicketStory.Code(
        text(node, "engine"), text(node, "version"), text(node, "commit"), text(node, "java"));
  }

  /// A text that may be printed: none of its characters is one that a terminal obeys.
  private static String text(JsonNode node, String key) {
    String text = node.required(key).stringValue();
    require(text.chars().noneMatch(Character::isISOControl));
    return text;
  }

  private static void number(ObjectNode node, String key, @Nullable Double value) {
    if (value == null || !Double.isFinite(value)) {
      node.putNull(key);
    } else {
      node.put(key, value.doubleValue());
    }
  }

  private static double number(JsonNode node, String key) {
    Double known = known(node, key);
    return known == null ? Double.NaN : known;
  }

  private static @Nullable Double known(JsonNode node, String key) {
    JsonNode value = node.required(key);
    return value.isNull() ? null : (Double) value.doubleValue();
  }

  private static void require(boolean possible) {
    if (!possible) {
      throw new IllegalArgumentException("this cannot be");
    }
  }
}
