package dev.tombola.data;

/// How values are normalised: `value · scale + shift`, one fused operation each, with one pair for
/// all features or one per feature.
public final class Affine {
  /// Its shift is −0, so that the fused operation too leaves every value as it is: −0 + 0 is 0.
  private static final Affine IDENTITY = new Affine(new float[] {1}, new float[] {-0f}, true);

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

  /// Normalises the `count` features of one example where they are.
  void apply(float[] values, int offset, int count) {
    if (identity) {
      return;
    }
    if (isUniform()) {
      float a = scale[0];
      float b = shift[0];
      for (int i = 0; i < count; i++) {
        values[offset + i] = Math.fma(values[offset + i], a, b);
      }
    } else {
      for (int i = 0; i < count; i++) {
        values[offset + i] = Math.fma(values[offset + i], scale[i], shift[i]);
      }
    }
  }
}
