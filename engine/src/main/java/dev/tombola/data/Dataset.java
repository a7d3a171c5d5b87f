package dev.tombola.data;

import dev.tombola.UserException;
import dev.tombola.nn.ImageShape;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Labelled examples in memory: values `[size][features]`, row by row, and `labels [size]` in 0 …
/// classes − 1. Values are as the files give them; image bytes stay bytes, a quarter of the memory,
/// and are divided by 255 as they are read. [Affine] normalises values later. Immutable, provided
/// that nobody writes to its arrays.
public final class Dataset {
  /// More classes than this are taken for a mistake: an identifier or a quantity used as a label.
  static final int MOST_CLASSES = 65_536;

  private final String name;
  private final int features;
  private final int classes;
  private final Values values;
  private final int[] labels;
  private final List<String> classNames;
  private final @Nullable ImageShape image;
  private @Nullable String checksum;

  private Dataset(
      String name,
      int features,
      int classes,
      Values values,
      int[] labels,
      List<String> classNames,
      @Nullable ImageShape image) {
    this.name = name;
    this.features = features;
    this.classes = classes;
    this.values = values;
    this.labels = labels;
    this.classNames = classNames;
    this.image = image;
  }

  /// Examples of the caller's own; the classes are named by their numbers.
  ///
  /// @param values `[size][features]`, finite; kept, not copied
  /// @param labels `[size]`, each in 0 … classes − 1; kept, not copied
  /// @throws UserException if the lengths disagree, there is no example, a value is not finite or a
  ///   label out of range; it names the row and the column, both from 0
  public static Dataset of(String name, int features, int classes, float[] values, int[] labels) {
    return of(name, features, classes, values, labels, List.of());
  }

  /// As above, with `classNames [classes]`.
  public static Dataset of(
      String name,
      int features,
      int classes,
      float[] values,
      int[] labels,
      List<String> classNames) {
    Dataset dataset =
        ofFinite(name, features, classes, Values.ofFloats(values), labels, classNames);
    DatasetRules.checkFinite(name, features, values);
    return dataset;
  }

  /// Images of the caller's own, one byte per value: the byte k in 0 … 255 (unsigned) is the value
  /// k / 255f. The same data set as [#of] makes from those values, in a quarter of the memory.
  ///
  /// @param pixels `[size][features]`; kept, not copied
  /// @param labels `[size]`, each in 0 … classes − 1; kept, not copied
  /// @throws UserException if the lengths disagree, there is no example, or a label is out of
  ///   range; it names the row, from 0
  public static Dataset ofPixels(
      String name, int features, int classes, byte[] pixels, int[] labels) {
    return ofPixels(name, features, classes, pixels, labels, List.of());
  }

  /// As above, with `classNames [classes]`.
  public static Dataset ofPixels(
      String name,
      int features,
      int classes,
      byte[] pixels,
      int[] labels,
      List<String> classNames) {
    return ofFinite(name, features, classes, Values.ofPixels(pixels), labels, classNames);
  }

  /// As [#of], for values that are known to be finite.
  static Dataset ofFinite(
      String name,
      int features,
      int classes,
      Values values,
      int[] labels,
      List<String> classNames) {
    DatasetRules.check(name, features, classes, values.count(), labels, classNames);
    return new Dataset(name, features, classes, values, labels, List.copyOf(classNames), null);
  }

  /// The same examples, seen as images.
  ///
  /// @throws UserException if the shape has another number of features
  public Dataset asImages(ImageShape shape) {
    if (shape.features() != features) {
      throw new UserException(
          "%s: %d features per example are no %s image".formatted(name, features, shape));
    }
    return new Dataset(name, features, classes, values, labels, classNames, shape);
  }

  public String name() {
    return name;
  }

  /// Number of examples, at least 1.
  public int size() {
    return labels.length;
  }

  /// Number of values per example.
  public int features() {
    return features;
  }

  public int classes() {
    return classes;
  }

  /// What the classes are called, in the order of the labels.
  public List<String> classNames() {
    return classNames;
  }

  /// One value of an example.
  public float value(int row, int feature) {
    return values.at(row * features + Objects.checkIndex(feature, features));
  }

  /// Writes the values of an example to `to[offset … offset + features − 1]`.
  public void copy(int row, float[] to, int offset) {
    values.copy(row * features, to, offset, features);
  }

  /// `[size][features]`.
  Values values() {
    return values;
  }

  /// `[size]`, not to be modified.
  public int[] labels() {
    return labels;
  }

  /// What the classes are called: as stated, else their numbers.
  public String className(int label) {
    return classNames.isEmpty() ? Integer.toString(label) : classNames.get(label);
  }

  /// How an example is laid out as an image, if it is one.
  public Optional<ImageShape> image() {
    return Optional.ofNullable(image);
  }

  /// SHA-256, in hexadecimal, of the sizes, the labels and the bits of the values; names do not
  /// count. Computed at the first call, then kept.
  public synchronized String checksum() {
    if (checksum == null) {
      checksum = Checksum.of(this);
    }
    return checksum;
  }

  @Override
  public String toString() {
    return "%s (%d × %d, %d classes)".formatted(name, size(), features, classes);
  }
}
