package dev.tombola.ticket;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.tombola.UserException;
import dev.tombola.format.Safetensors;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;

/// A ticket file's beginning, which is the same in all of them: what it is, the version of its
/// form, and the SHA-256 of the whole file, computed with the digest's own digits zero.
final class Seal {
  private static final String FORMAT = "format";
  private static final String VERSION = "version";
  private static final String DIGEST = "sha256";

  /// The metadata that the seal takes.
  static final List<String> KEYS = List.of(FORMAT, VERSION, DIGEST);

  private static final String BEFORE =
      "{\"__metadata__\":{\"format\":\"tombola-ticket\",\"version\":\"1\",\"sha256\":\"";
  private static final int HEADER = 8;
  private static final int FROM = HEADER + BEFORE.length();
  private static final int DIGITS = 64;

  private Seal() {}

  /// The bytes of a sealed file.
  ///
  /// @param file without the seal's metadata
  static byte[] seal(Safetensors file) {
    SequencedMap<String, String> metadata = new LinkedHashMap<>();
    metadata.put(FORMAT, "tombola-ticket");
    metadata.put(VERSION, "1");
    metadata.put(DIGEST, "0".repeat(DIGITS));
    metadata.putAll(file.metadata());
    byte[] bytes = file.withMetadata(metadata).encode();
    byte[] digest = digest(bytes).getBytes(US_ASCII);
    System.arraycopy(digest, 0, bytes, FROM, DIGITS);
    return bytes;
  }

  /// @throws UserException when the bytes are no ticket, or altered
  static void check(byte[] bytes, String name) {
    if (bytes.length < FROM + DIGITS
        || !new String(bytes, HEADER, BEFORE.length(), US_ASCII).equals(BEFORE)) {
      throw new UserException(
          name + ": not a ticket of version 1; `tombola ticket export` writes one from a run");
    }
    if (!new String(bytes, FROM, DIGITS, US_ASCII).equals(digest(bytes))) {
      throw new UserException(
          name
              + ": truncated or altered: its sha256 is not the one that it states; get it again"
              + " from where it came");
    }
  }

  private static String digest(byte[] bytes) {
    byte[] zeroed = bytes.clone();
    Arrays.fill(zeroed, FROM, FROM + DIGITS, (byte) '0');
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(zeroed));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
