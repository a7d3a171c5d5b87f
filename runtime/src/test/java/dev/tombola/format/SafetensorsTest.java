package dev.tombola.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tombola.UserException;
import dev.tombola.format.Safetensors.Tensor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Random;
import java.util.SequencedMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class SafetensorsTest {
  @Test
  void a_file_survives_a_round_trip_byte_for_byte() {
    Safetensors file = example();
    byte[] bytes = file.encode();
    Safetensors read = Safetensors.decode(bytes, "example");
    assertThat(read.tensor("fc1.weight").floats()).containsExactly(1, -2, Float.MIN_VALUE, 4, 5, 6);
    assertThat(read.tensor("fc1.weight").shape()).containsExactly(2L, 3L);
    assertThat(read.tensor("mask").toBytes()).containsExactly(1, 2, (byte) 200);
    assertThat(read.metadata()).containsEntry("note", "line\nand \"quotes\" \\ é\u0001");
    assertThat(read.encode()).isEqualTo(bytes);
    assertThat(ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getLong() % 8).isZero();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "[]",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[4,8]}}",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,4]}}",
        "{\"a\":{\"dtype\":\"F99\",\"shape\":[1],\"data_offsets\":[0,4]}}",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[-1],\"data_offsets\":[0,4]}}",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,99999999999]}}",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[9223372036854775807,4],\"data_offsets\":[0,4]}}",
        "{\"a\":1}",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]},}",
        "[[[[[[[[[[[[[[[[[[[[[["
      })
  void a_malformed_header_gives_one_sentence_with_the_file_s_name(String header) {
    byte[] text = header.getBytes(StandardCharsets.UTF_8);
    ByteBuffer file = ByteBuffer.allocate(8 + text.length + 4).order(ByteOrder.LITTLE_ENDIAN);
    file.putLong(text.length).put(text);
    assertThatThrownBy(() -> Safetensors.decode(file.array(), "ticket.safetensors"))
        .isInstanceOf(UserException.class)
        .hasMessageStartingWith("ticket.safetensors: ");
  }

  @Test
  void a_mutated_file_never_does_worse_than_an_error() {
    byte[] good = example().encode();
    Random random = new Random(5);
    for (int i = 0; i < 20_000; i++) {
      byte[] bad =
          Arrays.copyOf(good, good.length - (i % 3 == 0 ? random.nextInt(good.length) : 0));
      for (int k = 0; bad.length > 0 && k < 1 + i % 4; k++) {
        bad[random.nextInt(bad.length)] = (byte) random.nextInt(256);
      }
      try {
        Safetensors.decode(bad, "mutant " + i);
      } catch (UserException expected) {
        assertThat(expected).hasMessageContaining("mutant " + i);
      }
    }
  }

  private static Safetensors example() {
    SequencedMap<String, Tensor> tensors = new LinkedHashMap<>();
    tensors.put(
        "fc1.weight", Tensor.of(List.of(2, 3), new float[] {1, -2, Float.MIN_VALUE, 4, 5, 6}));
    tensors.put("mask", Tensor.of(new byte[] {1, 2, (byte) 200}));
    SequencedMap<String, String> metadata = new LinkedHashMap<>();
    metadata.put("note", "line\nand \"quotes\" \\ é\u0001");
    return new Safetensors(tensors, metadata);
  }
}
