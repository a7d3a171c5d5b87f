package dev.tombola.ticket;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.tombola.UserException;
import dev.tombola.format.Safetensors;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;

/// A ticket file's beginning, which is the same in all of them: what it is, the version of its
/// form, and the SHA-256 of the whole file, computed with the digest's own digits zero.
final class Seal {
  private static final String FORMAT = "format";
  private static final String NAME = "tombola-ticket";
  private static final String VERSION = "version";
  private static final String DIGEST = "sha256";

  /// The metadata that the seal takes.
  static final List<String> KEYS = List.of(FORMAT, VERSION, DIGEST);

  private static final String TICKET =
      "{\"__metadata__\":{\"format\":\"tombola-ticket\",\"version\":\"";
  private static final String BEFORE = TICKET + "1\",\"sha256\":\"";
  private static final int HEADER = 8;
  private static final int FROM = HEADER + BEFORE.length();

  /// How many bytes tell whether a file is a ticket, and of which version.
  static final int BEGINNING = FROM;

  private static final int DIGITS = 64;

  /// A header takes many times its size to read; this one has room for ten thousand layers.
  private static final long MOST_HEADER = 8_000_000;

  private Seal() {}

  static boolean isOn(Safetensors file) {
    return NAME.equals(file.metadata().get(FORMAT));
  }

  /// The bytes of a sealed file.
  ///
  /// @param file without the seal's metadata
  static byte[] seal(Safetensors file) {
    SequencedMap<String, String> metadata = new LinkedHashMap<>();
    metadata.put(FORMAT, NAME);
    metadata.put(VERSION, "1");
    metadata.put(DIGEST, "0".repeat(DIGITS));
    metadata.putAll(file.metadata());
    byte[] bytes = file.withMetadata(metadata).encode();
    if (header(bytes) > MOST_HEADER) {
      throw new IllegalArgumentException(
          "a ticket with a header of %d bytes could not be read".formatted(header(bytes)));
    }
    stamp(bytes);
    return bytes;
  }

  /// Writes the digest into its place.
  static void stamp(byte[] bytes) {
    System.arraycopy(digest(bytes).getBytes(US_ASCII), 0, bytes, FROM, DIGITS);
  }

  private static long header(byte[] bytes) {
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getLong();
  }

  /// @throws UserException when the bytes are no ticket, or altered
  static void check(byte[] bytes, String name) {
    checkBeginning(bytes, name);
    if (bytes.length <= FROM + DIGITS
        || bytes[FROM + DIGITS] != '"'
        || !new String(bytes, FROM, DIGITS, US_ASCII).equals(digest(bytes))) {
      throw altered(name);
    }
    if (header(bytes) > MOST_HEADER) {
      throw new UserException(
          "%s: not a valid ticket: its header claims %d bytes, and none has more than %d"
              .formatted(name, header(bytes), MOST_HEADER));
    }
  }

  private static UserException altered(String name) {
    return new UserException(
        name
            + ": truncated or altered: its sha256 is not the one that it states; get it again from"
            + " where it came");
  }

  /// Whether bytes begin as a ticket of any version does.
  static boolean begins(byte[] bytes) {
    return begins(bytes, TICKET);
  }

  private static boolean begins(byte[] bytes, String text) {
    return bytes.length >= HEADER + text.length()
        && new String(bytes, HEADER, text.length(), US_ASCII).equals(text);
  }

  /// @throws UserException when bytes do not begin as a ticket of this version does
  static void checkBeginning(byte[] bytes, String name) {
    if (!begins(bytes, TICKET)) {
      throw new UserException(
          name + ": not a ticket; `tombola ticket export` writes one from a run directory");
    }
    if (!begins(bytes, BEFORE)) {
      throw new UserException(
          name
              + ": a ticket of another version than 1, or damaged; a newer tombola may be able to"
              + " read it");
    }
  }

  /// Of all bytes, the digest's own digits taken as zeros.
  private static String digest(byte[] bytes) {
    MessageDigest sha256;
    try {
      sha256 = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
    sha256.update(bytes, 0, FROM);
    sha256.update("0".repeat(DIGITS).getBytes(US_ASCII));
    sha256.update(bytes, FROM + DIGITS, bytes.length - FROM - DIGITS);
    return HexFormat.of().formatHex(sha256.digest());
  }
}
