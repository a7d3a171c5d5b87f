package dev.tombola.format;

import dev.tombola.format.Safetensors.Tensor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.function.IntToDoubleFunction;

/// The values of a tensor of any type, one by one: nothing is copied. Floats of any size are exact;
/// whole numbers are read with their sign.
///
/// @param count how many there are
/// @param values by row-major index
public record Elements(int count, IntToDoubleFunction values) {
  private static final int E4M3_NAN = 0x7f;

  public double at(int index) {
    return values.applyAsDouble(index);
  }

  /// Each rounded to the nearest float; what is too large becomes infinite.
  public float[] floats() {
    float[] floats = new float[count];
    for (int i = 0; i < count; i++) {
      floats[i] = (float) at(i);
    }
    return floats;
  }

  /// Whether a tensor's type, as the format names it, is of floats.
  public static boolean areFloats(String dtype) {
    return dtype.startsWith("F") || dtype.equals("BF16");
  }

  public static Elements of(Tensor tensor) {
    ByteBuffer bytes = tensor.bytes().slice().order(ByteOrder.LITTLE_ENDIAN);
    return switch (tensor.dtype()) {
      case "F64" -> of(bytes, 8, i -> bytes.getDouble(8 * i));
      case "F32" -> of(bytes, 4, i -> bytes.getFloat(4 * i));
      case "F16" -> of(bytes, 2, i -> Float.float16ToFloat(bytes.getShort(2 * i)));
      case "BF16" -> of(bytes, 2, i -> Float.intBitsToFloat(bytes.getShort(2 * i) << 16));
      case "F8_E5M2" -> of(bytes, 1, i -> Float.float16ToFloat((short) (bytes.get(i) << 8)));
      case "F8_E4M3" -> of(bytes, 1, i -> e4m3(bytes.get(i)));
      case "I64", "U64" -> of(bytes, 8, i -> bytes.getLong(8 * i));
      case "I32", "U32" -> of(bytes, 4, i -> bytes.getInt(4 * i));
      case "I16", "U16" -> of(bytes, 2, i -> bytes.getShort(2 * i));
      case "I8", "U8", "BOOL" -> of(bytes, 1, i -> bytes.get(i));
      default -> throw new IllegalArgumentException("unknown tensor type " + tensor.dtype());
    };
  }

  private static Elements of(ByteBuffer bytes, int size, IntToDoubleFunction values) {
    return new Elements(bytes.remaining() / size, values);
  }

  /// Four bits of exponent, three of mantissa, no infinities (Micikevicius et al. 2022, §3).
  private static double e4m3(byte bits) {
    int magnitude = bits & E4M3_NAN;
    if (magnitude == E4M3_NAN) {
      return Double.NaN;
    }
    int exponent = magnitude >> 3;
    int mantissa = magnitude & 7;
    double value =
        exponent == 0
            ? Math.scalb((double) mantissa, -9)
            : Math.scalb(8.0 + mantissa, exponent - 10);
    return bits < 0 ? -value : value;
  }
}
