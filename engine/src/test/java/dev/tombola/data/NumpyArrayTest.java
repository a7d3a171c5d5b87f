package dev.tombola.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tombola.UserException;
import dev.tombola.nn.ImageShape;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class NumpyArrayTest {
  private static final byte[] X =
      Written.npy(
          "<f4", false, "(2, 3)", Written.floats(ByteOrder.LITTLE_ENDIAN, 1, 2, 3, 4, 5, 6));
  private static final byte[] Y = Written.npy("<i8", false, "(2,)", Written.longs(1, 2));

  @TempDir private Path folder;

  private SourceParts read(byte[] x, byte @Nullable [] y) {
    String labels = y == null ? null : Written.file(folder, "y.npy", y);
    return Written.read(
        new DataSource.Numpy(Written.file(folder, "x.npy", x), labels, null, null, null));
  }

  private SourceParts archive(boolean stored, Map<String, byte[]> arrays) {
    return Written.read(
        new DataSource.Numpy(
            Written.file(folder, "a.npz", Written.zip(stored, arrays)), null, null, null, null));
  }

  private void refused(byte[] x, byte[] y, String... message) {
    assertThatThrownBy(() -> read(x, y))
        .isInstanceOf(UserException.class)
        .hasMessageContainingAll(message);
  }

  @Test
  void features_and_labels_are_read() {
    Dataset dataset = read(X, Y).train();
    assertThat(Written.values(dataset)).containsExactly(1, 2, 3, 4, 5, 6);
    assertThat(dataset.labels()).containsExactly(1, 2);
    assertThat(dataset.classes()).isEqualTo(3);
  }

  /// The bytes of 1 and of the type's other value, as numpy writes them.
  @ParameterizedTest
  @CsvSource({
    "|b1, 0100, 0",
    "|i1, 01fe, -2",
    "<u2, 0100ffff, 65535",
    "<i2, 0100feff, -2",
    ">i2, 0001fffe, -2",
    "<u4, 01000000ffffffff, 4294967295",
    "<i4, 01000000feffffff, -2",
    ">i4, 00000001fffffffe, -2",
    "<u8, 0100000000000000ffffffffffffffff, 18446744073709551615",
    "<i8, 0100000000000000feffffffffffffff, -2",
    ">i8, 0000000000000001fffffffffffffffe, -2",
    "<f2, 003c00c0, -2",
    ">f2, 3c00c000, -2",
    "<f4, 0000803f000000c0, -2",
    ">f4, 3f800000c0000000, -2",
    "<f8, 000000000000f03f00000000000000c0, -2",
    ">f8, 3ff0000000000000c000000000000000, -2"
  })
  void every_element_type_and_byte_order_is_read(String type, String bytes, float other) {
    byte[] x = Written.npy(type, false, "(2, 1)", HexFormat.of().parseHex(bytes));
    assertThat(Written.values(read(x, Y).train())).containsExactly(1, other);
  }

  @Test
  void unsigned_bytes_are_image_bytes() {
    byte[] x = Written.npy("|u1", false, "(2, 1, 2)", new byte[] {0, 51, (byte) 255, 1});
    Dataset dataset = read(x, Y).train();
    assertThat(Written.values(dataset)).containsExactly(0, 0.2f, 1, 1 / 255f);
    assertThat(dataset.image()).contains(new ImageShape(1, 1, 2));
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void unsigned_bytes_stay_bytes_in_c_order(boolean fortran) {
    byte[] elements = new byte[256];
    byte[] expected = new byte[256];
    for (int i = 0; i < 256; i++) {
      elements[i] = (byte) i;
      expected[fortran ? i % 2 * 128 + i / 2 : i] = (byte) i;
    }
    Dataset dataset = read(Written.npy("|u1", fortran, "(2, 128)", elements), Y).train();
    assertThat(Examples.all(dataset, Affine.identity()).pixels()).isEqualTo(expected);
  }

  @Test
  void fortran_order_is_brought_into_c_order() {
    float[] columns = {1, 4, 2, 5, 3, 6};
    byte[] x = Written.npy("<f4", true, "(2, 3)", Written.floats(ByteOrder.LITTLE_ENDIAN, columns));
    assertThat(Written.values(read(x, Y).train())).containsExactly(1, 2, 3, 4, 5, 6);
  }

  @Test
  void fortran_order_of_many_axes_is_brought_into_c_order() {
    int[] shape = {2, 3, 4, 5};
    float[] fortran = new float[120];
    int at = 0;
    for (int l = 0; l < 5; l++) {
      for (int k = 0; k < 4; k++) {
        for (int j = 0; j < 3; j++) {
          for (int i = 0; i < 2; i++) {
            fortran[at++] = ((i * shape[1] + j) * shape[2] + k) * shape[3] + l;
          }
        }
      }
    }
    byte[] x =
        Written.npy("<f4", true, "(2, 3, 4, 5)", Written.floats(ByteOrder.LITTLE_ENDIAN, fortran));
    float[] values = Written.values(read(x, Y).train());
    for (int i = 0; i < 120; i++) {
      assertThat(values[i]).isEqualTo(i);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3})
  void every_version_and_any_length_is_read(int version) {
    float[] many = new float[200_000];
    for (int i = 0; i < many.length; i++) {
      many[i] = i;
    }
    String header = "{'descr': '<f4', 'fortran_order': False, 'shape': (2, 100000), }   \n";
    byte[] x = Written.npy(version, header, Written.floats(ByteOrder.LITTLE_ENDIAN, many));
    assertThat(Written.values(read(x, Y).train())).isEqualTo(many);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void an_archive_holds_both_stored_or_deflated(boolean stored) {
    assertThat(archive(stored, Map.of("x.npy", X, "y.npy", Y)).train().checksum())
        .isEqualTo(read(X, Y).train().checksum());
    SourceParts parts =
        archive(
            stored, Map.of("x_train.npy", X, "y_train.npy", Y, "x_test.npy", X, "y_test.npy", Y));
    assertThat(parts.test()).isNotNull().extracting(Dataset::size).isEqualTo(2);
  }

  @Test
  void an_archive_without_the_array_is_answered_with_those_it_has() {
    assertThatThrownBy(() -> archive(false, Map.of("x.npy", X, "labels.npy", Y)))
        .isInstanceOf(UserException.class)
        .hasMessageContainingAll("a.npz", "no array `y`", "[labels, x]");
  }

  @Test
  void a_damaged_or_truncated_archive_is_refused() {
    byte[] zip = Written.zip(true, Map.of("x.npy", X, "y.npy", Y));
    String cut = Written.file(folder, "cut.npz", Arrays.copyOf(zip, 100));
    assertThatThrownBy(() -> Written.read(new DataSource.Numpy(cut, null, null, null, null)))
        .isInstanceOf(UserException.class)
        .hasMessageContainingAll("cut.npz", "damaged");
    int three = HexFormat.of().formatHex(zip).indexOf("00004040") / 2;
    zip[three] = 1;
    String altered = Written.file(folder, "altered.npz", zip);
    assertThatThrownBy(() -> Written.read(new DataSource.Numpy(altered, null, null, null, null)))
        .isInstanceOf(UserException.class)
        .hasMessageContainingAll("altered.npz (x)", "damaged");
  }

  @Test
  void a_wrong_magic_version_or_header_is_refused() {
    byte[] magic = X.clone();
    magic[1] = 'X';
    refused(magic, Y, "x.npy", "no NumPy array");
    refused(new byte[3], Y, "no NumPy array");
    refused(Written.npy(4, "{}", new byte[0]), Y, "version 4");
    refused(Written.npy(1, "{}", new byte[0]), Y, "header reads {}");
  }

  @Test
  void element_types_that_are_no_numbers_are_refused() {
    refused(Written.npy("|O", false, "(2, 3)", new byte[9]), Y, "element type", "|O", "astype");
    refused(Written.npy("<c8", false, "(2, 3)", new byte[48]), Y, "element type", "<c8");
    String fields = "{'descr': [('a', '<f4')], 'fortran_order': False, 'shape': (2,), }";
    refused(Written.npy(1, fields, new byte[8]), Y, "element type", "[('a', '<f4')]");
  }

  @Test
  void a_truncated_or_longer_file_is_refused() {
    for (int length = 8; length < X.length; length++) {
      refused(Arrays.copyOf(X, length), Y, "x.npy", "truncated");
    }
    refused(Arrays.copyOf(X, X.length + 1), Y, "x.npy", "bytes behind");
  }

  @Test
  void shapes_that_are_no_examples_are_refused() {
    refused(Y, Y, "features have the shape [size][…]", "[2]; of one example it is [1, 2]");
    refused(X, X, "labels have the shape [size]", "argmax");
    refused(Written.npy("<f4", false, "(0, 3)", new byte[0]), Y, "empty");
    refused(Written.npy("<f4", false, "(99999, 99999)", new byte[0]), Y, "too large");
    refused(Written.npy("<f4", false, "(99999999999, 1)", new byte[0]), Y, "too large");
    refused(X, Written.npy("<i8", false, "(3,)", Written.longs(0, 1, 0)), "2 examples", "has 3");
  }

  @Test
  void labels_out_of_range_and_values_that_are_not_finite_are_refused() {
    refused(X, Written.npy("<i8", false, "(2,)", Written.longs(0, -1)), "y.npy", "row 1", "-1");
    refused(X, Written.npy("<i8", false, "(2,)", Written.longs(0, 1L << 40)), "1099511627776");
    byte[] halves =
        Written.npy("<f4", false, "(2,)", Written.floats(ByteOrder.LITTLE_ENDIAN, 1, 0.5f));
    refused(X, halves, "y.npy", "row 1", "0.5");
    byte[] nan =
        Written.npy(
            "<f4",
            false,
            "(2, 3)",
            Written.floats(ByteOrder.LITTLE_ENDIAN, 1, 2, 3, 4, Float.NaN, 6));
    refused(nan, Y, "x.npy", "row 1, column 1 is NaN");
  }

  @Test
  void missing_labels_are_asked_for() {
    assertThatThrownBy(() -> read(X, null))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("trainLabels: missing");
  }
}
