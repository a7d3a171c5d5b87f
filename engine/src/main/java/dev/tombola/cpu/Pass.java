package dev.tombola.cpu;

import dev.tombola.random.Streams;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// What a program is at: stages look here for what changes from batch to batch.
final class Pass {
  private static final float[] ALL = new float[Planes.LANES];

  static {
    Arrays.fill(ALL, 1);
  }

  /// Examples in the batch.
  int examples;

  /// Whether batch normalisation and dropout do as they do in training.
  boolean training;

  /// Where running statistics are computed anew, how many batches of them there were before this
  /// one; negative in training.
  int recalibrated = -1;

  /// What dropout draws from in this step; without it nothing drops.
  @Nullable Streams dropout;

  /// One in the lanes of the last block of planes that are in use, zero in the others.
  private final float[] last = new float[Planes.LANES];

  /// The next batch has so many examples. All that threads look at is written here, before they are
  /// called.
  void begin(int examples, boolean training) {
    this.examples = examples;
    this.training = training;
    int used = examples(blocks(Planes.LANES) - 1, Planes.LANES);
    Arrays.fill(last, 0, used, 1);
    Arrays.fill(last, used, Planes.LANES, 0);
  }

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
    return examples(block, Planes.LANES) == Planes.LANES ? ALL : last;
  }
}
