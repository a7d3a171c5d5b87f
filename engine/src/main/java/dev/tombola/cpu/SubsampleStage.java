package dev.tombola.cpu;

import static dev.tombola.cpu.Lanes.SPECIES;
import static dev.tombola.cpu.Lanes.WIDTH;

import dev.tombola.nn.Layer;
import dev.tombola.train.Cost;
import jdk.incubator.vector.FloatVector;

/// Every so-many-th row and column of each channel, between further channels that stay zero.
final class SubsampleStage extends WindowStage {
  private final Layer.Subsample layer;

  SubsampleStage(Layer.Subsample layer, Images x, Images y, Setup setup) {
    super(x, y, setup);
    this.layer = layer;
  }

  @Override
  void forward(int share, int shares) {
    float[] from = x.planes.lanes;
    float[] to = y.planes.lanes;
    int end = Team.from(share + 1, shares, y.shape().height(), 1);
    for (int row = Team.from(share, shares, y.shape().height(), 1); row < end; row++) {
      for (int c = 0; c < x.shape().channels(); c++) {
        for (int column = 0; column < y.shape().width(); column++) {
          int in = x.planes.at(block, c, row * layer.stride(), column * layer.stride());
          int out = y.planes.at(block, layer.first() + c, row, column);
          System.arraycopy(from, in, to, out, Planes.LANES);
        }
      }
    }
  }

  @Override
  void backward(int share, int shares) {
    float[] dx = x.gradient();
    float[] dy = y.gradient();
    int end = Team.from(share + 1, shares, y.shape().height(), 1);
    for (int row = Team.from(share, shares, y.shape().height(), 1); row < end; row++) {
      for (int c = 0; c < x.shape().channels(); c++) {
        for (int column = 0; column < y.shape().width(); column++) {
          int in =
              x.planes.at(x.gradientBlock(block), c, row * layer.stride(), column * layer.stride());
          int out = y.planes.at(y.gradientBlock(block), layer.first() + c, row, column);
          for (int lane = 0; lane < Planes.LANES; lane += WIDTH) {
            FloatVector.fromArray(SPECIES, dx, in + lane)
                .add(FloatVector.fromArray(SPECIES, dy, out + lane))
                .intoArray(dx, in + lane);
          }
        }
      }
    }
  }

  /// Moves values, but for the gradient's sum.
  @Override
  public Cost cost(int batch, long update) {
    long moved = (long) x.shape().channels() * y.shape().height() * y.shape().width();
    return new Cost(moved * batch, 0, 0, 0);
  }
}
