package dev.tombola.inference;

/// Stages of features without a shape that have no weights of their own.
final class FeatureStages {
  private FeatureStages() {}

  /// ReLU in place.
  record Relu(int x, int features) implements Stage {
    @Override
    public void run(Workspace at, Kernels kernels) {
      kernels.relu(at.features, at.feature(x), features << at.featureShift);
    }
  }

  /// Tanh in place.
  record Tanh(int x, int features) implements Stage {
    @Override
    public void run(Workspace at, Kernels kernels) {
      Tangents.tanh(at.features, at.feature(x), features << at.featureShift);
    }
  }
}
