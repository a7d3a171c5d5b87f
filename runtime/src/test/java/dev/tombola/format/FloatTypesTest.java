package dev.tombola.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tombola.format.Safetensors.Tensor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import org.junit.jupiter.api.Test;

final class FloatTypesTest {
  @Test
  void every_half_is_the_float_that_it_stands_for() {
    ByteBuffer bytes = bytes(2 << 16);
    for (int half = 0; half < 1 << 16; half++) {
      bytes.putShort((short) half);
    }
    float[] values = FloatTypes.values(tensor("F16", bytes));
    for (int half = 0; half < 1 << 16; half++) {
      assertThat(Float.floatToRawIntBits(values[half]))
          .isEqualTo(Float.floatToRawIntBits(Float.float16ToFloat((short) half)));
    }
  }

  @Test
  void a_bfloat16_is_the_upper_half_of_a_float() {
    ByteBuffer bytes =
        bytes(6).putShort((short) 0x3fc0).putShort((short) 0x8001).putShort((short) 0xff80);
    assertThat(FloatTypes.values(tensor("BF16", bytes)))
        .containsExactly(1.5f, -0x1p-133f, Float.NEGATIVE_INFINITY);
  }

  @Test
  void a_double_is_rounded_to_the_nearest_float() {
    ByteBuffer bytes = bytes(24).putDouble(0.1).putDouble(-0.0).putDouble(1e300);
    assertThat(FloatTypes.values(tensor("F64", bytes)))
        .containsExactly(0.1f, -0f, Float.POSITIVE_INFINITY);
  }

  @Test
  void a_float_stays_as_it_is_and_whole_numbers_are_none() {
    assertThat(FloatTypes.values(Tensor.of(List.of(2), new float[] {1, Float.MIN_VALUE})))
        .containsExactly(1, Float.MIN_VALUE);
    assertThat(FloatTypes.has("I64")).isFalse();
    assertThatThrownBy(() -> FloatTypes.values(tensor("I64", bytes(8).putLong(1))))
        .hasMessage("a tensor of type I64 has no float values");
  }

  private static ByteBuffer bytes(int size) {
    return ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
  }

  private static Tensor tensor(String dtype, ByteBuffer written) {
    long count = written.capacity() / SafetensorsHeader.elementSize(dtype);
    return new Tensor(dtype, List.of(count), written.flip().limit(written.capacity()));
  }
}
