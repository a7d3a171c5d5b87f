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

  /// The length of its header begins as an archive does, with `PK`.
  @Test
  void a_header_of_19_280_bytes_is_no_archive() {
    byte[] bytes = new Safetensors(new LinkedHashMap<>(), new LinkedHashMap<>()).encode();
    byte[] longer = Arrays.copyOf(bytes, 8 + 19_280);
    Arrays.fill(longer, bytes.length, longer.length, (byte) ' ');
    ByteBuffer.wrap(longer).order(ByteOrder.LITTLE_ENDIAN).putLong(19_280);
    assertThat(longer).startsWith('P', 'K');
    assertThat(Safetensors.decode(longer, "mine").tensors()).isEmpty();
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
  void tensors_may_be_listed_in_any_order_and_come_in_that_of_their_bytes() {
    Safetensors read =
        decode(
            "{\"b\":{\"dtype\":\"U8\",\"shape\":[1],\"data_offsets\":[4,5]},"
                + "\"empty\":{\"dtype\":\"F32\",\"shape\":[0,3],\"data_offsets\":[4,4]},"
                + "\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}}",
            5);

    assertThat(read.tensors().sequencedKeySet()).containsExactly("a", "empty", "b");
    assertThat(read.tensor("b").toBytes()).containsExactly(4);
  }

  @Test
  void keys_that_mean_nothing_are_passed_over_as_the_reference_reader_does() {
    Safetensors read =
        decode(
            "{\"a\":{\"colour\":[{\"red\":null},-1.5e3,true],\"dtype\":\"U8\",\"shape\":[2],"
                + "\"data_offsets\":[0,2],\"\":{}}}",
            2);

    assertThat(read.tensor("a").toBytes()).containsExactly(0, 1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"a\":{\"dtype\":\"U8\",\"shape\":[2],\"data_offsets\":[0,2]},"
            + "\"b\":{\"dtype\":\"U8\",\"shape\":[3],\"data_offsets\":[1,4]}}",
        "{\"a\":{\"dtype\":\"U8\",\"shape\":[2],\"data_offsets\":[0,2]},"
            + "\"b\":{\"dtype\":\"U8\",\"shape\":[1],\"data_offsets\":[3,4]}}",
        "{\"a\":{\"dtype\":\"U8\",\"shape\":[4],\"data_offsets\":[0,4]},"
            + "\"b\":{\"dtype\":\"U8\",\"shape\":[4],\"data_offsets\":[0,4]}}",
        "{\"a\":{\"dtype\":\"U8\",\"shape\":[4],\"data_offsets\":[0,4]},"
            + "\"a\":{\"dtype\":\"U8\",\"shape\":[0],\"data_offsets\":[4,4]}}",
        "{\"a\":{\"dtype\":\"U8\",\"shape\":[4],\"data_offsets\":[4,0]}}",
        "{\"__metadata__\":{},\"__metadata__\":{}}",
        "{\"__metadata__\":{\"a\":1}}",
        "{\"a\\ud800\":{\"dtype\":\"U8\",\"shape\":[4],\"data_offsets\":[0,4]}}",
        "{\"a\u0007\":{\"dtype\":\"U8\",\"shape\":[4],\"data_offsets\":[0,4]}}",
        "{\"a\":{\"dtype\":\"U8\",\"shape\":[04],\"data_offsets\":[0,4]}}"
      })
  void holes_overlaps_doubles_and_halves_are_refused(String header) {
    assertThatThrownBy(() -> decode(header, 4))
        .isInstanceOf(UserException.class)
        .hasMessageStartingWith("my.safetensors: not a valid safetensors file: ");
  }

  @Test
  void a_header_that_is_not_utf8_is_refused() {
    byte[] text = "{\"__metadata__\":{\"a\":\"x\"}}".getBytes(StandardCharsets.UTF_8);
    text[text.length - 4] = (byte) 0xff;
    ByteBuffer file = ByteBuffer.allocate(8 + text.length).order(ByteOrder.LITTLE_ENDIAN);
    file.putLong(text.length).put(text);

    assertThatThrownBy(() -> Safetensors.decode(file.array(), "my.safetensors"))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("not UTF-8");
  }

  @Test
  void what_stands_for_a_fault_may_be_in_a_text() {
    assertThat(decode("{\"__metadata__\":{\"a\":\"\uFFFD\"}}", 0).metadata())
        .containsEntry("a", "\uFFFD");
  }

  /// A file of this header and bytes that count from 0.
  private static Safetensors decode(String header, int bytes) {
    byte[] text = header.getBytes(StandardCharsets.UTF_8);
    ByteBuffer file = ByteBuffer.allocate(8 + text.length + bytes).order(ByteOrder.LITTLE_ENDIAN);
    file.putLong(text.length).put(text);
    for (int i = 0; i < bytes; i++) {
      file.put((byte) i);
    }
    return Safetensors.decode(file.array(), "my.safetensors");
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
