package dev.tombola.data;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.zip.CRC32;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/// Small files of every format, as the tests need them.
final class Written {
  /// Something that may fail, but not in a test.
  private interface Writing {
    void to(ByteArrayOutputStream out) throws IOException;
  }

  private Written() {}

  private static byte[] bytes(Writing writing) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try {
      writing.to(out);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }

  static String file(Path folder, String name, byte[] contents) {
    try {
      Path file = folder.resolve(name);
      Files.createDirectories(file.getParent());
      return Files.write(file, contents).toString();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static String file(Path folder, String name, String contents) {
    return file(folder, name, contents.getBytes(StandardCharsets.UTF_8));
  }

  static byte[] gzip(byte[] contents) {
    return bytes(out -> {
      try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
        gzip.write(contents);
      }
    });
  }

  static byte[] idx(int[] shape, int... elements) {
    ByteBuffer header = ByteBuffer.allocate(4 + shape.length * Integer.BYTES);
    header.putInt(0x0800 | shape.length);
    for (int size : shape) {
      header.putInt(size);
    }
    return bytes(out -> {
      out.write(header.array());
      for (int element : elements) {
        out.write(element);
      }
    });
  }

  /// An `.npy` file, version 1.
  static byte[] npy(String type, boolean fortran, String shape, byte[] elements) {
    String header =
        "{'descr': '%s', 'fortran_order': %s, 'shape': %s, }\n"
            .formatted(type, fortran ? "True" : "False", shape);
    return npy(1, header, elements);
  }

  static byte[] npy(int version, String header, byte[] elements) {
    byte[] text = header.getBytes(StandardCharsets.UTF_8);
    ByteBuffer length = ByteBuffer.allocate(version == 1 ? 2 : 4).order(ByteOrder.LITTLE_ENDIAN);
    if (version == 1) {
      length.putShort((short) text.length);
    } else {
      length.putInt(text.length);
    }
    return bytes(out -> {
      out.write(0x93);
      out.write("NUMPY".getBytes(StandardCharsets.US_ASCII));
      out.write(version);
      out.write(0);
      out.write(length.array());
      out.write(text);
      out.write(elements);
    });
  }

  static byte[] floats(ByteOrder order, float... elements) {
    ByteBuffer buffer = ByteBuffer.allocate(elements.length * Float.BYTES).order(order);
    for (float element : elements) {
      buffer.putFloat(element);
    }
    return buffer.array();
  }

  static byte[] longs(long... elements) {
    ByteBuffer buffer =
        ByteBuffer.allocate(elements.length * Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    for (long element : elements) {
      buffer.putLong(element);
    }
    return buffer.array();
  }

  static byte[] zip(boolean stored, Map<String, byte[]> entries) {
    return bytes(out -> {
      try (ZipOutputStream zip = new ZipOutputStream(out)) {
        for (Map.Entry<String, byte[]> contents : entries.entrySet()) {
          ZipEntry entry = new ZipEntry(contents.getKey());
          if (stored) {
            CRC32 crc = new CRC32();
            crc.update(contents.getValue());
            entry.setMethod(ZipEntry.STORED);
            entry.setSize(contents.getValue().length);
            entry.setCrc(crc.getValue());
          }
          zip.putNextEntry(entry);
          zip.write(contents.getValue());
        }
      }
    });
  }

  static byte[] tar(Map<String, byte[]> files) {
    return bytes(out -> {
      for (Map.Entry<String, byte[]> file : files.entrySet()) {
        byte[] header = new byte[512];
        put(header, 0, file.getKey());
        put(header, 124, "%011o".formatted(file.getValue().length));
        header[156] = (byte) (file.getKey().endsWith("/") ? '5' : '0');
        put(header, 257, "ustar");
        out.write(header);
        out.write(file.getValue());
        out.write(new byte[-file.getValue().length & 511]);
      }
      out.write(new byte[1024]);
    });
  }

  private static void put(byte[] header, int at, String text) {
    byte[] ascii = text.getBytes(StandardCharsets.US_ASCII);
    System.arraycopy(ascii, 0, header, at, ascii.length);
  }

  /// Reads a source; relative paths are not used in tests.
  static SourceParts read(DataSource source) {
    return new SourceReader(directory(Path.of("/nowhere"))).read(source);
  }

  /// All values of a data set, `[size][features]`.
  static float[] values(Dataset dataset) {
    float[] values = new float[dataset.size() * dataset.features()];
    for (int row = 0; row < dataset.size(); row++) {
      dataset.copy(row, values, row * dataset.features());
    }
    return values;
  }

  /// A data directory that is this folder and nothing of the machine's.
  static DataDirectory directory(Path folder) {
    return new DataDirectory(
        Map.of("TOMBOLA_DATA", folder.toString()), Path.of("/nowhere"), Path.of("/nowhere"));
  }
}
