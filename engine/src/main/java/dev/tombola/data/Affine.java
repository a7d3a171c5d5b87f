package dev.tombola.data;

/// How values are normalised: `value · scale + shift`, one fused operation each, with one pair for
/// all features or one per feature.
public final class Affine {
  private static final Affine IDENTITY = new Affine(new float[] {1}, new float[] {0}, true);

  private final float[] scale;
  private final float[] shift;
  private final boolean identity;

  private Affine(float[] scale, float[] shift, boolean identity) {
    this.scale = scale;
    this.shift = shift;
    this.identity = identity;
  }

  /// Leaves every value as it is.
  public static Affine identity() {
    return IDENTITY;
  }

  /// `(value − mean) / deviation` for every feature; a deviation so near to zero that float32 has
  /// no such factor counts as 1.
  public static Affine standardising(double mean, double deviation) {
    return standardising(new double[] {mean}, new double[] {deviation});
  }

  /// `(value − mean) / deviation`, feature by feature; a deviation so near to zero that float32 has
  /// no such factor counts as 1.
  ///
  /// @param means `[features]`
  /// @param deviations `[features]`, none negative
  public static Affine standardising(double[] means, double[] deviations) {
    if (means.length != deviations.length || means.length == 0) {
      throw new IllegalArgumentException(
          means.length + " means and " + deviations.length + " deviations");
    }
    float[] scale = new float[means.length];
    float[] shift = new float[means.length];
    for (int i = 0; i < means.length; i++) {
      double deviation = Float.isFinite((float) (1 / deviations[i])) ? deviations[i] : 1;
      scale[i] = (float) (1 / deviation);
      shift[i] = (float) (-means[i] / deviation);
    }
    return new Affine(scale, shift, false);
  }

  /// True if there is one pair for all features.
  public boolean isUniform() {
    return scale.length == 1;
  }

  /// The factor of this feature.
  public float scale(int feature) {
    return scale[isUniform() ? 0 : feature];
  }

  /// What is added to this feature after scaling.
  public float shift(int feature) {
    return shift[isUniform() ? 0 : feature];
  }

  void requireFeatures(int features) {
    if (!isUniform() && scale.length != features) {
      throw new IllegalArgumentException(
          "a normalisation of %d features cannot be used on %d".formatted(scale.length, features));
    }
  }

  /// Writes `count` normalised features of one example.
  void apply(float[] from, int fromOffset, float[] to, int toOffset, int count) {
    if (identity) {
      System.arraycopy(from, fromOffset, to, toOffset, count);
    } else if (isUniform()) {
      float a = scale[0];
      float b = shift[0];
      for (int i = 0; i < count; i++) {
        to[toOffset + i] = Math.fma(from[fromOffset + i], a, b);
      }
    } else {
      for (int i = 0; i < count; i++) {
        to[toOffset + i] = Math.fma(from[fromOffset + i], scale[i], shift[i]);
      }
    }
  }
}
