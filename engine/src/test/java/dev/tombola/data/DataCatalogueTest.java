package dev.tombola.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class DataCatalogueTest {
  @TempDir private Path folder;

  @Test
  void mnist_is_always_there_and_the_others_are_told_to_be_missing() {
    List<DataCatalogue.Entry> entries = new DataCatalogue(Written.directory(folder)).list();
    assertThat(entries)
        .extracting(entry -> entry.data().name())
        .containsExactly("mnist", "fashion-mnist", "cifar-10");
    assertThat(entries)
        .extracting(DataCatalogue.Entry::isComplete)
        .containsExactly(true, false, false);
  }

  @Test
  void a_check_tells_intact_altered_and_missing_files_apart() {
    Written.file(folder, "fashion-mnist/t10k-labels-idx1-ubyte", "something else");
    List<DataCatalogue.FileCheck> checks = new DataCatalogue(Written.directory(folder)).check();
    assertThat(checks).hasSize(9);
    for (DataCatalogue.FileCheck check : checks) {
      boolean altered =
          check.data().name().equals("fashion-mnist")
              && check.file().name().startsWith("t10k-labels");
      DataCatalogue.State expected =
          altered
              ? DataCatalogue.State.ALTERED
              : check.data().name().equals("mnist")
                  ? DataCatalogue.State.INTACT
                  : DataCatalogue.State.MISSING;
      assertThat(check.state()).as(check.file().name()).isEqualTo(expected);
      if (altered) {
        assertThat(check.message()).contains("t10k-labels-idx1-ubyte", "sha256", "data get");
      }
    }
  }

  @Test
  void what_is_known_of_each_data_set_is_complete() {
    Set<String> digests = new HashSet<>();
    for (NamedData data : NamedData.all()) {
      assertThat(NamedData.named(data.name())).isEqualTo(data);
      assertThat(data.licence()).isNotBlank();
      assertThat(data.citation()).isNotBlank();
      for (DataFile file : data.files()) {
        assertThat(file.size()).isPositive();
        assertThat(file.md5()).matches("[0-9a-f]{32}");
        assertThat(digests.add(file.md5())).as(file.md5()).isTrue();
        assertThat(file.addresses())
            .isNotEmpty()
            .allMatch(address -> address.toString().endsWith("/" + file.name()));
        for (DataFile.Part part : file.parts()) {
          assertThat(part.sha256()).matches("[0-9a-f]{64}");
          assertThat(digests.add(part.sha256())).as(part.sha256()).isTrue();
        }
      }
    }
  }
}
