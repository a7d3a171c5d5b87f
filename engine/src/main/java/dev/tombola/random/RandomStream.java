package dev.tombola.random;

/// One stream of random numbers: SplitMix64, counter-based, so that draw `n` is `mix(key + n · γ)`.
///
/// Source: Steele, Lea & Flood 2014, "Fast splittable pseudorandom number generators", §5; the
/// sequence equals that of `java.util.SplittableRandom` for the same key. Not thread-safe: one
/// user, one stream.
public final class RandomStream {
  static final long GOLDEN_GAMMA = 0x9E3779B97F4A7C15L;

  private long counter;

  RandomStream(long key) {
    counter = key;
  }

  static long mix(long z) {
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }

  /// Uniform over all 2⁶⁴ values.
  public long nextLong() {
    counter += GOLDEN_GAMMA;
    return mix(counter);
  }

  /// Uniform on 0 … bound − 1: the high word of a 64 × 32-bit product (bias below 2⁻³²).
  public int nextInt(int bound) {
    if (bound < 1) {
      throw new IllegalArgumentException("bound must be at least 1, not " + bound);
    }
    return (int) Math.unsignedMultiplyHigh(nextLong(), bound);
  }

  /// Uniform on [0, 1), a multiple of 2⁻⁵³.
  public double nextDouble() {
    return (nextLong() >>> 11) * 0x1p-53;
  }

  /// Standard normal, by Box and Muller (1958) with `StrictMath`, two uniforms each; the same bits
  /// on every machine.
  public double nextGaussian() {
    double radius = StrictMath.sqrt(-2 * StrictMath.log(1 - nextDouble()));
    return radius * StrictMath.cos(2 * Math.PI * nextDouble());
  }

  /// Fills `to` with a uniformly random order of 0 … n − 1 (Fisher and Yates).
  public void permutation(int[] to) {
    for (int i = 0; i < to.length; i++) {
      int j = nextInt(i + 1);
      to[i] = to[j];
      to[j] = i;
    }
  }

  public int[] permutation(int n) {
    int[] order = new int[n];
    permutation(order);
    return order;
  }
}
