package dev.tombola.cpu;

import dev.tombola.random.Streams;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// What a program is at: stages look here for what changes from batch to batch.
final class Pass {
  private static final float[] ALL = lanes(Planes.LANES);

  /// Examples in the batch.
  int examples;

  /// Whether batch normalisation and dropout do as they do in training.
  boolean training;

  /// Where running statistics are computed anew, how many batches of them there were before this
  /// one; negative in training.
  int recalibrated = -1;

  /// What dropout draws from in this step; without it nothing drops.
  @Nullable Streams dropout;

  private float[] last = ALL;
  private int lastExamples = Planes.LANES;

  /// Examples in a block of so many lanes: all of its lanes but in the last.
  int examples(int block, int lanes) {
    return Math.min(lanes, examples - block * lanes);
  }

  /// Blocks of so many lanes that the batch takes.
  int blocks(int lanes) {
    return Math.ceilDiv(examples, lanes);
  }

  /// One in the lanes of a block of planes that are in use, zero in the others.
  float[] used(int block) {
    int count = examples(block, Planes.LANES);
    if (count == Planes.LANES) {
      return ALL;
    }
    if (count != lastExamples) {
      last = lanes(count);
      lastExamples = count;
    }
    return last;
  }

  private static float[] lanes(int count) {
    float[] used = new float[Planes.LANES];
    Arrays.fill(used, 0, count, 1);
    return used;
  }
}
