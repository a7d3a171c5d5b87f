package dev.tombola.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tombola.UserException;
import dev.tombola.nn.ImageShape;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class IdxFileTest {
  private static final byte[] IMAGES = Written.idx(new int[] {2, 1, 3}, 0, 51, 255, 1, 2, 3);
  private static final byte[] LABELS = Written.idx(new int[] {2}, 4, 0);

  @TempDir private Path folder;

  private SourceParts read(byte[] images, byte[] labels) {
    return Written.read(
        new DataSource.Idx(
            Written.file(folder, "images", images),
            Written.file(folder, "labels", labels),
            null,
            null,
            null));
  }

  private void refused(byte[] images, byte[] labels, String... message) {
    assertThatThrownBy(() -> read(images, labels))
        .isInstanceOf(UserException.class)
        .hasMessageContainingAll(message);
  }

  @Test
  void bytes_become_values_from_0_to_1_and_labels_classes() {
    Dataset dataset = read(IMAGES, LABELS).train();
    assertThat(Written.values(dataset)).containsExactly(0, 0.2f, 1, 1 / 255f, 2 / 255f, 3 / 255f);
    assertThat(dataset.labels()).containsExactly(4, 0);
    assertThat(dataset.classes()).isEqualTo(5);
    assertThat(dataset.image()).contains(new ImageShape(1, 1, 3));
  }

  @Test
  void images_stay_bytes() {
    assertThat(Examples.all(read(IMAGES, LABELS).train(), Affine.identity()).pixels())
        .containsExactly(0, 51, 255, 1, 2, 3);
  }

  @Test
  void gzipped_files_are_read_whatever_they_are_called() {
    assertThat(read(Written.gzip(IMAGES), Written.gzip(LABELS)).train().checksum())
        .isEqualTo(read(IMAGES, LABELS).train().checksum());
  }

  @Test
  void files_longer_than_a_chunk_are_read_whole() {
    int[] elements = new int[200_000];
    Arrays.setAll(elements, i -> i % 251);
    Dataset dataset = read(Written.idx(new int[] {2, 100_000}, elements), LABELS).train();
    for (int i = 0; i < elements.length; i++) {
      assertThat(dataset.value(i / 100_000, i % 100_000)).isEqualTo(elements[i] / 255f);
    }
    assertThat(dataset.image()).isEmpty();
  }

  @Test
  void a_test_part_shares_the_classes_of_the_training_part() {
    String images = Written.file(folder, "i", IMAGES);
    String labels = Written.file(folder, "l", LABELS);
    String few = Written.file(folder, "few", Written.idx(new int[] {2}, 1, 0));
    assertThat(Written.read(new DataSource.Idx(images, labels, images, few, null)).test())
        .extracting(Dataset::classes)
        .isEqualTo(5);
    assertThatThrownBy(() -> Written.read(new DataSource.Idx(images, few, images, labels, null)))
        .isInstanceOf(UserException.class)
        .hasMessageContainingAll("row 0", "label 4", "from 0 to 1");
    assertThatThrownBy(() -> Written.read(new DataSource.Idx(images, few, images, null, null)))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("testLabels: missing, though testImages is given");
  }

  @Test
  void a_wrong_magic_number_is_refused() {
    refused(new byte[] {'P', 'K', 3, 4, 0}, LABELS, "images", "no IDX file", "50 4b 03 04");
    refused(new byte[] {0}, LABELS, "no IDX file");
  }

  @Test
  void an_element_type_other_than_bytes_is_refused() {
    byte[] floats = IMAGES.clone();
    floats[2] = 0x0d;
    refused(floats, LABELS, "images", "element type 0x0d");
  }

  @Test
  void a_truncated_file_is_refused_wherever_it_ends() {
    for (int length = 4; length < IMAGES.length; length++) {
      refused(Arrays.copyOf(IMAGES, length), LABELS, "images", "truncated");
    }
  }

  @Test
  void a_truncated_or_damaged_gzip_file_is_refused() {
    byte[] gzip = Written.gzip(IMAGES);
    refused(Arrays.copyOf(gzip, gzip.length - 9), LABELS, "images", "truncated");
    gzip[gzip.length - 6] ^= 1;
    refused(gzip, LABELS, "images", "damaged");
  }

  @Test
  void a_label_far_out_of_range_is_refused_unless_the_classes_are_stated() {
    byte[] far = Written.idx(new int[] {2}, 1, 200);
    refused(IMAGES, far, "labels", "row 1", "label 200", "data.source.classes");
    String images = Written.file(folder, "i", IMAGES);
    String labels = Written.file(folder, "l", far);
    assertThat(Written.read(new DataSource.Idx(images, labels, null, null, 201)).train().classes())
        .isEqualTo(201);
    assertThatThrownBy(() -> Written.read(new DataSource.Idx(images, labels, null, null, 10)))
        .isInstanceOf(UserException.class)
        .hasMessageContainingAll("row 1", "label 200", "out of range", "0 to 9");
    assertThatThrownBy(() -> Written.read(new DataSource.Idx(images, labels, null, null, 1)))
        .hasMessageContaining("data.source.classes: 1; use 2 to");
  }

  @Test
  void bytes_behind_the_data_are_refused() {
    refused(Arrays.copyOf(IMAGES, IMAGES.length + 1), LABELS, "images", "bytes behind the 6");
  }

  @Test
  void differing_numbers_of_images_and_labels_are_refused() {
    refused(IMAGES, Written.idx(new int[] {3}, 0, 1, 0), "images", "2 images", "labels has 3");
  }

  @Test
  void images_in_place_of_labels_are_refused_and_the_other_way_round() {
    refused(IMAGES, IMAGES, "labels have 1 dimension", "[2, 1, 3]");
    refused(LABELS, LABELS, "images have 2 to 4 dimensions");
  }

  @Test
  void a_size_of_zero_or_beyond_memory_is_refused() {
    refused(Written.idx(new int[] {0, 1, 3}), LABELS, "empty");
    refused(Written.idx(new int[] {2, 60_000, 60_000}), LABELS, "too large");
  }

  @Test
  void a_missing_file_is_named_with_its_setting() {
    String labels = Written.file(folder, "labels", LABELS);
    String missing = folder.resolve("nothing").toString();
    assertThatThrownBy(() -> Written.read(new DataSource.Idx(missing, labels, null, null, null)))
        .isInstanceOf(UserException.class)
        .hasMessageContainingAll("trainImages", missing);
  }
}
