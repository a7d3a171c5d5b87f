package dev.tombola.ticket;

import java.util.List;

/// How a network wants its examples: `value · scale + shift`, one fused operation each, with one
/// pair for all features, one for each, or one per channel of an image. The values of image bytes
/// are `byte / 255`, so 0 … 1.
public final class Input {
  private final float[] scale;
  private final float[] shift;
  private final List<String> classNames;

  /// @param scale one, one per channel, or one per feature; handed over
  /// @param shift as many; handed over
  /// @param classNames what the classes are called, by label; their numbers where it is empty
  public Input(float[] scale, float[] shift, List<String> classNames) {
    if (scale.length == 0 || scale.length != shift.length) {
      throw new IllegalArgumentException(
          "an input has %d scales and %d shifts".formatted(scale.length, shift.length));
    }
    this.scale = scale;
    this.shift = shift;
    this.classNames = List.copyOf(classNames);
  }

  /// Values as the network takes them.
  public static Input plain() {
    return new Input(new float[] {1}, new float[] {-0f}, List.of());
  }

  /// One, one per channel, or one per feature; not to be modified.
  public float[] scale() {
    return scale;
  }

  /// As many; not to be modified.
  public float[] shift() {
    return shift;
  }

  /// What the classes are called, by label; empty where they have numbers only.
  public List<String> classNames() {
    return classNames;
  }

  /// What the class is called.
  public String className(int label) {
    return classNames.isEmpty() ? Integer.toString(label) : classNames.get(label);
  }

  /// Scales the features of `count` examples, `[count][features]`, from one place to another.
  public void apply(float[] from, int fromOffset, float[] to, int toOffset, int features) {
    int run = features / scale.length;
    for (int pair = 0; pair < scale.length; pair++) {
      for (int i = pair * run; i < (pair + 1) * run; i++) {
        to[toOffset + i] = Math.fma(from[fromOffset + i], scale[pair], shift[pair]);
      }
    }
  }
}
