package dev.tombola.cpu;

/// What a program is at: stages look here for what changes from batch to batch.
final class Pass {
  /// Examples in the batch.
  int examples;

  /// Whether batch normalisation and dropout do as they do in training.
  boolean training;

  /// The iteration, which decides what dropout drops.
  long step;

  /// Examples in a block of so many lanes: all of its lanes but in the last.
  int examples(int block, int lanes) {
    return Math.min(lanes, examples - block * lanes);
  }

  /// Blocks of so many lanes that the batch takes.
  int blocks(int lanes) {
    return Math.ceilDiv(examples, lanes);
  }
}
