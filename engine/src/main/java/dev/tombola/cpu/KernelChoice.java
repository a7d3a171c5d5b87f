package dev.tombola.cpu;

import dev.tombola.nn.Activation;
import dev.tombola.nn.Density;
import dev.tombola.nn.Layer;
import dev.tombola.nn.Mask;
import org.jspecify.annotations.Nullable;

/// Which kernels compute a layer: a fixed rule of its density, never a clock, so that the same
/// network is computed the same way on every machine.
public enum KernelChoice {
  /// Sparse kernels below [#SPARSE_BELOW], dense ones from there on.
  BY_DENSITY,
  /// Dense kernels throughout: for the gradient of pruned weights, and to compare with.
  DENSE,
  /// Sparse kernels throughout: to compare with.
  SPARSE;

  /// Between the densities where a training step costs the same by either (docs/benchmarks.md). Of
  /// LeNet-300-100 with 512-bit vectors: 40 % where two fifths of the inputs are constant over a
  /// batch and 52 % where none is, with 256 bits 50 and 71 %. Of Conv-2 and ResNet-20 with 512
  /// bits: 51 and 58 %.
  public static final Density SPARSE_BELOW = new Density(0.45);

  /// @param activation that follows the layer, if any
  Stage stage(
      Layer.Dense layer, @Nullable Activation activation, Features from, Features to, Setup setup) {
    return sparse(layer, setup.mask())
        ? new SparseStage(layer, activation, from, to, setup)
        : new DenseStage(layer, activation, from, to, setup);
  }

  /// @param activation that follows the layer, if any
  Stage stage(
      Layer.Conv layer, @Nullable Activation activation, Images from, Images to, Setup setup) {
    return new ConvStage(layer, activation, sparse(layer, setup.mask()), from, to, setup);
  }

  private boolean sparse(Layer layer, Mask mask) {
    return switch (this) {
      case DENSE -> false;
      case SPARSE -> true;
      case BY_DENSITY -> mask.density(layer.parameters().getFirst()).compareTo(SPARSE_BELOW) < 0;
    };
  }
}
