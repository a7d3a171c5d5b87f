package dev.tombola.data;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class PixelsTest {
  @Test
  void every_byte_is_divided_by_255_and_correctly_rounded() {
    byte[] pixels = new byte[256];
    float[] values = new float[258];
    for (int k = 0; k < 256; k++) {
      pixels[k] = (byte) k;
    }
    Pixels.toValues(pixels, 1, values, 2, 255);
    for (int k = 0; k < 256; k++) {
      assertThat(Pixels.value((byte) k)).as("byte %d", k).isEqualTo((float) (k / 255.0));
      assertThat(values[1 + k]).as("byte %d", k).isEqualTo(k / 255f);
    }
    assertThat(values[257]).isZero();
  }

  @Test
  void three_operations_without_a_division_give_the_same_bits_for_every_byte() {
    float unit = 1 / 255f;
    for (int k = 0; k < 256; k++) {
      float q = k * unit;
      float r = Math.fma(-q, 255, k);
      assertThat(Math.fma(r, unit, q)).as("byte %d", k).isEqualTo(Pixels.value((byte) k));
    }
  }
}
