package dev.tombola.cpu;

/// Features between two stages: blocks of 64 examples, each block's arrays by themselves.
final class Features implements Activations {
  private static final float[] NONE = {};

  final int features;
  private final Inputs[] blocks;
  private final float[][] gradients;
  private final boolean differentiable;

  Features(int features, int blocks, boolean differentiable) {
    this.features = features;
    this.differentiable = differentiable;
    this.blocks = new Inputs[blocks];
    gradients = new float[blocks][];
    for (int b = 0; b < blocks; b++) {
      this.blocks[b] = new Inputs(features);
      gradients[b] = differentiable ? Lanes.rows(features) : NONE;
    }
  }

  Inputs block(int block) {
    return blocks[block];
  }

  @Override
  public int lanes() {
    return Lanes.COUNT;
  }

  @Override
  public float[] values(int block) {
    return blocks[block].lanes;
  }

  @Override
  public float[] gradient(int block) {
    return gradients[block];
  }

  @Override
  public int from(int block) {
    return Lanes.at(0);
  }

  @Override
  public int gradientShift(int block) {
    return 0;
  }

  @Override
  public int length() {
    return features * Lanes.COUNT;
  }

  @Override
  public boolean differentiable() {
    return differentiable;
  }

  /// Nothing branches off between dense layers, so there is one writer.
  @Override
  public boolean claimGradient() {
    return true;
  }
}
