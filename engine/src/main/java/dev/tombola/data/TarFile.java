package dev.tombola.data;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/// Just enough of tar to walk through the regular files of an archive.
///
/// Source: POSIX.1-2001, pax Interchange Format, ustar header: name at 0, size in octal at 124,
/// type at 156; blocks of 512 bytes.
final class TarFile {
  private static final int BLOCK = 512;

  /// Gets each file.
  interface Visitor {
    void visit(String name, byte[] contents);
  }

  private TarFile() {}

  static void walk(Input input, InputStream in, Visitor visitor) throws IOException {
    byte[] header = new byte[BLOCK];
    while (true) {
      int got = in.readNBytes(header, 0, BLOCK);
      if (got == 0 || header[0] == 0) {
        return;
      }
      if (got < BLOCK) {
        throw new EOFException();
      }
      int size = size(input, header);
      byte[] contents = in.readNBytes(size);
      if (contents.length < size) {
        throw new EOFException();
      }
      if (header[156] == '0' || header[156] == 0) {
        visitor.visit(text(header, 0, 100), contents);
      }
      in.skipNBytes(-size & (BLOCK - 1));
    }
  }

  private static int size(Input input, byte[] header) {
    String octal = text(header, 124, 12).strip();
    try {
      return Integer.parseInt(octal, 8);
    } catch (NumberFormatException e) {
      throw input.wrong("no tar archive, or a damaged one");
    }
  }

  private static String text(byte[] header, int from, int length) {
    int end = from;
    while (end < from + length && header[end] != 0) {
      end++;
    }
    return new String(header, from, end - from, StandardCharsets.US_ASCII);
  }
}
