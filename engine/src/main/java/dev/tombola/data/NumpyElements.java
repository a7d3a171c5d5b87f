package dev.tombola.data;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;

/// The elements of a NumPy array, one after the other, as they lie in the file.
final class NumpyElements {
  private static final int CHUNK = 1 << 16;

  private final InputStream in;
  private final NumpyType type;
  private final ByteBuffer buffer;
  private long unread;

  NumpyElements(InputStream in, NumpyHeader header, long count) {
    this.in = in;
    type = header.type();
    buffer = ByteBuffer.allocate(CHUNK).order(header.order()).limit(0);
    unread = count * type.bytes();
  }

  double next() throws IOException {
    if (!buffer.hasRemaining()) {
      int wanted = (int) Math.min(CHUNK, unread);
      if (in.readNBytes(buffer.array(), 0, wanted) < wanted) {
        throw new EOFException();
      }
      unread -= wanted;
      buffer.clear().limit(wanted);
    }
    return type.next(buffer);
  }
}
