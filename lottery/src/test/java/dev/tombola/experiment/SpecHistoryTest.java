package dev.tombola.experiment;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tombola.data.Augmentation;
import dev.tombola.data.DataDirectory;
import dev.tombola.data.LoadedData;
import dev.tombola.data.Normalisation;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Run directories outlive the version that made them: their names, and their `spec.yaml`.
final class SpecHistoryTest {
  /// As the first version wrote it.
  private static final String FIRST =
      """
      version: 1
      name: flowers
      seed: 1
      replicates: 2
      levels: 2
      data:
        source:
          kind: csv
          train: flowers.csv
          test: null
          label: species
          header: true
          separator: null
        validation: 40
        test: 40
        normalise:
          %s
      network:
        kind: mlp
        hidden:
        - 12
        activation: relu
      initialiser: glorot-normal
      training:
        batch: 20
        length: 40it
        optimiser:
          kind: adam
          beta1: 0.9
          beta2: 0.999
          epsilon: 1.0E-8
          weightDecay: 0.0
        schedule:
          kind: constant
          rate: 0.01
          warmup: 0it
      evaluateEvery: 20it
      pruning:
        rounds: iterative
        criterion:
          kind: magnitude
        scope:
          kind: layerwise
          rate: 0.5
          layers: {}
      retrain:
        weightsFrom: init
        scheduleFrom: init
        rateFrom: init
      branches: []
      """;

  private static DataShape mnist;

  @BeforeAll
  static void load() {
    ExperimentSpec spec = SpecFile.resolve("lenet-mnist", List.of());
    mnist = DataShape.of(LoadedData.load(spec.data(), DataDirectory.standard()));
  }

  private static ExperimentSpec first(String normalise) {
    String yaml = FIRST.formatted(normalise);
    return SpecFormat.spec(SpecFormat.yamlTree(yaml, "spec.yaml"), "spec.yaml");
  }

  private static String hash(ExperimentSpec spec) {
    return SpecFile.hash(spec, mnist, "cpu-2");
  }

  /// Literal: these directories have been published, or stand on many disks.
  @ParameterizedTest
  @CsvSource({"lenet-mnist, 6fd81d88", "lenet-mnist-quick, 9c206780"})
  void a_directory_of_the_first_version_keeps_its_name(String preset, String hash) {
    assertThat(hash(SpecFile.resolve(preset, List.of()))).isEqualTo(hash);
    assertThat(hash(SpecFile.resolve(preset, List.of("data.augment={crop: 0, flip: false}"))))
        .isEqualTo(hash);
    assertThat(hash(SpecFile.resolve(preset, List.of("start={kind: drawn}")))).isEqualTo(hash);
  }

  /// With the names that the first version gave, literally: its words count, not today's.
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {kind: from-training, perFeature: false} | ALL | 63ebcbf5
          {kind: from-training, perFeature: true} | FEATURE | 2285f05d
          """)
  void a_spec_of_the_first_version_is_read_as_it_was_meant(
      String normalise, Normalisation.By by, String hash) {
    ExperimentSpec spec = first(normalise);
    assertThat(spec.data().augment()).isEqualTo(Augmentation.NONE);
    assertThat(spec.data().normalise()).isEqualTo(new Normalisation.FromTraining(by));
    String again = SpecFile.write(spec);
    assertThat(again).contains("augment:").doesNotContain("perFeature");
    ExperimentSpec read = SpecFormat.spec(SpecFormat.yamlTree(again, "spec.yaml"), "spec.yaml");
    assertThat(read).isEqualTo(spec);
    assertThat(List.of(hash(spec), hash(read))).containsOnly(hash);
  }

  @ParameterizedTest
  @ValueSource(strings = {"{kind: stated, mean: 0.1307, deviation: 0.3081}", "{kind: none}"})
  void what_has_not_changed_is_written_as_the_first_version_wrote_it(String normalise) {
    ExperimentSpec spec = first(normalise);
    String written =
        SpecFile.write(spec)
            .replace("  augment:\n    crop: 0\n    flip: false\n", "")
            .replace("    kinds: {}\n", "")
            .replace("  layerCollapse: report\n", "")
            .replace("start:\n  kind: drawn\n", "");
    assertThat(SpecFormat.yamlTree(written, "spec.yaml"))
        .isEqualTo(SpecFormat.yamlTree(FIRST.formatted(normalise), "spec.yaml"));
  }

  @Test
  void what_the_first_version_could_not_say_gives_a_name_of_its_own() {
    String plain = hash(first("{kind: from-training, perFeature: false}"));
    assertThat(hash(first("{kind: from-training, perFeature: true}"))).isNotEqualTo(plain);
    assertThat(hash(first("{kind: from-training, by: channel}"))).isNotEqualTo(plain);
    assertThat(hash(first("{kind: from-training, by: all}"))).isEqualTo(plain);
    ExperimentSpec cropped = SpecFile.resolve("lenet-mnist", List.of("data.augment.crop=2"));
    ExperimentSpec flipped = SpecFile.resolve("lenet-mnist", List.of("data.augment.flip=true"));
    assertThat(List.of(hash(cropped), hash(flipped))).doesNotContain("6fd81d88");
    assertThat(hash(cropped)).isNotEqualTo(hash(flipped));
  }

  @Test
  void the_old_word_may_still_be_said_beside_the_new_ones_default() {
    ExperimentSpec spec =
        SpecFile.resolve(
            "lenet-mnist-quick",
            List.of("data.normalise.kind=from-training", "data.normalise.perFeature=true"));
    assertThat(spec.data().normalise())
        .isEqualTo(new Normalisation.FromTraining(Normalisation.By.FEATURE));
  }

  @Test
  void numbers_by_channel_are_a_list_and_one_for_all_is_a_number() {
    ExperimentSpec spec =
        SpecFile.resolve(
            "lenet-mnist-quick",
            List.of(
                "data.normalise={kind: stated, mean: [0.4914, 0.4822, 0.4465], deviation: [0.247,"
                    + " 0.2435, 0.2616]}",
                "data.augment={crop: 4, flip: true}"));
    assertThat(spec.data().normalise())
        .isEqualTo(
            new Normalisation.Stated(
                List.of(0.4914, 0.4822, 0.4465), List.of(0.247, 0.2435, 0.2616)));
    assertThat(spec.data().augment()).isEqualTo(new Augmentation(4, true));
    String written = SpecFile.write(spec);
    assertThat(SpecFormat.spec(SpecFormat.yamlTree(written, "spec"), "spec")).isEqualTo(spec);
    assertThat(first("{kind: stated, mean: [0.1], deviation: [0.2]}").data().normalise())
        .isEqualTo(new Normalisation.Stated(0.1, 0.2));
  }
}
