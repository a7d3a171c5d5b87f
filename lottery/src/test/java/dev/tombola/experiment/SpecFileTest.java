package dev.tombola.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tombola.UserException;
import dev.tombola.nn.ImageShape;
import dev.tombola.prune.LayerCollapse;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Files of specs, and the name that an experiment has by its spec.
final class SpecFileTest {
  @Test
  void a_file_may_extend_a_preset(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("mine.yaml");
    Files.writeString(file, "extends: lenet-mnist-quick\nname: mine\ntraining: {batch: 32}\n");
    ExperimentSpec spec = SpecFile.resolve(file.toString(), List.of());
    assertThat(spec.name()).isEqualTo("mine");
    assertThat(spec.training().batch()).isEqualTo(32);
    assertThat(spec.levels()).isEqualTo(5);
  }

  @Test
  void an_unknown_preset_and_an_unreadable_file_name_what_there_is() {
    assertThatThrownBy(() -> SpecFile.resolve("lenet-mnist-quik", List.of()))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("did you mean lenet-mnist-quick");
    assertThatThrownBy(() -> SpecFile.resolve("/nowhere/mine.yaml", List.of()))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("/nowhere/mine.yaml: cannot be read");
  }

  @Test
  void a_file_that_is_no_spec_is_told_from_a_preset_mistyped(@TempDir Path folder)
      throws IOException {
    Path table = Files.writeString(folder.resolve("flowers.csv"), "a,b\n1,2\n");
    assertThatThrownBy(() -> SpecFile.resolve(table.toString(), List.of()))
        .isInstanceOf(UserException.class)
        .hasMessageStartingWith(table + ": is no spec; give a preset's name (lenet-mnist-quick, ")
        .hasMessageContaining("or a .yaml file");
  }

  @Test
  void a_tab_is_named_with_its_line(@TempDir Path folder) throws IOException {
    Path tab = Files.writeString(folder.resolve("tab.yaml"), "data:\n\tvalidation: 3\n");
    assertThatThrownBy(() -> SpecFile.resolve(tab.toString(), List.of()))
        .isInstanceOf(UserException.class)
        .hasMessageContainingAll("tab.yaml", "line 2", "indent with blanks");
  }

  @Test
  void a_spec_from_before_an_option_is_read_as_it_was_meant_and_keeps_its_name() {
    ExperimentSpec spec = SpecFile.resolve("lenet-mnist", List.of());
    String old =
        SpecFile.write(spec)
            .replace("  layerCollapse: report\n", "")
            .replace("    kinds: {}\n", "");
    assertThat(old).doesNotContain("layerCollapse", "kinds");
    ExperimentSpec read = SpecFormat.spec(SpecFormat.yamlTree(old, "old"), "old");
    assertThat(read).isEqualTo(spec);
    assertThat(read.pruning().layerCollapse()).isEqualTo(LayerCollapse.REPORT);
    assertThat(hash("pruning.layerCollapse=report", "pruning.scope.kinds={}")).isEqualTo(hash());
    assertThat(hash("pruning.layerCollapse=prevent")).isNotEqualTo(hash());
    assertThat(hash("pruning.scope.kinds.dense=0.2")).isNotEqualTo(hash());
  }

  /// Literal: a change of this name orphans every run directory there is.
  @Test
  void the_name_of_an_experiment_never_changes() {
    ExperimentSpec spec = SpecFile.resolve("lenet-mnist", List.of());
    assertThat(SpecFile.hash(spec, data("sum"), "cpu-1")).isEqualTo("fcd79a50");
  }

  @Test
  void the_hash_covers_what_changes_a_result_and_nothing_else() {
    String hash = hash();
    assertThat(hash("replicates=3", "levels=2", "name=other")).isEqualTo(hash);
    assertThat(hash("training.schedule.rate=0.0013")).isNotEqualTo(hash);
    assertThat(hash("seed=2")).isNotEqualTo(hash);
    assertThat(hash("data.source={kind: csv, train: a.csv, label: x}")).isEqualTo(hash);
    ExperimentSpec spec = SpecFile.resolve("lenet-mnist", List.of());
    assertThat(SpecFile.hash(spec, data("other"), "cpu-1")).isNotEqualTo(hash);
    assertThat(SpecFile.hash(spec, data("sum"), "cpu-2")).isNotEqualTo(hash);
  }

  private static String hash(String... overrides) {
    return SpecFile.hash(SpecFile.resolve("lenet-mnist", List.of(overrides)), data("sum"), "cpu-1");
  }

  private static DataShape data(String checksum) {
    return new DataShape("mnist", 784, 10, List.of(), new ImageShape(1, 28, 28), checksum);
  }
}
