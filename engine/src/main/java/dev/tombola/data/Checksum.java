package dev.tombola.data;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/// SHA-256 of data in memory, little-endian.
final class Checksum {
  private static final int CHUNK = 1 << 14;

  private Checksum() {}

  static String of(Dataset data) {
    MessageDigest digest = sha256();
    ByteBuffer bytes = ByteBuffer.allocate(CHUNK * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    bytes.putInt(data.size()).putInt(data.features()).putInt(data.classes());
    digest.update(bytes.flip());
    for (int from = 0; from < data.size(); from += CHUNK) {
      int count = Math.min(CHUNK, data.size() - from);
      bytes.clear().asIntBuffer().put(data.labels(), from, count);
      digest.update(bytes.array(), 0, count * Integer.BYTES);
    }
    Values values = data.values();
    float[] chunk = new float[CHUNK];
    for (int from = 0; from < values.count(); from += CHUNK) {
      int count = Math.min(CHUNK, values.count() - from);
      values.copy(from, chunk, 0, count);
      bytes.clear().asFloatBuffer().put(chunk, 0, count);
      digest.update(bytes.array(), 0, count * Float.BYTES);
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  static String ofText(String text) {
    return HexFormat.of().formatHex(sha256().digest(text.getBytes(StandardCharsets.UTF_8)));
  }

  static MessageDigest sha256() {
    return digest("SHA-256");
  }

  static MessageDigest digest(String algorithm) {
    try {
      return MessageDigest.getInstance(algorithm);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has " + algorithm, e);
    }
  }
}
