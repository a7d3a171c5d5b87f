package dev.tombola.nn;

import java.util.List;

/// One layer as data: it knows its shapes and parameters, not how to compute.
///
/// An engine switches over the kinds without `default`, so a new kind fails to compile until every
/// engine has an answer.
public sealed interface Layer {
  String name();

  /// Features of one example that go in.
  int inputs();

  /// Features of one example that come out.
  int outputs();

  List<Parameter> parameters();

  /// `y = W x + b` with `W [outputs][inputs]` and `b [outputs]`.
  record Dense(String name, int inputs, int outputs) implements Layer {
    public Dense {
      if (inputs < 1 || outputs < 1) {
        throw new IllegalArgumentException(
            name + ": a dense layer needs inputs and outputs, not " + inputs + " and " + outputs);
      }
    }

    @Override
    public List<Parameter> parameters() {
      return List.of(
          new Parameter(name + ".weight", List.of(outputs, inputs), true),
          new Parameter(name + ".bias", List.of(outputs), false));
    }
  }

  /// `y = max(0, x)`, feature by feature.
  record Relu(String name, int inputs) implements Layer {
    @Override
    public int outputs() {
      return inputs;
    }

    @Override
    public List<Parameter> parameters() {
      return List.of();
    }
  }

  /// `y = tanh x`, feature by feature.
  record Tanh(String name, int inputs) implements Layer {
    @Override
    public int outputs() {
      return inputs;
    }

    @Override
    public List<Parameter> parameters() {
      return List.of();
    }
  }
}
