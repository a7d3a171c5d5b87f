package dev.tombola.cpu;

import dev.tombola.nn.ImageShape;

/// Images between two stages: [Planes] of values, and a gradient of the same layout.
final class Images implements Activations {
  private static final float[] NONE = {};

  final Planes planes;
  private final boolean differentiable;
  private float[] gradient = NONE;
  private boolean written;

  Images(ImageShape shape, int halo, int blocks, boolean differentiable) {
    planes = new Planes(shape, halo, blocks);
    this.differentiable = differentiable;
  }

  ImageShape shape() {
    return planes.shape;
  }

  /// All blocks' gradient.
  float[] gradient() {
    return gradient;
  }

  @Override
  public int lanes() {
    return Planes.LANES;
  }

  @Override
  public float[] values(int block) {
    return planes.lanes;
  }

  @Override
  public float[] gradient(int block) {
    return gradient;
  }

  @Override
  public int from(int block) {
    return planes.at(block, 0, -planes.halo, -planes.halo);
  }

  @Override
  public int length() {
    return planes.block;
  }

  @Override
  public boolean differentiable() {
    return differentiable;
  }

  @Override
  public boolean claimGradient() {
    if (differentiable && gradient.length == 0) {
      gradient = new float[planes.lanes.length];
    }
    boolean first = !written;
    written = true;
    return first;
  }

  /// Makes this gradient the very one of `sum`, which is of the same shape: a sum passes its own on
  /// to its summands.
  void shareGradient(Images sum) {
    if (differentiable) {
      gradient = sum.gradient;
      written = true;
    }
  }
}
