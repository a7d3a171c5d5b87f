package dev.tombola.experiment;

import dev.tombola.UserException;
import dev.tombola.train.ClassHits;
import dev.tombola.train.Cost;
import dev.tombola.train.Evaluation;
import dev.tombola.train.Trajectory.EarlyStop;
import dev.tombola.train.Trajectory.Point;
import dev.tombola.train.Work;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// `metrics.jsonl`: a line that says which run it is, a line per look at the validation examples,
/// the test results (or where it diverged), and what the training did. Nothing in it depends on the
/// machine or the clock.
final class Metrics {
  /// With more classes than this, looks at validation examples are recorded without them: there are
  /// many looks.
  static final int MOST_CLASSES = 1000;

  private Metrics() {}

  static String write(RunRecord run) {
    StringBuilder lines = new StringBuilder();
    ObjectNode first = line("run");
    first.put("replicate", run.key().replicate());
    first.put("level", run.key().level());
    first.put("branch", run.key().branch());
    first.put("draw", run.key().draw());
    first.put("factor", run.factor());
    first.put("survivors", run.survivors());
    first.put("weights", run.weights());
    if (!run.emptyLayers().isEmpty()) {
      run.emptyLayers().forEach(first.putArray("emptyLayers")::add);
    }
    first.put("classes", run.classes());
    first.put("from", run.from());
    first.put("to", run.to());
    first.put("stepsPerEpoch", run.stepsPerEpoch());
    run.plan().forEach(first.putArray("plan")::add);
    lines.append(first).append('\n');
    lines.append(curve(run.curve()));
    EarlyStop earlyStop = run.earlyStop();
    if (earlyStop != null) {
      ObjectNode line = line("early-stop");
      line.put("step", earlyStop.step());
      number(line, "validationLoss", earlyStop.validationLoss());
      line.put("censored", earlyStop.censored());
      lines.append(byClass(with(line, earlyStop.test()), earlyStop.test())).append('\n');
    }
    Evaluation last = run.last();
    if (last != null) {
      lines.append(byClass(with(line("last"), last), last)).append('\n');
    }
    Long divergedAt = run.divergedAt();
    if (divergedAt != null) {
      lines.append(line("diverged").put("step", divergedAt.longValue())).append('\n');
    }
    Work work = run.work();
    if (work != null) {
      lines.append(line(work)).append('\n');
    }
    return lines.toString();
  }

  private static ObjectNode line(Work work) {
    return line("work")
        .put("flops", work.flops())
        .put("sparseFlops", work.sparseFlops())
        .put("steps", work.steps())
        .put("examples", work.examples())
        .put("stepFlops", work.cost().step())
        .put("stepSparseFlops", work.cost().sparseStep())
        .put("exampleFlops", work.cost().example())
        .put("exampleSparseFlops", work.cost().sparseExample());
  }

  static String curve(List<Point> curve) {
    StringBuilder lines = new StringBuilder();
    for (Point point : curve) {
      ObjectNode line = line("validation");
      line.put("step", point.step());
      number(line, "trainingLoss", point.trainingLoss());
      with(line, point.validation());
      if (point.validation().byClass().classes() <= MOST_CLASSES) {
        byClass(line, point.validation());
      }
      lines.append(line).append('\n');
    }
    return lines.toString();
  }

  private static ObjectNode line(String kind) {
    return SpecFormat.JSON.createObjectNode().put("kind", kind);
  }

  private static ObjectNode with(ObjectNode line, Evaluation evaluation) {
    number(line, "loss", evaluation.loss());
    return line.put("correct", evaluation.correct()).put("examples", evaluation.examples());
  }

  private static ObjectNode byClass(ObjectNode line, Evaluation evaluation) {
    ClassHits byClass = evaluation.byClass();
    if (byClass.known()) {
      ArrayNode correct = line.putArray("classCorrect");
      IntStream.range(0, byClass.classes()).map(byClass::hits).forEach(correct::add);
      ArrayNode examples = line.putArray("classExamples");
      IntStream.range(0, byClass.classes()).map(byClass::examples).forEach(examples::add);
    }
    return line;
  }

  private static void number(ObjectNode line, String key, double value) {
    if (Double.isFinite(value)) {
      line.put(key, value);
    } else {
      line.putNull(key);
    }
  }

  /// @param name of the file, for error messages
  static RunRecord read(String text, String name) {
    try {
      return read(text.lines().map(SpecFormat.JSON::readTree).toList());
    } catch (JacksonException | IllegalArgumentException e) {
      throw new UserException(name + ": not the metrics of a run: " + e.getMessage(), e);
    }
  }

  private static RunRecord read(List<JsonNode> lines) {
    JsonNode first = lines.getFirst();
    RunKey key =
        new RunKey(
            first.required("replicate").longValue(),
            first.required("level").intValue(),
            first.required("branch").stringValue(),
            first.required("draw").intValue());
    EarlyStop earlyStop = null;
    Evaluation last = null;
    Long divergedAt = null;
    Work work = null;
    for (JsonNode line : lines) {
      switch (line.required("kind").stringValue()) {
        case "early-stop" -> earlyStop = earlyStop(line);
        case "last" -> last = evaluation(line);
        case "work" -> work = work(line);
        case "diverged" -> divergedAt = line.required("step").longValue();
        default -> {}
      }
    }
    return new RunRecord(
        key,
        first.required("factor").stringValue(),
        first.required("survivors").longValue(),
        first.required("weights").longValue(),
        texts(first.path("emptyLayers")),
        first.required("classes").intValue(),
        first.required("from").longValue(),
        first.required("to").longValue(),
        first.required("stepsPerEpoch").doubleValue(),
        texts(first.required("plan")),
        work,
        points(lines),
        earlyStop,
        last,
        divergedAt);
  }

  private static List<String> texts(JsonNode list) {
    return list.valueStream().map(JsonNode::stringValue).toList();
  }

  static List<Point> curve(String text) {
    return points(text.lines().map(SpecFormat.JSON::readTree).toList());
  }

  private static List<Point> points(List<JsonNode> lines) {
    return lines.stream()
        .filter(line -> line.required("kind").stringValue().equals("validation"))
        .map(line ->
            new Point(
                line.required("step").longValue(), number(line, "trainingLoss"), evaluation(line)))
        .toList();
  }

  private static EarlyStop earlyStop(JsonNode line) {
    return new EarlyStop(
        line.required("step").longValue(),
        number(line, "validationLoss"),
        line.required("censored").booleanValue(),
        evaluation(line));
  }

  private static Work work(JsonNode line) {
    return new Work(
        new Cost(
            line.required("stepFlops").longValue(),
            line.required("stepSparseFlops").longValue(),
            line.required("exampleFlops").longValue(),
            line.required("exampleSparseFlops").longValue()),
        line.required("steps").longValue(),
        line.required("examples").longValue());
  }

  private static Evaluation evaluation(JsonNode line) {
    return new Evaluation(
        number(line, "loss"),
        line.required("correct").longValue(),
        line.required("examples").longValue(),
        line.has("classCorrect")
            ? ClassHits.of(integers(line, "classCorrect"), integers(line, "classExamples"))
            : ClassHits.UNKNOWN);
  }

  private static int[] integers(JsonNode line, String key) {
    return line.required(key).valueStream().mapToInt(JsonNode::intValue).toArray();
  }

  private static double number(JsonNode line, String key) {
    @Nullable JsonNode value = line.required(key);
    return value.isNull() ? Double.NaN : value.doubleValue();
  }
}
