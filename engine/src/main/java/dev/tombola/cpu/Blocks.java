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
    Layout layout = new Layout(source);
    for (int from = 0; from < source.size(); from += Lanes.COUNT) {
      Inputs block = new Inputs(source.features());
      labels.add(layout.fill(block, from));
      inputs.add(block);
    }
  }

  /// Evaluates examples that are not worth keeping: one block after another in the same place.
  static Evaluation evaluateOnce(Program program, Examples source) {
    Layout layout = new Layout(source);
    Inputs block = new Inputs(source.features());
    Tally tally = new Tally(program);
    for (int from = 0; from < source.size(); from += Lanes.COUNT) {
      tally.add(block, layout.fill(block, from));
    }
    return tally.evaluation();
  }

  Evaluation evaluate(Program program) {
    Tally tally = new Tally(program);
    for (int b = 0; b < inputs.size(); b++) {
      tally.add(inputs.get(b), labels.get(b));
    }
    return tally.evaluation();
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

  /// Examples in their own order, a block at a time.
  private static final class Layout {
    private final Examples source;
    private final int[] order;
    private final float[] scratch;

    Layout(Examples source) {
      this.source = source;
      order = IntStream.range(0, source.size()).toArray();
      scratch = new float[Lanes.COUNT * Lanes.padded(source.features())];
    }

    /// Fills a block with the examples from `from` on; their labels.
    int[] fill(Inputs block, int from) {
      int count = Math.min(Lanes.COUNT, order.length - from);
      block.fill(source, order, from, count, scratch);
      return IntStream.range(from, from + count).map(source::label).toArray();
    }
  }

  /// Losses and hits, added up block by block.
  private static final class Tally {
    private final Program program;
    private double loss;
    private long correct;
    private long examples;

    Tally(Program program) {
      this.program = program;
    }

    void add(Inputs block, int[] labels) {
      loss += program.loss(block, labels);
      correct += program.correct(block, labels);
      examples += labels.length;
    }

    Evaluation evaluation() {
      return new Evaluation(loss / examples, correct, examples);
    }
  }
}
