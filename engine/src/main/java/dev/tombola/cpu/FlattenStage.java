package dev.tombola.cpu;

import dev.tombola.train.Cost;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// From images in blocks of 16 examples to features in blocks of 64, channel by channel and row by
/// row.
final class FlattenStage implements Stage {
  private final Images x;
  private final Rows y;
  private final Pass pass;
  private boolean first;

  FlattenStage(Images x, Rows y, Setup setup) {
    this.x = x;
    this.y = y;
    pass = setup.pass();
  }

  @Override
  public void link() {
    first = x.claimGradient();
    if (!first) {
      throw new IllegalStateException("features of which something else branches off");
    }
  }

  @Override
  public void forward(int block) {
    float[] from = x.planes.lanes;
    float[] to = y.values(block / 4);
    int lane = block % 4 * Planes.LANES;
    int feature = 0;
    for (int c = 0; c < x.shape().channels(); c++) {
      for (int row = 0; row < x.shape().height(); row++) {
        int in = x.planes.at(block, c, row, 0);
        for (int column = 0; column < x.shape().width(); column++) {
          System.arraycopy(from, in, to, Lanes.at(feature) + lane, Planes.LANES);
          in += Planes.LANES;
          feature++;
        }
      }
    }
  }

  /// Lanes beyond the batch repeat its last block's first example, as [Inputs] wants it.
  @Override
  public void forwardDone() {
    int last = pass.blocks(Lanes.COUNT) - 1;
    int examples = pass.examples(last, Lanes.COUNT);
    for (int b = 0; b <= last; b++) {
      y.block(b).examples(pass.examples(b, Lanes.COUNT));
    }
    if (examples < Lanes.COUNT) {
      float[] lanes = y.values(last);
      for (int i = 0; i < y.features; i++) {
        int at = Lanes.at(i);
        Arrays.fill(lanes, at + examples, at + Lanes.COUNT, lanes[at]);
      }
    }
  }

  @Override
  public void backward(int block, @Nullable Update update) {
    if (!x.differentiable()) {
      return;
    }
    float[] from = y.gradient(block / 4);
    float[] to = x.gradient();
    int lane = block % 4 * Planes.LANES;
    int feature = 0;
    for (int c = 0; c < x.shape().channels(); c++) {
      for (int row = 0; row < x.shape().height(); row++) {
        int in = x.planes.at(x.gradientBlock(block), c, row, 0);
        for (int column = 0; column < x.shape().width(); column++) {
          System.arraycopy(from, Lanes.at(feature) + lane, to, in, Planes.LANES);
          in += Planes.LANES;
          feature++;
        }
      }
    }
  }

  @Override
  public Cost cost(int batch, long update) {
    return Cost.NOTHING;
  }
}
