package dev.tombola.ship;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.tombola.format.Safetensors.Tensor;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.LocalDateTime;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.stream.Collectors;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/// NumPy's files of float32 arrays: `.npy`, and the `.npz` archive of several of them.
///
/// Source: numpy.lib.format, version 1.0.
final class NumpyFile {
  private static final byte[] START = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0};

  /// Elements begin at a multiple of this.
  private static final int ALIGNMENT = 64;

  /// The earliest that a zip can tell: the same tensors always give the same bytes.
  private static final LocalDateTime NO_TIME = LocalDateTime.of(1980, 1, 1, 0, 0);

  private NumpyFile() {}

  /// An archive as `numpy.savez_compressed` makes them: what is pruned is zero and takes hardly any
  /// place.
  ///
  /// @param comment of the zip, in ASCII; NumPy takes no notice of it
  static byte[] archive(SequencedMap<String, Tensor> tensors, String comment) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      zip.setComment(comment);
      for (Map.Entry<String, Tensor> entry : tensors.entrySet()) {
        ZipEntry file = new ZipEntry(entry.getKey() + ".npy");
        file.setTimeLocal(NO_TIME);
        zip.putNextEntry(file);
        zip.write(array(entry.getValue()));
      }
    } catch (IOException e) {
      throw new UncheckedIOException("memory does not fail to be written", e);
    }
    return bytes.toByteArray();
  }

  /// One array, in C order.
  static byte[] array(Tensor tensor) {
    String header =
        "{'descr': '<f4', 'fortran_order': False, 'shape': %s, }".formatted(tuple(tensor.shape()));
    int start = START.length + Short.BYTES;
    int length = Math.ceilDiv(start + header.length() + 1, ALIGNMENT) * ALIGNMENT - start;
    byte[] values = tensor.toBytes();
    return ByteBuffer.allocate(start + length + values.length)
        .order(ByteOrder.LITTLE_ENDIAN)
        .put(START)
        .putShort((short) length)
        .put((header + " ".repeat(length - header.length() - 1) + "\n").getBytes(ISO_8859_1))
        .put(values)
        .array();
  }

  /// As Python reads them: a tuple of one has to end with a comma, others may.
  private static String tuple(List<Long> shape) {
    return shape.stream().map(size -> size + ",").collect(Collectors.joining(" ", "(", ")"));
  }
}
