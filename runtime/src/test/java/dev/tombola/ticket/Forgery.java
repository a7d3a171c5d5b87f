package dev.tombola.ticket;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/// A ticket file taken apart and put together again with other contents and a digest that fits.
final class Forgery {
  private static final String BEGINNING =
      "{\"__metadata__\":{\"format\":\"tombola-ticket\",\"version\":\"1\",\"sha256\":\"";

  private final String header;
  private final byte[] data;

  Forgery(String header, byte[] data) {
    this.header = header;
    this.data = data;
  }

  String header() {
    return header;
  }

  byte[] data() {
    return data;
  }

  static Forgery of(TicketFile ticket) {
    return of(ticket.encode());
  }

  static Forgery of(byte[] file) {
    ByteBuffer bytes = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
    int length = (int) bytes.getLong();
    return new Forgery(
        new String(file, 8, length, UTF_8).stripTrailing(),
        Arrays.copyOfRange(file, 8 + length, file.length));
  }

  Forgery with(String from, String to) {
    if (!header.contains(from)) {
      throw new IllegalArgumentException(from + " is not in " + header);
    }
    return new Forgery(header.replace(from, to), data);
  }

  Forgery withData(byte[] other) {
    return new Forgery(header, other);
  }

  /// The file, its header filled up and its digest right.
  byte[] sealed() {
    byte[] text = header.getBytes(UTF_8);
    int length = Math.ceilDiv(text.length, 8) * 8;
    ByteBuffer file = ByteBuffer.allocate(8 + length + data.length).order(ByteOrder.LITTLE_ENDIAN);
    file.putLong(length).put(text).put(" ".repeat(length - text.length).getBytes(US_ASCII));
    file.put(data);
    return sealed(file.array());
  }

  /// Bytes with the beginning of a ticket and the digest that fits, if they are that many.
  static byte[] sealed(byte[] file) {
    byte[] beginning = BEGINNING.getBytes(US_ASCII);
    if (file.length >= 8 + beginning.length + 64) {
      System.arraycopy(beginning, 0, file, 8, beginning.length);
      Seal.stamp(file);
    }
    return file;
  }
}
