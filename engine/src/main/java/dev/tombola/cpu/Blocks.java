package dev.tombola.cpu;

import dev.tombola.data.Examples;
import dev.tombola.train.ClassHits;
import dev.tombola.train.Evaluation;
import java.util.Arrays;

/// Examples that a program sees in their own order, one block of 64 after another in the same
/// place: to lay a block out anew costs less than to fetch one that was kept from memory.
final class Blocks {
  private final Assembly assembly;
  private int[] order = {};

  Blocks(int features) {
    assembly = new Assembly(features);
  }

  /// Mean loss, and hits by class.
  Evaluation evaluate(Program program, Examples examples) {
    double loss = 0;
    int[] hits = new int[examples.classes()];
    for (int from = 0; from < examples.size(); from += Lanes.COUNT) {
      take(program, examples, from, Math.min(Lanes.COUNT, examples.size() - from), false);
      loss += program.loss();
      program.countHits(hits);
    }
    return new Evaluation(loss / examples.size(), ClassHits.of(hits, examples.classSizes()));
  }

  /// Adds the gradient of the mean loss, as many examples at a time as the program has room for,
  /// and returns that loss.
  double learn(Program program, Examples examples) {
    double loss = 0;
    for (int from = 0; from < examples.size(); from += program.capacity()) {
      take(program, examples, from, Math.min(program.capacity(), examples.size() - from), true);
      loss += program.learn(1f / examples.size(), null);
    }
    return loss / examples.size();
  }

  /// Passes the examples through in batches of `batch`, the last with what is left, as training
  /// does but for the gradients; normalisations take running statistics anew.
  void recalibrate(Program program, Examples examples, int batch) {
    for (int from = 0; from < examples.size(); from += batch) {
      take(program, examples, from, Math.min(batch, examples.size() - from), true);
      program.pass().recalibrated = from / batch;
      program.forward();
    }
  }

  private void take(Program program, Examples examples, int from, int count, boolean training) {
    if (order.length != examples.size()) {
      order = new int[examples.size()];
      Arrays.setAll(order, i -> i);
    }
    assembly.batch(program, examples, order, from, count);
    program.begin(count, training);
  }
}
