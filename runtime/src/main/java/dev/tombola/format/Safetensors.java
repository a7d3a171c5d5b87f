package dev.tombola.format;

import dev.tombola.UserException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;

/// A safetensors file: named tensors and text metadata, as Hugging Face defines it.
///
/// Layout: header length as a little-endian 64-bit number, the header in JSON padded with spaces to
/// 8 bytes, then the tensors' bytes, little-endian, one after another in the order of the map. The
/// same content always gives the same bytes.
///
/// @param tensors by name
/// @param metadata text by key
public record Safetensors(
    SequencedMap<String, Tensor> tensors, SequencedMap<String, String> metadata) {
  /// The format's own limit on the header, in bytes.
  private static final long MAX_HEADER = 100_000_000;

  /// How a zip archive begins. The same bytes as a length are more than three gigabytes of header,
  /// whatever follows: no safetensors file begins so.
  private static final int ARCHIVE = 'P' | 'K' << 8 | 3 << 16 | 4 << 24;

  public Safetensors {
    tensors = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(tensors));
    metadata = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(metadata));
  }

  /// One tensor: its type as the format names it (`F32`, `U8`, `I64`), shape, and little-endian
  /// bytes.
  public record Tensor(String dtype, List<Long> shape, ByteBuffer bytes) {
    public Tensor {
      shape = List.copyOf(shape);
      bytes = bytes.asReadOnlyBuffer().order(ByteOrder.LITTLE_ENDIAN);
      long expected = size(shape, SafetensorsHeader.elementSize(dtype));
      if (expected != bytes.remaining()) {
        throw new IllegalArgumentException(
            "a %s tensor of shape %s has %d bytes, not %d"
                .formatted(dtype, Excerpt.of(shape.toString()), expected, bytes.remaining()));
      }
    }

    public static Tensor of(List<Integer> shape, float[] values) {
      ByteBuffer bytes = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
      bytes.asFloatBuffer().put(values);
      return new Tensor("F32", shape.stream().map(Integer::longValue).toList(), bytes);
    }

    public static Tensor of(byte[] values) {
      return new Tensor("U8", List.of((long) values.length), ByteBuffer.wrap(values));
    }

    /// Whether it has this type and shape.
    boolean is(String type, List<Integer> sizes) {
      return dtype.equals(type) && shape.equals(sizes.stream().map(Integer::longValue).toList());
    }

    /// The values of an `F32` tensor.
    public float[] floats() {
      if (!dtype.equals("F32")) {
        throw new IllegalArgumentException("a tensor of type " + dtype + " has no float values");
      }
      float[] values = new float[bytes.remaining() / 4];
      bytes.duplicate().order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(values);
      return values;
    }

    /// The bytes as they stand.
    public byte[] toBytes() {
      byte[] copy = new byte[bytes.remaining()];
      bytes.duplicate().get(copy);
      return copy;
    }

    private static long size(List<Long> shape, long elementSize) {
      try {
        return shape.stream().reduce(elementSize, Math::multiplyExact);
      } catch (ArithmeticException e) {
        throw new IllegalArgumentException("a tensor has a shape that is too large", e);
      }
    }
  }

  /// The tensor of this name.
  ///
  /// @throws IllegalArgumentException when there is none
  public Tensor tensor(String name) {
    Tensor tensor = tensors.get(name);
    if (tensor == null) {
      throw new IllegalArgumentException("no tensor is called " + Excerpt.of(name));
    }
    return tensor;
  }

  /// The whole file.
  public byte[] encode() {
    byte[] header = SafetensorsHeader.encode(this);
    long size = tensors.values().stream().mapToLong(tensor -> tensor.bytes.remaining()).sum();
    ByteBuffer file = ByteBuffer.allocate(Math.toIntExact(8 + header.length + size));
    file.order(ByteOrder.LITTLE_ENDIAN).putLong(header.length).put(header);
    tensors.values().forEach(tensor -> file.put(tensor.bytes.duplicate()));
    return file.array();
  }

  /// Reads a file.
  ///
  /// @throws UserException when it is missing or not what the format asks
  public static Safetensors read(Path path) {
    return decode(FileBytes.of(path), path.toString());
  }

  /// Reads the bytes of a file called `name`, which the tensors share. Lengths are checked before
  /// anything is allocated.
  public static Safetensors decode(byte[] file, String name) {
    if (file.length < 8) {
      throw new UserException(
          name + ": not a safetensors file: it has only " + file.length + " bytes");
    }
    ByteBuffer bytes = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
    long length = bytes.getLong();
    if (length < 2 || length > MAX_HEADER || length > file.length - 8) {
      throw new UserException(name + ": " + noHeader(length, file.length - 8));
    }
    try {
      String header = text(file, 8, (int) length);
      return SafetensorsHeader.decode(
          header, bytes.slice(8 + (int) length, file.length - 8 - (int) length));
    } catch (IllegalArgumentException | ArithmeticException e) {
      throw new UserException(name + ": not a valid safetensors file: " + e.getMessage(), e);
    }
  }

  /// What a file is that cannot have a header as long as it claims.
  private static String noHeader(long claimed, int there) {
    if ((int) claimed == ARCHIVE) {
      return "is an archive, as torch.save and numpy.savez write, and no safetensors file;"
          + " safetensors.torch.save_file(model.state_dict(), …) writes one";
    }
    return claimed < 2 || claimed > MAX_HEADER
        ? "not a safetensors file: its first 8 bytes are no length of a header"
        : "truncated or not a safetensors file: its header claims %d bytes of %d"
            .formatted(claimed, there);
  }

  /// Text in UTF-8, refused where it is not: what stands for a fault might be in the text, so then
  /// its bytes are compared.
  private static String text(byte[] file, int offset, int length) {
    String text = new String(file, offset, length, StandardCharsets.UTF_8);
    if (text.indexOf('\uFFFD') >= 0) {
      byte[] again = text.getBytes(StandardCharsets.UTF_8);
      if (!Arrays.equals(again, 0, again.length, file, offset, offset + length)) {
        throw new IllegalArgumentException("its header is not UTF-8");
      }
    }
    return text;
  }

  /// Whether a file, from which this was decoded, has the header that [#encode] would write.
  public boolean hasHeaderOf(byte[] file) {
    byte[] header = SafetensorsHeader.encode(this);
    long length = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN).getLong();
    return length == header.length
        && Arrays.equals(header, 0, header.length, file, 8, 8 + header.length);
  }

  /// The same tensors with other metadata.
  public Safetensors withMetadata(Map<String, String> changed) {
    return new Safetensors(tensors, new LinkedHashMap<>(changed));
  }
}
