package dev.tombola.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.tombola.branch.Branch;
import dev.tombola.data.Augmentation;
import dev.tombola.data.DataSource;
import dev.tombola.data.DataSpec;
import dev.tombola.data.Normalisation;
import dev.tombola.nn.ImageShape;
import dev.tombola.nn.Mask;
import dev.tombola.nn.Network;
import dev.tombola.nn.Parameter;
import dev.tombola.prune.Criterion;
import dev.tombola.prune.Pruning;
import dev.tombola.prune.Scope;
import dev.tombola.rewind.Retrain;
import dev.tombola.train.Optimiser;
import dev.tombola.train.Recipe;
import dev.tombola.train.Schedule;
import java.lang.reflect.RecordComponent;
import java.util.BitSet;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The presets, and the files of kinds and defaults that stand beside them.
final class PresetsTest {
  static List<String> presets() {
    return SpecFile.presets();
  }

  @ParameterizedTest
  @MethodSource("presets")
  void every_preset_resolves_and_survives_a_round_trip(String preset) {
    ExperimentSpec spec = SpecFile.resolve(preset, List.of());
    assertThat(spec.name()).isEqualTo(preset);
    String yaml = SpecFile.write(spec);
    assertThat(SpecFormat.spec(SpecFormat.yamlTree(yaml, preset), preset)).isEqualTo(spec);
  }

  @Test
  void every_preset_resolves_to_an_experiment_whose_levels_hold_its_controls() {
    for (String preset : SpecFile.presets()) {
      ExperimentSpec spec = SpecFile.resolve(preset, List.of());
      assertThat(spec.name()).isEqualTo(preset);
      assertThat(spec.branches()).isNotEmpty().allMatch(branch -> branch.at(spec.levels()));
      String[] values =
          SpecFile.preset(preset).lines().filter(line -> line.contains("#")).toArray(String[]::new);
      assertThat(values).hasSizeGreaterThan(8);
    }
  }

  @ParameterizedTest
  @MethodSource("presets")
  void every_value_of_a_preset_has_its_reason_beside_it(String preset) {
    assertThat(SpecFile.preset(preset).lines().filter(line -> line.contains(": ")))
        .filteredOn(line -> !line.startsWith("#") && !line.startsWith("name:"))
        .filteredOn(line -> !line.strip().matches("(- |source: ).*"))
        .allMatch(line -> line.contains("# "), "has a comment");
  }

  @ParameterizedTest
  @ValueSource(
      classes = {
        DataSource.class,
        Normalisation.class,
        NetworkSpec.class,
        StartSpec.class,
        Optimiser.class,
        Schedule.class,
        Criterion.class,
        Scope.class,
        Branch.class
      })
  void every_kind_and_each_of_its_keys_stands_in_the_file_of_kinds(Class<?> base) {
    for (Class<?> kind : base.getPermittedSubclasses()) {
      String name = KindIntrospector.name(kind);
      // `momentum (batch, …)` in the comment, `momentum: {nesterov: false, …}` below it
      String told =
          Pattern.compile("(?<![\\w-])" + name + "( \\([^)]*\\)|: \\{.*\\})?(?![\\w-])")
              .matcher(SpecFile.kinds())
              .results()
              .map(MatchResult::group)
              .collect(Collectors.joining(" "));
      assertThat(told).contains(name);
      for (RecordComponent key : kind.getRecordComponents()) {
        assertThat(told).as(name).containsPattern("[ {(]" + key.getName() + "\\b");
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      classes = {
        ExperimentSpec.class,
        DataSpec.class,
        Augmentation.class,
        Recipe.class,
        Pruning.class,
        Retrain.class
      })
  void every_key_stands_in_the_file_of_defaults(Class<?> map) {
    for (RecordComponent key : map.getRecordComponents()) {
      assertThat(SpecFile.defaults()).containsPattern("\\b" + key.getName() + "\\b");
    }
  }

  @ParameterizedTest
  @MethodSource("presets")
  void every_preset_names_layers_of_its_network_and_has_something_to_prune_at_every_level(
      String preset) {
    ExperimentSpec spec = SpecFile.resolve(preset, List.of());
    DataSource.Named source = (DataSource.Named) spec.data().source();
    ImageShape image =
        source.name().equals("cifar-10") ? new ImageShape(3, 32, 32) : new ImageShape(1, 28, 28);
    Network network = spec.network().network(shape(image));
    spec.pruning().scope().check(network);
    assertThat(spec.pruning().fruitfulRounds(network, spec.levels())).isEqualTo(spec.levels());
  }

  /// Frankle & Carbin 2019, §3: densities of the early stops and accuracies that stand out.
  @ParameterizedTest
  @CsvSource({
    "conv-2-cifar10, 11, 8.8", "conv-2-cifar10, 14, 4.6",
    "conv-4-cifar10, 11, 11.1", "conv-4-cifar10, 12, 9.2"
  })
  void the_paper_s_convolutional_networks_pass_the_densities_that_it_names(
      String preset, int level, double percent) {
    ExperimentSpec spec = SpecFile.resolve(preset, List.of());
    Network network = spec.network().network(shape(new ImageShape(3, 32, 32)));
    Mask mask = Mask.dense(network);
    for (int round = 1; round <= level; round++) {
      for (Pruning.Group group : spec.pruning().groups(network, mask)) {
        Parameter layer = group.weights().getFirst();
        BitSet kept = new BitSet();
        kept.set(0, mask.survivors(layer) - group.drops());
        mask = mask.with(layer, kept);
      }
    }
    assertThat(mask.density().percent()).isCloseTo(percent, within(0.05));
  }

  private static DataShape shape(ImageShape image) {
    return new DataShape("data", image.features(), 10, List.of(), image, "sum");
  }
}
