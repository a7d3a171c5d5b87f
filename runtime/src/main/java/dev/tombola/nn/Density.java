package dev.tombola.nn;

import java.util.Locale;

/// The fraction of prunable weights that are kept, 0 to 1 (the P_m of Frankle & Carbin 2019).
///
/// A type of its own, so that it is never taken for a sparsity, which is `1 − density`.
public record Density(double value) implements Comparable<Density> {
  public static final Density DENSE = new Density(1);

  public Density {
    if (!(value >= 0 && value <= 1)) {
      throw new IllegalArgumentException("a density lies between 0 and 1, not " + value);
    }
  }

  public static Density of(long kept, long total) {
    return new Density(total == 0 ? 1 : (double) kept / total);
  }

  public double percent() {
    return 100 * value;
  }

  public double sparsity() {
    return 1 - value;
  }

  @Override
  public int compareTo(Density other) {
    return Double.compare(value, other.value);
  }

  /// Two digits that matter: `100 %`, `21 %`, `3.2 %`, `0.57 %`.
  @Override
  public String toString() {
    double percent = percent();
    String format = percent >= 9.95 ? "%.0f %%" : percent >= 0.995 ? "%.1f %%" : "%.2f %%";
    return String.format(Locale.ROOT, format, percent);
  }
}
