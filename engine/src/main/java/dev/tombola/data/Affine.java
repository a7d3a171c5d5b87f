package dev.tombola.data;

/// How values are normalised: `value · scale + shift`, one fused operation each, with one pair for
/// all features, one per feature, or one per channel of an image: runs of features share a pair.
public final class Affine {
  /// Its shift is −0, so that the fused operation too leaves every value as it is: −0 + 0 is 0.
  private static final Affine IDENTITY = new Affine(new float[] {1}, new float[] {-0f}, 1, true);

  private final float[] scale;
  private final float[] shift;

  /// How many features in a row share a pair, if there are several pairs.
  private final int run;

  private final boolean identity;

  private Affine(float[] scale, float[] shift, int run, boolean identity) {
    this.scale = scale;
    this.shift = shift;
    this.run = run;
    this.identity = identity;
  }

  /// Leaves every value as it is.
  public static Affine identity() {
    return IDENTITY;
  }

  /// `(value − mean) / deviation` for every feature; a deviation so near to zero that float32 has
  /// no such factor counts as 1.
  public static Affine standardising(double mean, double deviation) {
    return standardising(new double[] {mean}, new double[] {deviation}, 1);
  }

  /// `(value − mean) / deviation`, feature by feature; a deviation so near to zero that float32 has
  /// no such factor counts as 1.
  ///
  /// @param means `[features]`
  /// @param deviations `[features]`, none negative
  public static Affine standardising(double[] means, double[] deviations) {
    return standardising(means, deviations, 1);
  }

  /// As above, with a pair for every `run` features in a row: for every channel of an image if
  /// those are the pixels of one. A single pair is for all features, however many.
  ///
  /// @param means `[features / run]`
  /// @param deviations `[features / run]`, none negative
  public static Affine standardising(double[] means, double[] deviations, int run) {
    if (means.length != deviations.length || means.length == 0 || run < 1) {
      throw new IllegalArgumentException(
          "%d means and %d deviations of %d features each"
              .formatted(means.length, deviations.length, run));
    }
    float[] scale = new float[means.length];
    float[] shift = new float[means.length];
    for (int i = 0; i < means.length; i++) {
      double deviation = Float.isFinite((float) (1 / deviations[i])) ? deviations[i] : 1;
      scale[i] = (float) (1 / deviation);
      shift[i] = (float) (-means[i] / deviation);
    }
    return new Affine(scale, shift, run, false);
  }

  /// True if there is one pair for all features.
  public boolean isUniform() {
    return scale.length == 1;
  }

  /// The factor of this feature.
  public float scale(int feature) {
    return scale[isUniform() ? 0 : feature / run];
  }

  /// What is added to this feature after scaling.
  public float shift(int feature) {
    return shift[isUniform() ? 0 : feature / run];
  }

  /// The factors in order: one, one per channel, or one per feature; a copy.
  public float[] scales() {
    return scale.clone();
  }

  /// What is added after scaling, as many; a copy.
  public float[] shifts() {
    return shift.clone();
  }

  void requireFeatures(int features) {
    if (!isUniform() && scale.length * run != features) {
      throw new IllegalArgumentException(
          "a normalisation of %d features cannot be used on %d"
              .formatted(scale.length * run, features));
    }
  }

  /// Normalises the `count` features of one example where they are.
  void apply(float[] values, int offset, int count) {
    if (identity) {
      return;
    }
    int length = isUniform() ? count : run;
    for (int first = 0; first < count; first += length) {
      float a = scale(first);
      float b = shift(first);
      for (int i = offset + first; i < offset + first + length; i++) {
        values[i] = Math.fma(values[i], a, b);
      }
    }
  }
}
