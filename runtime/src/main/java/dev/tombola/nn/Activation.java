package dev.tombola.nn;

/// The non-linearity between two dense layers.
public enum Activation {
  RELU,
  TANH;

  Layer layer(String name, int features) {
    return switch (this) {
      case RELU -> new Layer.Relu(name, features);
      case TANH -> new Layer.Tanh(name, features);
    };
  }
}
