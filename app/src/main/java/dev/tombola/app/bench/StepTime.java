package dev.tombola.app.bench;

import dev.tombola.cpu.KernelChoice;
import dev.tombola.nn.Density;

/// What a training step takes at one density.
///
/// @param survivors weights that are kept
/// @param chosen the kernels that the engine's own rule comes to here: DENSE or SPARSE for all
///   layers, else BY_DENSITY
/// @param step by those
/// @param dense by dense kernels throughout
/// @param sparse by sparse ones
/// @param ratio of sparse to dense, round by round
public record StepTime(
    Density density,
    long survivors,
    KernelChoice chosen,
    Spread step,
    Spread dense,
    Spread sparse,
    Spread ratio) {
  public double stepsPerSecond() {
    return 1 / step.median();
  }

  /// How many times as long as the faster of the two the chosen kernels take, 1 at least.
  public double cost() {
    return Math.max(1, step.median() / Math.min(dense.median(), sparse.median()));
  }
}
