package dev.tombola.cpu;

import dev.tombola.data.Examples;
import dev.tombola.train.Evaluation;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/// Examples laid out in blocks of 64, ready to be evaluated again and again.
final class Blocks {
  private final List<Inputs> inputs = new ArrayList<>();
  private final List<int[]> labels = new ArrayList<>();

  Blocks(Examples source) {
    int[] order = IntStream.range(0, source.size()).toArray();
    float[] scratch = new float[Lanes.COUNT * Lanes.padded(source.features())];
    for (int from = 0; from < order.length; from += Lanes.COUNT) {
      int count = Math.min(Lanes.COUNT, order.length - from);
      Inputs block = new Inputs(source.features());
      block.fill(source, order, from, count, scratch);
      inputs.add(block);
      labels.add(IntStream.range(from, from + count).map(source::label).toArray());
    }
  }

  /// Evaluates examples that are not worth keeping: one block after another in the same place.
  static Evaluation evaluateOnce(Program program, Examples source) {
    int[] order = IntStream.range(0, source.size()).toArray();
    float[] scratch = new float[Lanes.COUNT * Lanes.padded(source.features())];
    Inputs block = new Inputs(source.features());
    double loss = 0;
    long correct = 0;
    for (int from = 0; from < order.length; from += Lanes.COUNT) {
      int count = Math.min(Lanes.COUNT, order.length - from);
      block.fill(source, order, from, count, scratch);
      int[] labels = IntStream.range(from, from + count).map(source::label).toArray();
      loss += program.loss(block, labels);
      correct += program.correct(block, labels);
    }
    return new Evaluation(loss / order.length, correct, order.length);
  }

  Evaluation evaluate(Program program) {
    double loss = 0;
    long correct = 0;
    long examples = 0;
    for (int b = 0; b < inputs.size(); b++) {
      loss += program.loss(inputs.get(b), labels.get(b));
      correct += program.correct(inputs.get(b), labels.get(b));
      examples += labels.get(b).length;
    }
    return new Evaluation(loss / examples, correct, examples);
  }

  /// Adds the gradient of the mean loss, and returns that loss.
  double learn(Program program) {
    int examples = labels.stream().mapToInt(block -> block.length).sum();
    double loss = 0;
    for (int b = 0; b < inputs.size(); b++) {
      loss += program.learn(inputs.get(b), labels.get(b), 1f / examples, null);
    }
    return loss / examples;
  }
}
