package dev.tombola.data;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The head of an `.npy` file: `\x93NUMPY`, a version, and a Python dictionary with the element
/// type, the order and the shape.
///
/// Source: numpy.lib.format, versions 1.0 to 3.0.
record NumpyHeader(NumpyType type, ByteOrder order, boolean fortran, List<Integer> shape) {
  private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};
  private static final int LONGEST = 1 << 20;
  private static final Pattern TYPE = Pattern.compile("'descr'\\s*:\\s*'([<>=|]?)([a-zA-Z]\\w*)'");
  private static final Pattern ANY_TYPE =
      Pattern.compile("'descr'\\s*:\\s*(.+?)\\s*,\\s*'(?:fortran_order|shape)'");
  private static final Pattern FORTRAN = Pattern.compile("'fortran_order'\\s*:\\s*(True|False)");
  private static final Pattern SHAPE = Pattern.compile("'shape'\\s*:\\s*\\(([\\d\\s,]*)\\)");

  /// Reads up to where the elements begin.
  static NumpyHeader read(Input input, InputStream in) throws IOException {
    byte[] start = in.readNBytes(MAGIC.length + 2);
    if (start.length < MAGIC.length + 2
        || !Arrays.equals(start, 0, MAGIC.length, MAGIC, 0, MAGIC.length)) {
      throw input.wrong("no NumPy array: it does not begin with \\x93NUMPY");
    }
    int version = start[MAGIC.length];
    if (version < 1 || version > 3) {
      throw input.wrong("NumPy format version " + version + "; 1 to 3 are read");
    }
    byte[] length = exactly(in, version == 1 ? 2 : 4);
    ByteBuffer number = ByteBuffer.wrap(length).order(ByteOrder.LITTLE_ENDIAN);
    int size = version == 1 ? number.getShort() & 0xffff : number.getInt();
    if (size < 0 || size > LONGEST) {
      throw input.wrong("damaged: its NumPy header would have " + size + " bytes");
    }
    return parse(input, new String(exactly(in, size), StandardCharsets.UTF_8));
  }

  private static byte[] exactly(InputStream in, int count) throws IOException {
    byte[] bytes = in.readNBytes(count);
    if (bytes.length < count) {
      throw new EOFException();
    }
    return bytes;
  }

  private static NumpyHeader parse(Input input, String text) {
    Matcher fortran = FORTRAN.matcher(text);
    Matcher shape = SHAPE.matcher(text);
    if (!fortran.find() || !shape.find()) {
      throw input.wrong("damaged: its NumPy header reads " + text.strip());
    }
    Matcher descr = TYPE.matcher(text);
    NumpyType type = descr.find() ? NumpyType.of(descr.group(2)) : null;
    if (type == null) {
      Matcher any = ANY_TYPE.matcher(text);
      throw input.wrong(
          "element type %s; integers, floats and bools are read, so convert it with astype"
              .formatted(any.find() ? any.group(1) : text.strip()));
    }
    ByteOrder order = descr.group(1).equals(">") ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
    return new NumpyHeader(
        type, order, fortran.group(1).equals("True"), shape(input, shape.group(1)));
  }

  private static List<Integer> shape(Input input, String text) {
    try {
      return Pattern.compile(",")
          .splitAsStream(text)
          .map(String::strip)
          .filter(number -> !number.isEmpty())
          .map(Integer::valueOf)
          .toList();
    } catch (NumberFormatException e) {
      throw input.wrong("too large: its shape is (" + text + ")");
    }
  }
}
