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
      Inputs block = block(examples, from);
      loss += program.loss(block, assembly.labels());
      program.countHits(block, assembly.labels(), hits);
    }
    return new Evaluation(loss / examples.size(), ClassHits.of(hits, examples.classSizes()));
  }

  /// Adds the gradient of the mean loss, and returns that loss.
  double learn(Program program, Examples examples) {
    double loss = 0;
    for (int from = 0; from < examples.size(); from += Lanes.COUNT) {
      Inputs block = block(examples, from);
      loss += program.learn(block, assembly.labels(), 1f / examples.size(), null);
    }
    return loss / examples.size();
  }

  private Inputs block(Examples examples, int from) {
    if (order.length != examples.size()) {
      order = new int[examples.size()];
      Arrays.setAll(order, i -> i);
    }
    return assembly.block(examples, order, from, Math.min(Lanes.COUNT, order.length - from));
  }
}
