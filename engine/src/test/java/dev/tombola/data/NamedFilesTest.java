package dev.tombola.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tombola.UserException;
import dev.tombola.nn.ImageShape;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class NamedFilesTest {
  private static final byte[] IMAGES = Written.idx(new int[] {2, 1, 2}, 0, 51, 102, 255);
  private static final byte[] LABELS = Written.idx(new int[] {2}, 1, 0);

  /// A data set of two images in each part.
  static final NamedData TINY =
      new NamedData(
          "tiny",
          "for tests",
          "none",
          "nobody",
          NamedData.Format.IDX,
          List.of("no", "yes"),
          List.of(
              file("a-images", IMAGES),
              file("a-labels", LABELS),
              file("b-images", IMAGES),
              file("b-labels", LABELS)));

  @TempDir private Path folder;

  private static DataFile file(String name, byte[] contents) {
    return new DataFile(name + ".gz", 1, "", List.of(), List.of(part(name, contents)));
  }

  private static DataFile.Part part(String name, byte[] contents) {
    return new DataFile.Part(
        name, java.util.HexFormat.of().formatHex(Checksum.sha256().digest(contents)));
  }

  private SourceParts read(NamedData data) {
    return new NamedFiles(data, Written.directory(folder)).read();
  }

  private void writeTiny() {
    Written.file(folder, "tiny/a-images.gz", Written.gzip(IMAGES));
    Written.file(folder, "tiny/a-labels", LABELS);
    Written.file(folder, "tiny/b-images.gz", Written.gzip(IMAGES));
    Written.file(folder, "tiny/b-labels.gz", LABELS);
  }

  @Test
  void files_are_found_by_name_compressed_or_not() {
    writeTiny();
    SourceParts parts = read(TINY);
    assertThat(Written.values(parts.train())).containsExactly(0, 0.2f, 0.4f, 1);
    assertThat(parts.train().className(1)).isEqualTo("yes");
    assertThat(parts.test()).isNotNull().extracting(Dataset::size).isEqualTo(2);
  }

  @Test
  void an_altered_file_is_named_though_it_is_well_formed() {
    writeTiny();
    byte[] altered = IMAGES.clone();
    altered[altered.length - 1] ^= 1;
    Written.file(folder, "tiny/b-images.gz", Written.gzip(altered));
    assertThatThrownBy(() -> read(TINY))
        .isInstanceOf(UserException.class)
        .hasMessageContainingAll("b-images.gz", "altered", "tombola data get tiny");
  }

  @Test
  void a_missing_data_set_says_where_it_was_looked_for_and_how_it_is_got() {
    assertThatThrownBy(() -> read(TINY))
        .isInstanceOf(UserException.class)
        .hasMessageContainingAll(
            "a-images.gz", folder.toString(), "inside the program", "tombola data get tiny");
  }

  @Test
  void the_stated_directory_comes_before_the_home_before_the_system() {
    Path home = folder.resolve("home");
    Path stated = folder.resolve("stated");
    Path system = folder.resolve("system");
    Map<String, String> environment = Map.of("TOMBOLA_DATA", stated.toString());
    DataDirectory where = new DataDirectory(environment, home, system);
    assertThat(where.downloads()).isEqualTo(stated);
    List<String> later =
        List.of(
            Written.file(system, "tiny/a.gz", "3"),
            Written.file(home, ".local/share/tombola/tiny/a.gz", "2"),
            Written.file(stated, "tiny/a.gz", "1"));
    assertThat(where.find("tiny", "a.gz").orElseThrow().place()).isEqualTo(later.get(2));
    assertThat(new DataDirectory(Map.of(), home, system).find("tiny", "a.gz").orElseThrow().place())
        .isEqualTo(later.get(1));
    assertThat(
            new DataDirectory(Map.of("XDG_DATA_HOME", "/nowhere"), home, system)
                .find("tiny", "a.gz")
                .orElseThrow()
                .place())
        .isEqualTo(later.get(0));
  }

  @Test
  void a_file_of_the_users_own_is_found_in_the_data_directory_too() {
    Written.file(folder, "mine/x.csv", "1,a\n2,b\n");
    DataSource source = new DataSource.Csv("mine/x.csv", null, "1", false, null);
    assertThat(new SourceReader(Written.directory(folder)).read(source).train().size())
        .isEqualTo(2);
    assertThatThrownBy(() -> new SourceReader(Written.directory(folder.resolve("b"))).read(source))
        .isInstanceOf(UserException.class)
        .hasMessageContainingAll("train: there is no file mine/x.csv", "b/mine/x.csv");
  }

  @Test
  void cifar_batches_come_in_any_order_and_keep_their_place() {
    byte[] first = batch(3, 10);
    byte[] second = batch(1, 20);
    byte[] test = batch(0, 30);
    NamedData cifar = cifar(first, second, test);
    CifarBatches batches = new CifarBatches(cifar, 2);
    List<DataFile.Part> parts = cifar.files().getFirst().parts();
    batches.take(parts.get(1), second);
    batches.take(parts.get(2), test);
    batches.take(parts.get(0), first);
    Dataset train = batches.parts().train();
    assertThat(train.labels()).containsExactly(3, 3, 1, 1);
    assertThat(train.image()).contains(new ImageShape(3, 32, 32));
    assertThat(train.value(0, 0)).isEqualTo(10 / 255f);
    assertThat(train.value(2, 0)).isEqualTo(20 / 255f);
    assertThat(Examples.all(train, Affine.identity()).pixels())
        .hasSize(4 * 3072)
        .startsWith(10)
        .endsWith(20);
    assertThat(batches.parts().test())
        .isNotNull()
        .extracting(Dataset::labels)
        .isEqualTo(new int[] {0, 0});
    assertThatThrownBy(() -> batches.take(parts.get(0), new byte[7]))
        .isInstanceOf(UserException.class)
        .hasMessageContainingAll("train1.bin", "7 bytes", "6146");
  }

  @Test
  void an_archive_is_walked_part_by_part_whatever_else_is_in_it() {
    byte[] first = batch(3, 10);
    byte[] second = batch(1, 20);
    byte[] test = batch(0, 30);
    NamedData cifar = cifar(first, second, test);
    SequencedMap<String, byte[]> files = new LinkedHashMap<>();
    files.put("bin/", new byte[0]);
    files.put("bin/test.bin", test);
    files.put("bin/readme.html", "hello".getBytes(StandardCharsets.UTF_8));
    files.put("bin/train2.bin", second);
    files.put("bin/train1.bin", first);
    byte[] archive = Written.gzip(Written.tar(files));
    Written.file(folder, "cifar/all.tar.gz", archive);
    assertThat(walked(cifar)).containsOnlyKeys("bin/test.bin", "bin/train1.bin", "bin/train2.bin");
    assertThat(walked(cifar).get("bin/train2.bin")).isEqualTo(second);

    Written.file(folder, "cifar/all.tar.gz", Arrays.copyOf(archive, archive.length / 2));
    refused(cifar, "all.tar.gz", "truncated");
    files.put("bin/train2.bin", first);
    Written.file(folder, "cifar/all.tar.gz", Written.gzip(Written.tar(files)));
    refused(cifar, "all.tar.gz (bin/train2.bin)", "altered");
    files.remove("bin/train2.bin");
    Written.file(folder, "cifar/all.tar.gz", Written.gzip(Written.tar(files)));
    refused(cifar, "incomplete: it lacks bin/train2.bin");
    Written.file(folder, "cifar/all.tar.gz", "what is this? ".repeat(100));
    refused(cifar, "no tar archive");
  }

  @Test
  void an_extracted_archive_is_read_from_its_folder() {
    byte[] first = batch(3, 10);
    NamedData cifar = cifar(first, first, first);
    Written.file(folder, "cifar/bin/train1.bin", first);
    Written.file(folder, "cifar/bin/train2.bin", first);
    refused(cifar, "all.tar.gz");
    Written.file(folder, "cifar/bin/test.bin", first);
    assertThat(walked(cifar)).hasSize(3);
  }

  private Map<String, byte[]> walked(NamedData cifar) {
    Map<String, byte[]> contents = new LinkedHashMap<>();
    new NamedFiles(cifar, Written.directory(folder))
        .walk(cifar.files().getFirst(), (part, bytes) -> contents.put(part.name(), bytes));
    return contents;
  }

  private void refused(NamedData cifar, String... message) {
    assertThatThrownBy(() -> walked(cifar))
        .isInstanceOf(UserException.class)
        .hasMessageContainingAll(message);
  }

  private static byte[] batch(int label, int value) {
    byte[] batch = new byte[2 * 3073];
    Arrays.fill(batch, (byte) value);
    batch[0] = (byte) label;
    batch[3073] = (byte) label;
    return batch;
  }

  private static NamedData cifar(byte[] first, byte[] second, byte[] test) {
    List<DataFile.Part> parts =
        List.of(
            part("bin/train1.bin", first),
            part("bin/train2.bin", second),
            part("bin/test.bin", test));
    return new NamedData(
        "cifar",
        "for tests",
        "none",
        "nobody",
        NamedData.Format.CIFAR,
        List.of("a", "b", "c", "d"),
        List.of(new DataFile("all.tar.gz", 1, "", List.of(), parts)));
  }
}
