package dev.tombola.cpu;

import static dev.tombola.cpu.Lanes.SPECIES;
import static dev.tombola.cpu.Lanes.WIDTH;

import dev.tombola.nn.ImageShape;
import dev.tombola.train.Cost;
import jdk.incubator.vector.FloatVector;
import org.jspecify.annotations.Nullable;

/// The first half of a batch normalisation: forward it takes the moments of each channel, which all
/// blocks have a part in, so that a segment ends here; backward it is the last half, and turns the
/// gradient by the normalised values into that by its input.
final class MomentsStage implements Stage {
  private final BatchStatistics norm;
  private final Images x;
  private final Images y;
  private final Pass pass;
  private final Team team;
  private boolean first;
  private int block;

  private final Team.Work forward = this::forward;
  private final Team.Work backward = this::backward;

  /// @param y what the second half gives, whose gradient is turned
  MomentsStage(BatchStatistics norm, Images x, Images y, Setup setup) {
    this.norm = norm;
    this.x = x;
    this.y = y;
    pass = setup.pass();
    team = setup.team();
  }

  @Override
  public void layOutBackward() {
    first = x.claimGradient();
  }

  @Override
  public void forward(int block) {
    if (!pass.training) {
      return;
    }
    if (block == 0) {
      norm.clear();
    }
    this.block = block;
    team.run(forward);
  }

  private void forward(int share, int shares) {
    int from = Team.from(share, shares, norm.channels, 1);
    int to = Team.from(share + 1, shares, norm.channels, 1);
    ImageShape shape = x.shape();
    float[] used = pass.used(block);
    for (int row = 0; row < shape.height(); row++) {
      for (int c = from; c < to; c++) {
        observe(c, x.planes.at(block, c, row, 0), shape.width() * Planes.LANES, used);
      }
    }
    for (int c = from; c < to; c++) {
      norm.gather(c);
    }
  }

  private void observe(int channel, int from, int length, float[] used) {
    float[] lanes = x.planes.lanes;
    FloatVector pivot = FloatVector.broadcast(SPECIES, norm.runningMean.values[channel]);
    int at = channel * Planes.LANES;
    for (int slot = 0; slot < Planes.LANES; slot += WIDTH) {
      FloatVector use = FloatVector.fromArray(SPECIES, used, slot);
      FloatVector sum = FloatVector.fromArray(SPECIES, norm.slots, at + slot);
      FloatVector squares = FloatVector.fromArray(SPECIES, norm.otherSlots, at + slot);
      for (int i = from + slot; i < from + length; i += Planes.LANES) {
        FloatVector difference = FloatVector.fromArray(SPECIES, lanes, i).sub(pivot).mul(use);
        sum = sum.add(difference);
        squares = difference.fma(difference, squares);
      }
      sum.intoArray(norm.slots, at + slot);
      squares.intoArray(norm.otherSlots, at + slot);
    }
  }

  @Override
  public void forwardDone() {
    if (pass.training) {
      double momentum =
          pass.recalibrated < 0 ? norm.layer.momentum() : 1.0 / (pass.recalibrated + 1);
      norm.useBatch(count(), momentum);
    } else {
      norm.useRunning();
    }
  }

  private double count() {
    return (double) pass.examples * x.shape().height() * x.shape().width();
  }

  @Override
  public void backward(int block, @Nullable Update update) {
    if (!x.differentiable()) {
      return;
    }
    this.block = block;
    team.run(backward);
  }

  private void backward(int share, int shares) {
    ImageShape shape = x.shape();
    float[] used = pass.used(block);
    int to = Team.from(share + 1, shares, shape.height(), 1);
    for (int row = Team.from(share, shares, shape.height(), 1); row < to; row++) {
      for (int c = 0; c < norm.channels; c++) {
        int from = x.planes.at(block, c, row, 0);
        int length = shape.width() * Planes.LANES;
        if (first) {
          turn(c, from, length, used, x.gradientShift(block));
        } else {
          turnAndAdd(c, from, length, used, x.gradientShift(block));
        }
      }
    }
  }

  private void turn(int channel, int from, int length, float[] used, int shift) {
    float[] lanes = x.planes.lanes;
    float[] dy = y.gradient();
    float[] dx = x.gradient();
    FloatVector factor = FloatVector.broadcast(SPECIES, norm.factor[channel]);
    FloatVector mean = FloatVector.broadcast(SPECIES, norm.mean[channel]);
    FloatVector slope = FloatVector.broadcast(SPECIES, norm.slope[channel]);
    FloatVector level = FloatVector.broadcast(SPECIES, norm.level[channel]);
    for (int slot = 0; slot < Planes.LANES; slot += WIDTH) {
      FloatVector use = FloatVector.fromArray(SPECIES, used, slot);
      for (int i = from + slot; i < from + length; i += Planes.LANES) {
        FloatVector term = FloatVector.fromArray(SPECIES, lanes, i).sub(mean).fma(slope, level);
        FloatVector.fromArray(SPECIES, dy, i).fma(factor, term).mul(use).intoArray(dx, i + shift);
      }
    }
  }

  private void turnAndAdd(int channel, int from, int length, float[] used, int shift) {
    float[] lanes = x.planes.lanes;
    float[] dy = y.gradient();
    float[] dx = x.gradient();
    FloatVector factor = FloatVector.broadcast(SPECIES, norm.factor[channel]);
    FloatVector mean = FloatVector.broadcast(SPECIES, norm.mean[channel]);
    FloatVector slope = FloatVector.broadcast(SPECIES, norm.slope[channel]);
    FloatVector level = FloatVector.broadcast(SPECIES, norm.level[channel]);
    for (int slot = 0; slot < Planes.LANES; slot += WIDTH) {
      FloatVector use = FloatVector.fromArray(SPECIES, used, slot);
      for (int i = from + slot; i < from + length; i += Planes.LANES) {
        FloatVector term = FloatVector.fromArray(SPECIES, lanes, i).sub(mean).fma(slope, level);
        FloatVector turned = FloatVector.fromArray(SPECIES, dy, i).fma(factor, term).mul(use);
        FloatVector.fromArray(SPECIES, dx, i + shift).add(turned).intoArray(dx, i + shift);
      }
    }
  }

  /// Forward a difference, a square and two sums; backward three operations each.
  @Override
  public Cost cost(int batch, long update) {
    return new Cost(8L * x.shape().features() * batch, 0, 0, 0);
  }
}
