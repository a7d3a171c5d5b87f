package dev.tombola.cpu;

import static dev.tombola.cpu.Lanes.SPECIES;
import static dev.tombola.cpu.Lanes.WIDTH;

import dev.tombola.nn.Layer;
import dev.tombola.train.Cost;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;

/// The greatest value of each window; its gradient goes to the first position, row by row, that has
/// that value, as in PyTorch.
final class MaxPoolStage extends WindowStage {
  private final Layer.MaxPool layer;

  MaxPoolStage(Layer.MaxPool layer, Images x, Images y, Setup setup) {
    super(x, y, setup);
    this.layer = layer;
  }

  @Override
  void forward(int share, int shares) {
    int to = Team.from(share + 1, shares, y.shape().height(), 1);
    for (int row = Team.from(share, shares, y.shape().height(), 1); row < to; row++) {
      for (int c = 0; c < y.shape().channels(); c++) {
        int in = x.planes.at(block, c, row * layer.stride(), 0);
        int out = y.planes.at(block, c, row, 0);
        for (int column = 0; column < y.shape().width(); column++) {
          greatest(in, out);
          in += layer.stride() * Planes.LANES;
          out += Planes.LANES;
        }
      }
    }
  }

  private void greatest(int in, int out) {
    float[] lanes = x.planes.lanes;
    for (int lane = 0; lane < Planes.LANES; lane += WIDTH) {
      FloatVector max = FloatVector.fromArray(SPECIES, lanes, in + lane);
      for (int r = 0; r < layer.size(); r++) {
        for (int c = 0; c < layer.size(); c++) {
          int at = in + r * x.planes.row + c * Planes.LANES + lane;
          max = max.max(FloatVector.fromArray(SPECIES, lanes, at));
        }
      }
      max.intoArray(y.planes.lanes, out + lane);
    }
  }

  /// Threads share channels, since windows of neighbouring rows may overlap.
  @Override
  void backward(int share, int shares) {
    int from = Team.from(share, shares, y.shape().channels(), 1);
    int to = Team.from(share + 1, shares, y.shape().channels(), 1);
    for (int row = 0; row < y.shape().height(); row++) {
      for (int c = from; c < to; c++) {
        int in = x.planes.at(block, c, row * layer.stride(), 0);
        int out = y.planes.at(block, c, row, 0);
        for (int column = 0; column < y.shape().width(); column++) {
          giveBack(in, out);
          in += layer.stride() * Planes.LANES;
          out += Planes.LANES;
        }
      }
    }
  }

  private void giveBack(int in, int out) {
    float[] lanes = x.planes.lanes;
    float[] dx = x.gradient();
    int shift = x.gradientShift(block);
    FloatVector zero = FloatVector.zero(SPECIES);
    for (int lane = 0; lane < Planes.LANES; lane += WIDTH) {
      FloatVector max = FloatVector.fromArray(SPECIES, y.planes.lanes, out + lane);
      FloatVector left =
          FloatVector.fromArray(SPECIES, y.gradient(), out + lane + y.gradientShift(block));
      for (int r = 0; r < layer.size(); r++) {
        for (int c = 0; c < layer.size(); c++) {
          int at = in + r * x.planes.row + c * Planes.LANES + lane;
          VectorMask<Float> here =
              FloatVector.fromArray(SPECIES, lanes, at).compare(VectorOperators.EQ, max);
          FloatVector.fromArray(SPECIES, dx, at + shift)
              .add(zero.blend(left, here))
              .intoArray(dx, at + shift);
          left = left.blend(zero, here);
        }
      }
    }
  }

  @Override
  public Cost cost(int batch, long update) {
    long compared = (long) y.shape().features() * layer.size() * layer.size();
    return new Cost(2 * compared * batch, 0, compared, 0);
  }
}
