package dev.tombola.cpu;

import dev.tombola.nn.ImageShape;
import java.util.Arrays;

/// Images between two stages: [Planes] of values, and a gradient of the same layout.
final class Images implements Activations {
  private static final float[] NONE = {};

  final Planes planes;
  private final boolean differentiable;
  private float[] gradient = NONE;
  private boolean written;

  /// Whether segments hand the gradient on, so that there has to be one of all blocks; else blocks
  /// take turns in the same place, while it is in the cache.
  private boolean handedOn;

  Images(ImageShape shape, int halo, int blocks, boolean differentiable) {
    planes = new Planes(shape, halo, blocks);
    this.differentiable = differentiable;
  }

  ImageShape shape() {
    return planes.shape;
  }

  /// Says that segments hand the gradient on; before it is claimed.
  void handOnGradient() {
    handedOn = true;
  }

  /// Which block of the gradient's array is that of this block.
  int gradientBlock(int block) {
    return handedOn ? block : 0;
  }

  /// The gradient of all blocks, or that of the block underway: see [#gradientBlock].
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
  public int gradientShift(int block) {
    return (gradientBlock(block) - block) * planes.block;
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
      gradient = planes.array(handedOn ? planes.blocks : 1);
    }
    boolean first = !written;
    written = true;
    return first;
  }

  /// Sets a block's gradient to zero, before stages add to it.
  void clearGradient(int block) {
    int from = from(block) + gradientShift(block);
    Arrays.fill(gradient, from, from + length(), 0);
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
