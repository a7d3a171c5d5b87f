package dev.tombola.cpu;

import dev.tombola.train.Cost;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// From images in blocks of 16 examples to features in blocks of 64.
final class FlattenStage implements Stage {
  private final Images x;
  private final Features y;
  private final Pass pass;
  private boolean first;

  FlattenStage(Images x, Features y, Setup setup) {
    this.x = x;
    this.y = y;
    pass = setup.pass();
  }

  @Override
  public void layOutBackward() {
    first = x.claimGradient();
    if (!first) {
      throw new IllegalStateException("features of which something else branches off");
    }
  }

  @Override
  public void forward(int block) {
    float[] rows = y.values(block / Flattening.BLOCKS);
    Flattening.toRows(x.planes, x.planes.lanes, block, rows, block);
  }

  /// Lanes beyond the batch repeat its last block's first example, as [Inputs] wants it.
  @Override
  public void forwardDone() {
    int last = pass.blocks(Lanes.COUNT) - 1;
    int examples = pass.examples(last, Lanes.COUNT);
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
    float[] rows = y.gradient(block / Flattening.BLOCKS);
    Flattening.toImages(x.planes, x.gradient(), x.gradientBlock(block), rows, block);
  }

  @Override
  public Cost cost(int batch, long update) {
    return Cost.NOTHING;
  }
}
