package dev.tombola.cpu;

import static dev.tombola.cpu.Lanes.SPECIES;
import static dev.tombola.cpu.Lanes.WIDTH;

import dev.tombola.nn.Layer;
import dev.tombola.train.Cost;
import jdk.incubator.vector.FloatVector;

/// The mean of each window. Threads share channels: a global pooling has one row, and windows of
/// neighbouring rows may overlap.
final class AveragePoolStage extends WindowStage {
  private final Layer.AveragePool layer;
  private final float part;

  AveragePoolStage(Layer.AveragePool layer, Images x, Images y, Setup setup) {
    super(x, y, setup);
    this.layer = layer;
    part = 1f / (layer.size() * layer.size());
  }

  @Override
  void forward(int share, int shares) {
    int from = Team.from(share, shares, y.shape().channels(), 1);
    int to = Team.from(share + 1, shares, y.shape().channels(), 1);
    for (int row = 0; row < y.shape().height(); row++) {
      for (int c = from; c < to; c++) {
        for (int column = 0; column < y.shape().width(); column++) {
          mean(
              x.planes.at(block, c, row * layer.stride(), column * layer.stride()),
              y.planes.at(block, c, row, column));
        }
      }
    }
  }

  private void mean(int in, int out) {
    float[] lanes = x.planes.lanes;
    for (int lane = 0; lane < Planes.LANES; lane += WIDTH) {
      FloatVector sum = FloatVector.zero(SPECIES);
      for (int r = 0; r < layer.size(); r++) {
        for (int c = 0; c < layer.size(); c++) {
          int at = in + r * x.planes.row + c * Planes.LANES + lane;
          sum = sum.add(FloatVector.fromArray(SPECIES, lanes, at));
        }
      }
      sum.mul(part).intoArray(y.planes.lanes, out + lane);
    }
  }

  @Override
  void backward(int share, int shares) {
    int from = Team.from(share, shares, y.shape().channels(), 1);
    int to = Team.from(share + 1, shares, y.shape().channels(), 1);
    for (int row = 0; row < y.shape().height(); row++) {
      for (int c = from; c < to; c++) {
        for (int column = 0; column < y.shape().width(); column++) {
          spread(
              x.planes.at(x.gradientBlock(block), c, row * layer.stride(), column * layer.stride()),
              y.planes.at(y.gradientBlock(block), c, row, column));
        }
      }
    }
  }

  private void spread(int in, int out) {
    float[] dx = x.gradient();
    for (int lane = 0; lane < Planes.LANES; lane += WIDTH) {
      FloatVector d = FloatVector.fromArray(SPECIES, y.gradient(), out + lane).mul(part);
      for (int r = 0; r < layer.size(); r++) {
        for (int c = 0; c < layer.size(); c++) {
          int at = in + r * x.planes.row + c * Planes.LANES + lane;
          FloatVector.fromArray(SPECIES, dx, at).add(d).intoArray(dx, at);
        }
      }
    }
  }

  @Override
  public Cost cost(int batch, long update) {
    long summed = (long) y.shape().features() * layer.size() * layer.size();
    return new Cost(2 * summed * batch, 0, summed, 0);
  }
}
