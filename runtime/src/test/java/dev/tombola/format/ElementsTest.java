package dev.tombola.format;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tombola.format.Safetensors.Tensor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ElementsTest {
  @Test
  void every_half_is_the_float_that_it_stands_for() {
    ByteBuffer bytes = bytes(2 << 16);
    for (int half = 0; half < 1 << 16; half++) {
      bytes.putShort((short) half);
    }
    float[] values = Elements.of(tensor("F16", bytes)).floats();
    for (int half = 0; half < 1 << 16; half++) {
      // Any NaN is as good as another.
      assertThat(Float.floatToIntBits(values[half]))
          .isEqualTo(Float.floatToIntBits(Float.float16ToFloat((short) half)));
    }
  }

  @Test
  void a_bfloat16_is_the_upper_half_of_a_float() {
    ByteBuffer bytes =
        bytes(6).putShort((short) 0x3fc0).putShort((short) 0x8001).putShort((short) 0xff80);
    assertThat(Elements.of(tensor("BF16", bytes)).floats())
        .containsExactly(1.5f, -0x1p-133f, Float.NEGATIVE_INFINITY);
  }

  @Test
  void a_double_is_rounded_to_the_nearest_float() {
    ByteBuffer bytes = bytes(24).putDouble(0.1).putDouble(-0.0).putDouble(1e300);
    assertThat(Elements.of(tensor("F64", bytes)).floats())
        .containsExactly(0.1f, -0f, Float.POSITIVE_INFINITY);
  }

  @Test
  void a_float_stays_as_it_is_and_whole_numbers_have_a_sign() {
    assertThat(Elements.of(Tensor.of(List.of(2), new float[] {1, Float.MIN_VALUE})).floats())
        .containsExactly(1, Float.MIN_VALUE);
    assertThat(
            Elements.of(tensor("I16", bytes(4).putShort((short) -2).putShort((short) 3))).floats())
        .containsExactly(-2, 3);
    assertThat(Elements.areFloats("F8_E4M3")).isTrue();
    assertThat(Elements.areFloats("BF16")).isTrue();
    assertThat(Elements.areFloats("I64")).isFalse();
    assertThat(Elements.areFloats("BOOL")).isFalse();
  }

  @Test
  void floats_of_8_bits_are_what_their_types_say() {
    byte[] e4m3 = {0x38, 0x7e, 0x08, 0x01, 0x7f, (byte) 0x80};
    assertThat(Elements.of(tensor("F8_E4M3", bytes(6).put(e4m3))).floats())
        .containsExactly(1, 448, 0x1p-6f, 0x1p-9f, Float.NaN, -0f);
    byte[] e5m2 = {0x3c, 0x7b, 0x04, 0x01, 0x7c, 0x7d};
    assertThat(Elements.of(tensor("F8_E5M2", bytes(6).put(e5m2))).floats())
        .containsExactly(1, 57344, 0x1p-14f, 0x1p-16f, Float.POSITIVE_INFINITY, Float.NaN);
  }

  private static ByteBuffer bytes(int size) {
    return ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
  }

  private static Tensor tensor(String dtype, ByteBuffer written) {
    long count = written.capacity() / SafetensorsHeader.elementSize(dtype);
    return new Tensor(dtype, List.of(count), written.flip().limit(written.capacity()));
  }
}
