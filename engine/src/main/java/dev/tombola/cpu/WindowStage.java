package dev.tombola.cpu;

import org.jspecify.annotations.Nullable;

/// A layer without parameters, each of whose results comes from a window of one channel. Threads
/// share the work on a block.
abstract sealed class WindowStage implements Stage
    permits AveragePoolStage, MaxPoolStage, SubsampleStage {
  final Images x;
  final Images y;

  /// The block underway.
  int block;

  private final Team team;
  private boolean first;

  private final Team.Work forward = this::forward;
  private final Team.Work backward = this::backward;

  WindowStage(Images x, Images y, Setup setup) {
    this.x = x;
    this.y = y;
    team = setup.team();
  }

  /// A share of the results.
  abstract void forward(int share, int shares);

  /// Adds a share's part to the gradient by the input; no two shares may add to the same place.
  abstract void backward(int share, int shares);

  @Override
  public void layOutBackward() {
    first = x.claimGradient();
  }

  @Override
  public void forward(int block) {
    this.block = block;
    team.run(forward);
  }

  @Override
  public void backward(int block, @Nullable Update update) {
    if (!x.differentiable()) {
      return;
    }
    this.block = block;
    if (first) {
      x.clearGradient(block);
    }
    team.run(backward);
  }
}
