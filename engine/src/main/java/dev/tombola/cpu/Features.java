package dev.tombola.cpu;

import java.util.Arrays;

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
    Arrays.setAll(this.blocks, _ -> new Inputs(features));
    gradients = new float[blocks][];
    Arrays.fill(gradients, NONE);
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
    if (differentiable) {
      Arrays.setAll(gradients, _ -> Lanes.rows(features));
    }
    return true;
  }
}
