package dev.tombola.ship;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;

/// A message of Protocol Buffers, written field by field: numbers and what has a length, which is
/// all that an ONNX model needs.
///
/// Our own, since of the library hardly more than this would be used: ONNX's messages as Tribuo
/// generates them and protobuf-java are 2.3 MB of jars, neither is a module, and the version that
/// Tribuo is built against reaches into `sun.misc.Unsafe`, of which this Java warns the user. ONNX
/// Runtime reads in the tests what is written here.
///
/// Source: protobuf.dev, "Encoding".
final class ProtobufMessage {
  private static final int VARINT = 0;
  private static final int LENGTH = 2;
  private static final int FIXED_32 = 5;

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

  /// Adds a whole number (`int32`, `int64`, an enum's value).
  ProtobufMessage number(int field, long value) {
    tag(field, VARINT);
    varint(value);
    return this;
  }

  /// Adds a `float`.
  ProtobufMessage decimal(int field, float value) {
    tag(field, FIXED_32);
    int bits = Float.floatToRawIntBits(value);
    for (int shift = 0; shift < Integer.SIZE; shift += Byte.SIZE) {
      bytes.write(bits >>> shift);
    }
    return this;
  }

  ProtobufMessage text(int field, String value) {
    return bytes(field, value.getBytes(UTF_8));
  }

  ProtobufMessage message(int field, ProtobufMessage value) {
    return bytes(field, value.toBytes());
  }

  ProtobufMessage bytes(int field, byte[] value) {
    tag(field, LENGTH);
    varint(value.length);
    bytes.writeBytes(value);
    return this;
  }

  byte[] toBytes() {
    return bytes.toByteArray();
  }

  private void tag(int field, int type) {
    varint(((long) field << 3) | type);
  }

  /// Seven bits a byte, lowest first; all but the last have the eighth.
  private void varint(long value) {
    long rest = value;
    while (rest >>> 7 != 0) {
      bytes.write((int) ((rest & 0x7f) | 0x80));
      rest >>>= 7;
    }
    bytes.write((int) rest);
  }
}
