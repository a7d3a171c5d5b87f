package dev.tombola.data;

import dev.tombola.random.Streams;

/// In which order a training sees its examples: epoch after epoch, each a fresh permutation from
/// the stream `order/epoch-<e>`, cut into batches without regard to where an epoch ends. So a batch
/// may straddle two epochs, no example is left out, and step k has the same batch however it was
/// reached.
///
/// Keeps the permutations of two epochs; steps allocate nothing, but for the stream of a new epoch.
/// Not thread-safe: one training, one order.
public final class DataOrder {
  private final Streams streams;
  private final int examples;
  private final int batch;
  private final int[][] permutations;
  private final long[] epochs = {-1, -1};

  /// @param examples number of training examples
  /// @param batch examples per step
  public DataOrder(Streams streams, int examples, int batch) {
    if (examples < 1 || batch < 1) {
      throw new IllegalArgumentException(
          "an order needs examples and batches of at least one, not %d and %d"
              .formatted(examples, batch));
    }
    this.streams = streams;
    this.examples = examples;
    this.batch = batch;
    permutations = new int[2][examples];
  }

  /// Writes which training examples step `step` (from 0) sees to `rows[0 … batch − 1]`.
  public void batch(long step, int[] rows) {
    if (step < 0) {
      throw new IllegalArgumentException("step " + step + " is negative");
    }
    long position = Math.multiplyExact(step, (long) batch);
    int filled = 0;
    while (filled < batch) {
      long epoch = (position + filled) / examples;
      int from = (int) ((position + filled) % examples);
      int count = Math.min(batch - filled, examples - from);
      System.arraycopy(permutation(epoch), from, rows, filled, count);
      filled += count;
    }
  }

  private int[] permutation(long epoch) {
    int slot = (int) (epoch & 1);
    if (epochs[slot] != epoch) {
      streams.named("order/epoch-" + epoch).permutation(permutations[slot]);
      epochs[slot] = epoch;
    }
    return permutations[slot];
  }
}
