package dev.tombola.cpu;

import static dev.tombola.cpu.Lanes.SPECIES;
import static dev.tombola.cpu.Lanes.WIDTH;

import dev.tombola.nn.Activation;
import dev.tombola.train.Cost;
import jdk.incubator.vector.FloatVector;
import org.jspecify.annotations.Nullable;

/// The end of a residual block: body and shortcut are added up, and the activation that follows.
/// Both summands share the sum's gradient.
final class JoinStage implements Stage {
  private final @Nullable Activation activation;
  private final Images body;
  private final Images shortcut;
  private final Images sum;
  private final Team team;
  private int block;

  private final Team.Work forward = this::forward;
  private final Team.Work backward = this::backward;

  JoinStage(
      @Nullable Activation activation, Images body, Images shortcut, Images sum, Setup setup) {
    this.activation = activation;
    this.body = body;
    this.shortcut = shortcut;
    this.sum = sum;
    team = setup.team();
    team.reserve(ActivationKernels.SCRATCH);
  }

  @Override
  public void layOutBackward() {
    body.shareGradient(sum);
    shortcut.shareGradient(sum);
  }

  @Override
  public void forward(int block) {
    this.block = block;
    team.run(forward);
  }

  private void forward(int share, int shares) {
    Planes planes = sum.planes;
    int end = Team.from(share + 1, shares, planes.shape.height(), 1);
    for (int row = Team.from(share, shares, planes.shape.height(), 1); row < end; row++) {
      int from = planes.at(block, 0, row, -planes.halo);
      int to = from + planes.row;
      for (int i = from; i < to; i += WIDTH) {
        FloatVector.fromArray(SPECIES, body.planes.lanes, i)
            .add(FloatVector.fromArray(SPECIES, shortcut.planes.lanes, i))
            .intoArray(planes.lanes, i);
      }
      ActivationKernels.forward(activation, planes.lanes, from, to, team.scratch(share));
    }
  }

  @Override
  public void backward(int block, @Nullable Update update) {
    if (activation != null) {
      this.block = block;
      team.run(backward);
    }
  }

  private void backward(int share, int shares) {
    Planes planes = sum.planes;
    int height = planes.shape.height();
    ActivationKernels.gradient(
        activation,
        planes.lanes,
        sum.gradient(),
        planes.at(block, 0, Team.from(share, shares, height, 1), -planes.halo),
        planes.at(block, 0, Team.from(share + 1, shares, height, 1), -planes.halo));
  }

  @Override
  public Cost cost(int batch, long update) {
    long features = sum.shape().features();
    return new Cost(features * batch, 0, features, 0)
        .plus(ActivationKernels.cost(activation, features, batch));
  }
}
