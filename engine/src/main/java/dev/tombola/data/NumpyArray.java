package dev.tombola.data;

import dev.tombola.nn.ImageShape;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;

/// An array of features from NumPy, in C order whatever order the file had.
final class NumpyArray {
  private static final int MOST_VALUES = Integer.MAX_VALUE - 8;

  private final Input input;
  private final List<Integer> shape;
  private final Values values;

  /// Takes the element that belongs at a place in C order.
  private interface Sink {
    void take(int at, double element);
  }

  private NumpyArray(Input input, List<Integer> shape, Values values) {
    this.input = input;
    this.shape = shape;
    this.values = values;
  }

  /// Reads `x [size][…]`; unsigned bytes are taken for image bytes, and kept.
  static NumpyArray read(Input input) {
    return input.read(in -> features(input, in));
  }

  private static NumpyArray features(Input input, InputStream in) throws IOException {
    NumpyHeader header = NumpyHeader.read(input, in);
    if (header.shape().size() < 2) {
      throw input.wrong(
          "features have the shape [size][…], but its shape is %s%s"
              .formatted(
                  header.shape(),
                  header.shape().isEmpty()
                      ? ""
                      : "; of one example it is [1, %d]".formatted(header.shape().getFirst())));
    }
    int count = count(input, header);
    NumpyElements elements = new NumpyElements(in, header, count);
    Values values =
        header.type() == NumpyType.U1
            ? pixels(header, elements, count)
            : floats(header, elements, count);
    requireEnd(input, in, header);
    return new NumpyArray(input, header.shape(), values);
  }

  private static Values pixels(NumpyHeader header, NumpyElements elements, int count)
      throws IOException {
    byte[] pixels = new byte[count];
    inOrder(header, elements, count, (at, element) -> pixels[at] = (byte) (int) element);
    return Values.ofPixels(pixels);
  }

  private static Values floats(NumpyHeader header, NumpyElements elements, int count)
      throws IOException {
    float[] floats = new float[count];
    inOrder(header, elements, count, (at, element) -> floats[at] = (float) element);
    return Values.ofFloats(floats);
  }

  private static void inOrder(NumpyHeader header, NumpyElements elements, int count, Sink sink)
      throws IOException {
    if (header.fortran()) {
      int size = header.shape().getFirst();
      int[] places = places(header.shape().subList(1, header.shape().size()));
      for (int place : places) {
        for (int row = 0; row < size; row++) {
          sink.take(row * places.length + place, elements.next());
        }
      }
    } else {
      for (int i = 0; i < count; i++) {
        sink.take(i, elements.next());
      }
    }
  }

  /// Where the features of an example come to lie, in the order in which Fortran has them: first
  /// axis fastest in the file, last axis fastest in memory.
  private static int[] places(List<Integer> shape) {
    int[] places = {0};
    for (int size : shape) {
      int[] wider = new int[places.length * size];
      for (int i = 0; i < size; i++) {
        for (int j = 0; j < places.length; j++) {
          wider[i * places.length + j] = places[j] * size + i;
        }
      }
      places = wider;
    }
    return places;
  }

  /// Reads `y [size]`, or `[size][1]`: whole numbers from 0, of any type.
  static int[] labels(Input input) {
    return input.read(in -> labels(input, in));
  }

  private static int[] labels(Input input, InputStream in) throws IOException {
    NumpyHeader header = NumpyHeader.read(input, in);
    int count = count(input, header);
    if (header.shape().isEmpty() || count != header.shape().getFirst()) {
      throw input.wrong(
          "labels have the shape [size], but its shape is %s; for one-hot rows use argmax(1)"
              .formatted(header.shape()));
    }
    NumpyElements elements = new NumpyElements(in, header, count);
    int[] labels = new int[count];
    for (int row = 0; row < count; row++) {
      double label = elements.next();
      if (label < 0 || label >= Dataset.MOST_CLASSES || label != Math.rint(label)) {
        throw input.wrong(
            "row %d has the label %s, out of range; labels are whole numbers from 0 to %d"
                .formatted(row, text(label), Dataset.MOST_CLASSES - 1));
      }
      labels[row] = (int) label;
    }
    requireEnd(input, in, header);
    return labels;
  }

  private static String text(double label) {
    return label == (long) label ? Long.toString((long) label) : Double.toString(label);
  }

  private static int count(Input input, NumpyHeader header) {
    long count = 1;
    for (int size : header.shape()) {
      count = count > MOST_VALUES ? count : count * size;
    }
    if (count < 1 || count > MOST_VALUES) {
      throw input.wrong((count < 1 ? "empty" : "too large") + ": its shape is " + header.shape());
    }
    return (int) count;
  }

  private static void requireEnd(Input input, InputStream in, NumpyHeader header)
      throws IOException {
    if (in.read() >= 0) {
      throw input.wrong("has bytes behind the elements of its shape " + header.shape());
    }
  }

  /// The examples alone.
  ///
  /// @throws dev.tombola.UserException if a value is not finite; it names the row and the column
  UnlabelledData unlabelled() {
    int features = values.count() / shape.getFirst();
    DatasetRules.checkFinite(input.place(), features, values.floats());
    return new UnlabelledData(shape, values);
  }

  /// Puts features and labels together.
  ///
  /// @param classes number of classes, or 0 for one more than the greatest label
  static Dataset dataset(String name, NumpyArray x, Input y, int classes) {
    int[] labels = labels(y);
    if (labels.length != x.shape.getFirst()) {
      throw x.input.wrong(
          "%d examples, but %s has %d labels"
              .formatted(x.shape.getFirst(), y.place(), labels.length));
    }
    int count = classes > 0 ? classes : Labels.classes(y.place(), labels);
    Labels.check(y.place(), labels, count);
    int features = x.values.count() / labels.length;
    // Bytes are finite whatever they are: then there are no floats to look at.
    DatasetRules.checkFinite(x.input.place(), features, x.values.floats());
    Dataset dataset = Dataset.ofFinite(name, features, count, x.values, labels, List.of());
    return x.shape.size() == 3
        ? dataset.asImages(new ImageShape(1, x.shape.get(1), x.shape.get(2)))
        : dataset;
  }
}
