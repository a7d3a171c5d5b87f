package dev.tombola.train;

/// How a gradient moves a weight; the formulas are PyTorch's, so that trajectories can be compared.
///
/// `weightDecay` is an L2 term added to the gradient, but in [AdamW] it is decoupled. Biases decay
/// too, as they do in PyTorch by default. Moments start at zero whenever a training starts.
public sealed interface Optimiser {
  double weightDecay();

  /// `w ← w − η g`
  record Sgd(double weightDecay) implements Optimiser {}

  /// `v ← μ v + g`, `w ← w − η v`; Nesterov: `w ← w − η (g + μ v)`.
  record Momentum(double momentum, boolean nesterov, double weightDecay) implements Optimiser {}

  /// Kingma & Ba 2015, algorithm 1.
  record Adam(double beta1, double beta2, double epsilon, double weightDecay)
      implements Optimiser {}

  /// Loshchilov & Hutter 2019, algorithm 2.
  record AdamW(double beta1, double beta2, double epsilon, double weightDecay)
      implements Optimiser {}
}
