package dev.tombola.format;

import dev.tombola.format.Safetensors.Tensor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.function.ToIntFunction;

/// Tensors of any floating-point type as float32: half precision and bfloat16 exactly, float64
/// rounded to the nearest.
public final class FloatTypes {
  private FloatTypes() {}

  /// Whether a tensor's type, as the format names it, is one of them.
  public static boolean has(String dtype) {
    return switch (dtype) {
      case "F16", "BF16", "F32", "F64" -> true;
      default -> false;
    };
  }

  /// The values, row-major; what is too large for float32 becomes infinite.
  ///
  /// @throws IllegalArgumentException when the type is none of them
  public static float[] values(Tensor tensor) {
    return switch (tensor.dtype()) {
      case "F32" -> tensor.floats();
      case "F16" -> values(tensor, Short.BYTES, bytes -> bits(bytes.getShort()));
      case "BF16" -> values(tensor, Short.BYTES, bytes -> bytes.getShort() << 16);
      case "F64" ->
          values(tensor, Double.BYTES, bytes -> Float.floatToRawIntBits((float) bytes.getDouble()));
      default ->
          throw new IllegalArgumentException(
              "a tensor of type " + tensor.dtype() + " has no float values");
    };
  }

  private static int bits(short half) {
    return Float.floatToRawIntBits(Float.float16ToFloat(half));
  }

  /// @param next the bits of the next value as float32
  private static float[] values(Tensor tensor, int size, ToIntFunction<ByteBuffer> next) {
    ByteBuffer bytes = tensor.bytes().duplicate().order(ByteOrder.LITTLE_ENDIAN);
    float[] values = new float[bytes.remaining() / size];
    for (int i = 0; i < values.length; i++) {
      values[i] = Float.intBitsToFloat(next.applyAsInt(bytes));
    }
    return values;
  }
}
