package dev.tombola.inference;

/// The surviving weights of a layer for one example. Its features lie side by side, so no weight
/// multiplies a whole vector of them, as it does where a row is one feature of many examples.
interface SingleProduct {
  /// `v[out + r] = f(b[r] + Σ_e w[e] v[in + offset[e]])` for all rows r, where v are the
  /// workspace's values; f is ReLU or nothing.
  void multiply(Workspace at, int in, int out, boolean relu);
}
