package dev.tombola.data;

import dev.tombola.nn.ImageShape;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.List;

/// IDX files of unsigned bytes, the format of MNIST's authors: two zero bytes, the element type,
/// the number of dimensions, each dimension as a big-endian int, then the elements, the last
/// dimension fastest.
///
/// Source: LeCun, Cortes & Burges, "The MNIST database of handwritten digits", file formats.
final class IdxFile {
  private static final int UNSIGNED_BYTE = 0x08;
  private static final int CHUNK = 1 << 16;
  private static final int MOST_VALUES = Integer.MAX_VALUE - 8;

  private final Input input;
  private final InputStream in;
  private final List<Integer> shape;
  private final int count;

  /// Takes bytes from a chunk, for the elements from `at` on.
  private interface Sink {
    void take(byte[] chunk, int at, int length);
  }

  private IdxFile(Input input, InputStream in) throws IOException {
    this.input = input;
    this.in = in;
    byte[] start = in.readNBytes(4);
    if (start.length < 4 || start[0] != 0 || start[1] != 0) {
      throw input.wrong(
          "no IDX file: it begins with the bytes `%s`, not with `00 00 08`"
              .formatted(HexFormat.ofDelimiter(" ").formatHex(start)));
    }
    if (start[2] != UNSIGNED_BYTE) {
      throw input.wrong(
          "IDX element type 0x%02x; only unsigned bytes (0x08) are read"
              .formatted(start[2] & 0xff));
    }
    if (start[3] < 1 || start[3] > 4) {
      throw input.wrong("%d dimensions; 1 (labels) to 4 are read".formatted(start[3] & 0xff));
    }
    byte[] sizes = in.readNBytes(start[3] * Integer.BYTES);
    if (sizes.length < start[3] * Integer.BYTES) {
      throw input.wrong("truncated within its IDX header; fetch it again");
    }
    Integer[] dimensions = new Integer[start[3]];
    for (int i = 0; i < dimensions.length; i++) {
      dimensions[i] = ByteBuffer.wrap(sizes).getInt(i * Integer.BYTES);
    }
    shape = List.of(dimensions);
    count = count();
  }

  private int count() {
    long product = 1;
    for (int size : shape) {
      if (size < 1) {
        throw input.wrong("empty or damaged: its shape is " + shape);
      }
      product = product > MOST_VALUES ? product : product * size;
    }
    if (product > MOST_VALUES) {
      throw input.wrong("too large or damaged: its shape is " + shape);
    }
    return (int) product;
  }

  private void elements(Sink sink) throws IOException {
    byte[] chunk = new byte[CHUNK];
    int at = 0;
    while (at < count) {
      int wanted = Math.min(CHUNK, count - at);
      int got = in.readNBytes(chunk, 0, wanted);
      sink.take(chunk, at, got);
      at += got;
      if (got < wanted) {
        throw input.wrong(
            "truncated: %d bytes of data, where its shape %s needs %d; fetch it again"
                .formatted(at, shape, count));
      }
    }
    if (in.read() >= 0) {
      throw input.wrong("has bytes behind the %d of its shape %s".formatted(count, shape));
    }
  }

  /// Reads labels, one dimension.
  static int[] labels(Input input) {
    return input.read(in -> {
      IdxFile file = new IdxFile(input, in);
      if (file.shape.size() != 1) {
        throw input.wrong("labels have 1 dimension, but its shape is " + file.shape);
      }
      int[] labels = new int[file.count];
      file.elements((chunk, at, length) -> {
        for (int i = 0; i < length; i++) {
          labels[at + i] = chunk[i] & 0xff;
        }
      });
      return labels;
    });
  }

  /// Reads images `[size][features]`, whose bytes are kept, and puts them together with their
  /// labels.
  ///
  /// @param labelInput where the labels are read from
  /// @param classNames `[classes]`, or empty if there is one class more than the greatest label
  /// @param classes number of classes, or 0 likewise
  /// @throws dev.tombola.UserException if a file is not well formed, the numbers of images and
  ///   labels differ, or a label is out of range
  static Dataset dataset(
      String name, Input images, Input labelInput, int classes, List<String> classNames) {
    int[] labels = labels(labelInput);
    int known = classes > 0 ? classes : Labels.classes(labelInput.place(), labels);
    Labels.check(labelInput.place(), labels, known);
    return images.read(in -> {
      IdxFile file = new IdxFile(images, in);
      file.requireImages(labelInput, labels.length);
      byte[] pixels = new byte[file.count];
      file.elements((chunk, at, length) -> System.arraycopy(chunk, 0, pixels, at, length));
      Dataset dataset =
          Dataset.ofPixels(name, file.count / labels.length, known, pixels, labels, classNames);
      return switch (file.shape.size()) {
        case 3 -> dataset.asImages(new ImageShape(1, file.shape.get(1), file.shape.get(2)));
        case 4 ->
            dataset.asImages(
                new ImageShape(file.shape.get(1), file.shape.get(2), file.shape.get(3)));
        default -> dataset;
      };
    });
  }

  private void requireImages(Input labelInput, int labels) {
    if (shape.size() < 2) {
      throw input.wrong("images have 2 to 4 dimensions, but its shape is " + shape);
    }
    if (shape.getFirst() != labels) {
      throw input.wrong(
          "%d images, but %s has %d labels"
              .formatted(shape.getFirst(), labelInput.place(), labels));
    }
  }
}
