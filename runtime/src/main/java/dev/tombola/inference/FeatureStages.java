package dev.tombola.inference;

/// Stages of features without a shape that have no weights of their own.
final class FeatureStages {
  private FeatureStages() {}

  /// ReLU in place.
  record Relu(int x, int features) implements Stage {
    @Override
    public void run(Workspace at, Kernels kernels) {
      if (at.isSingle()) {
        for (int i = x; i < x + features; i++) {
          at.values[i] = Math.max(0, at.values[i]);
        }
      } else {
        kernels.relu(at.features, at.feature(x), features << at.featureShift);
      }
    }
  }

  /// Tanh in place.
  record Tanh(int x, int features) implements Stage {
    @Override
    public void run(Workspace at, Kernels kernels) {
      if (at.isSingle()) {
        for (int i = x; i < x + features; i++) {
          at.values[i] = Tangents.tanh(at.values[i]);
        }
      } else {
        Tangents.tanh(at.features, at.feature(x), features << at.featureShift);
      }
    }
  }
}
