package dev.tombola.cpu;

import dev.tombola.train.Cost;
import org.jspecify.annotations.Nullable;

/// From features in blocks of 64 examples, as batches are assembled, to images in blocks of 16.
final class UnflattenStage implements Stage {
  private final Features x;
  private final Images y;

  UnflattenStage(Features x, Images y) {
    this.x = x;
    this.y = y;
  }

  @Override
  public void forward(int block) {
    float[] rows = x.values(block / Flattening.BLOCKS);
    Flattening.toImages(y.planes, y.planes.lanes, block, rows, block);
  }

  /// Nothing below has parameters.
  @Override
  public void backward(int block, @Nullable Update update) {}

  @Override
  public Cost cost(int batch, long update) {
    return Cost.NOTHING;
  }
}
