package dev.tombola.cpu;

import dev.tombola.train.Cost;
import org.jspecify.annotations.Nullable;

/// From features in blocks of 64 examples, as batches are assembled, to images in blocks of 16.
final class UnflattenStage implements Stage {
  private final Rows x;
  private final Images y;

  UnflattenStage(Rows x, Images y) {
    this.x = x;
    this.y = y;
  }

  @Override
  public void forward(int block) {
    float[] from = x.values(block / BLOCKS);
    int lane = block % BLOCKS * Planes.LANES;
    int feature = 0;
    for (int c = 0; c < y.shape().channels(); c++) {
      for (int row = 0; row < y.shape().height(); row++) {
        int out = y.planes.at(block, c, row, 0);
        for (int column = 0; column < y.shape().width(); column++) {
          System.arraycopy(from, Lanes.at(feature) + lane, y.planes.lanes, out, Planes.LANES);
          out += Planes.LANES;
          feature++;
        }
      }
    }
  }

  /// Nothing below has parameters.
  @Override
  public void backward(int block, @Nullable Update update) {}

  @Override
  public Cost cost(int batch, long update) {
    return Cost.NOTHING;
  }

  /// Blocks of images in one of features.
  static final int BLOCKS = Lanes.COUNT / Planes.LANES;
}
