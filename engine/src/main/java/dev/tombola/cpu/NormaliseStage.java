package dev.tombola.cpu;

import static dev.tombola.cpu.Lanes.SPECIES;
import static dev.tombola.cpu.Lanes.WIDTH;

import dev.tombola.nn.Activation;
import dev.tombola.nn.ImageShape;
import dev.tombola.train.Cost;
import java.util.List;
import jdk.incubator.vector.FloatVector;
import org.jspecify.annotations.Nullable;

/// The second half of a batch normalisation, and the activation that follows it: forward `y = f(x ·
/// factor + term)`; backward it takes the sums over the batch that [MomentsStage] needs, so that a
/// segment begins here.
final class NormaliseStage implements Stage {
  private final BatchStatistics norm;
  private final @Nullable Activation activation;
  private final Images x;
  private final Images y;
  private final Pass pass;
  private final Team team;
  private int block;

  private final Team.Work forward = this::forward;
  private final Team.Work backward = this::backward;

  NormaliseStage(
      BatchStatistics norm, @Nullable Activation activation, Images x, Images y, Setup setup) {
    this.norm = norm;
    this.activation = activation;
    this.x = x;
    this.y = y;
    pass = setup.pass();
    team = setup.team();
    team.reserve(ActivationKernels.SCRATCH);
  }

  @Override
  public void forward(int block) {
    this.block = block;
    team.run(forward);
  }

  private void forward(int share, int shares) {
    ImageShape shape = x.shape();
    float[] to = y.planes.lanes;
    int end = Team.from(share + 1, shares, shape.height(), 1);
    for (int row = Team.from(share, shares, shape.height(), 1); row < end; row++) {
      for (int c = 0; c < norm.channels; c++) {
        normalise(c, x.planes.at(block, c, row, 0), shape.width() * Planes.LANES);
      }
      int begin = y.planes.at(block, 0, row, -y.planes.halo);
      ActivationKernels.forward(activation, to, begin, begin + y.planes.row, team.scratch(share));
    }
  }

  private void normalise(int channel, int from, int length) {
    float[] lanes = x.planes.lanes;
    float[] to = y.planes.lanes;
    FloatVector factor = FloatVector.broadcast(SPECIES, norm.factor[channel]);
    FloatVector term = FloatVector.broadcast(SPECIES, norm.term[channel]);
    for (int i = from; i < from + length; i += WIDTH) {
      FloatVector.fromArray(SPECIES, lanes, i).fma(factor, term).intoArray(to, i);
    }
  }

  @Override
  public void backward(int block, @Nullable Update update) {
    if (block == 0) {
      norm.clear();
    }
    this.block = block;
    team.run(backward);
  }

  private void backward(int share, int shares) {
    int from = Team.from(share, shares, norm.channels, 1);
    int to = Team.from(share + 1, shares, norm.channels, 1);
    ImageShape shape = x.shape();
    int length = shape.width() * Planes.LANES;
    for (int row = 0; row < shape.height(); row++) {
      if (from < to) {
        int begin = y.planes.at(block, from, row, 0);
        int end = y.planes.at(block, to - 1, row, 0) + length;
        ActivationKernels.gradient(activation, y.planes.lanes, y.gradient(), begin, end);
      }
      for (int c = from; c < to; c++) {
        observe(c, x.planes.at(block, c, row, 0), length);
      }
    }
    for (int c = from; c < to; c++) {
      norm.gather(c);
    }
  }

  private void observe(int channel, int from, int length) {
    float[] lanes = x.planes.lanes;
    float[] dy = y.gradient();
    FloatVector mean = FloatVector.broadcast(SPECIES, norm.mean[channel]);
    int at = channel * Planes.LANES;
    for (int slot = 0; slot < Planes.LANES; slot += WIDTH) {
      FloatVector sum = FloatVector.fromArray(SPECIES, norm.slots, at + slot);
      FloatVector products = FloatVector.fromArray(SPECIES, norm.otherSlots, at + slot);
      for (int i = from + slot; i < from + length; i += Planes.LANES) {
        FloatVector d = FloatVector.fromArray(SPECIES, dy, i);
        sum = sum.add(d);
        products = FloatVector.fromArray(SPECIES, lanes, i).sub(mean).fma(d, products);
      }
      sum.intoArray(norm.slots, at + slot);
      products.intoArray(norm.otherSlots, at + slot);
    }
  }

  @Override
  public void backwardDone() {
    norm.differentiate((double) pass.examples * x.shape().height() * x.shape().width());
  }

  @Override
  public List<Tensor> tensors() {
    return List.of(norm.scale, norm.bias, norm.runningMean, norm.runningVariance);
  }

  @Override
  public void move(Update update) {
    norm.scale.move(update);
    norm.bias.move(update);
  }

  /// Forward a multiply-add; backward a difference, a product and two sums.
  @Override
  public Cost cost(int batch, long update) {
    long features = x.shape().features();
    return new Cost(6 * features * batch + 2 * update * norm.channels, 0, 2 * features, 0)
        .plus(ActivationKernels.cost(activation, features, batch));
  }
}
