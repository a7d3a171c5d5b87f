package dev.tombola.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tombola.UserException;
import dev.tombola.branch.Branch;
import dev.tombola.data.Normalisation;
import dev.tombola.nn.Activation;
import dev.tombola.prune.LayerCollapse;
import dev.tombola.prune.LayerKind;
import dev.tombola.prune.Scope;
import dev.tombola.rewind.Point;
import dev.tombola.train.Optimiser;
import dev.tombola.train.Schedule;
import dev.tombola.train.Step;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// `key=value` over a spec: what it replaces, and what is said of a key or value that is wrong.
final class OverridesTest {
  @Test
  void overrides_replace_values_and_maps_of_another_kind() {
    ExperimentSpec spec =
        SpecFile.resolve(
            "lenet-mnist-quick",
            List.of(
                "training.optimiser={kind: momentum, nesterov: true}",
                "training.schedule={kind: cosine, rate: 0.1}",
                "pruning.scope.layers.fc2=0.3",
                "network.hidden=[20]",
                "branches=[{kind: sign-only}]"));
    assertThat(spec.training().optimiser()).isEqualTo(new Optimiser.Momentum(0.9, true, 0));
    assertThat(spec.training().schedule()).isInstanceOf(Schedule.Cosine.class);
    assertThat(spec.branches()).containsExactly(new Branch.SignOnly(List.of(), 1));
    assertThat(spec.network()).isEqualTo(new NetworkSpec.Mlp(List.of(20), Activation.RELU));
  }

  @Test
  void a_kind_by_itself_may_be_overridden_and_what_it_needs_beside_it() {
    ExperimentSpec spec =
        SpecFile.resolve(
            "lenet-mnist-quick",
            List.of(
                "training.optimiser.kind=momentum",
                "training.schedule.kind=steps",
                "training.schedule.rate=0.1",
                "training.schedule.milestones=[1000it]",
                "data.normalise.kind=from-training",
                "pruning.scope.kind=layerwise"));
    assertThat(spec.data().normalise())
        .isEqualTo(new Normalisation.FromTraining(Normalisation.By.ALL));
    assertThat(spec.training().optimiser()).isEqualTo(new Optimiser.Momentum(0.9, false, 0));
    assertThat(spec.training().schedule())
        .isEqualTo(new Schedule.Steps(0.1, List.of(Step.iterations(1000)), 0.1, Step.ZERO));
    assertThat(spec.pruning().scope())
        .isEqualTo(SpecFile.resolve("lenet-mnist-quick", List.of()).pruning().scope());
  }

  @Test
  void a_kind_and_what_it_needs_may_be_overridden_in_any_order() {
    ExperimentSpec spec =
        SpecFile.resolve(
            "lenet-mnist-quick",
            List.of(
                "training.optimiser.momentum=0.5",
                "training.schedule.floor=0.0001",
                "training.schedule.rate=0.01",
                "training.schedule.kind=cosine",
                "training.optimiser.kind=momentum"));
    assertThat(spec.training().optimiser()).isEqualTo(new Optimiser.Momentum(0.5, false, 0));
    assertThat(spec.training().schedule()).isEqualTo(new Schedule.Cosine(0.01, 0.0001, Step.ZERO));
  }

  @Test
  void the_last_word_on_a_kind_counts_whether_it_is_of_the_kind_or_of_its_map() {
    assertThat(optimiser("training.optimiser={kind: adam}", "training.optimiser.kind=sgd"))
        .isEqualTo(new Optimiser.Sgd(0));
    assertThat(optimiser("training.optimiser.kind=sgd", "training.optimiser={kind: momentum}"))
        .isEqualTo(new Optimiser.Momentum(0.9, false, 0));
    assertThat(optimiser("training.optimiser.kind=momentum", "training.optimiser.kind=sgd"))
        .isEqualTo(new Optimiser.Sgd(0));
    assertThat(
            optimiser(
                "training={optimiser: {kind: adamw}}",
                "training.batch=32",
                "training.optimiser.momentum=0.5",
                "training.optimiser.kind=momentum"))
        .isEqualTo(new Optimiser.Momentum(0.5, false, 0));
    assertThat(
            SpecFile.resolve(
                    "lenet-mnist-quick",
                    List.of("branches=[{kind: reinit}]", "branches.0.kind=random-mask"))
                .branches())
        .containsExactly(new Branch.RandomMask(List.of(), 1));
  }

  @Test
  void elements_of_a_list_are_called_by_name_or_kind_or_number() {
    List<Branch> branches =
        SpecFile.resolve(
                "resnet-8-cifar10-quick",
                List.of(
                    "branches.reinit.draws=1",
                    "branches.rewinding.retrain.weightsFrom=30it",
                    "branches.3.name=tuned"))
            .branches();
    assertThat(branches.getFirst()).isEqualTo(new Branch.Reinit(List.of(2), 1));
    assertThat(((Branch.Retraining) branches.get(1)).retrain().weightsFrom())
        .isEqualTo(Point.parse("30it"));
    assertThat(branches.getLast().name()).isEqualTo("tuned");
    assertThatThrownBy(
            () -> SpecFile.resolve("resnet-8-cifar10-quick", List.of("branches.rewindin.name=a")))
        .hasMessage(
            "unknown key branches.rewindin; did you mean rewinding? There are reinit, rewinding,"
                + " learning-rate-rewinding, fine-tuning");
  }

  @Test
  void rates_by_kind_and_by_the_names_of_layers_that_have_dots_may_be_overridden() {
    ExperimentSpec spec =
        SpecFile.resolve(
            "lenet-mnist-quick",
            List.of(
                "pruning.scope.kinds.conv=0.1",
                "pruning.scope.layers.layer1.0.conv1=0.3",
                "pruning.scope.layers.*.downsample.*=0",
                "pruning.layerCollapse=prevent"));
    assertThat(spec.pruning().scope())
        .isEqualTo(
            new Scope.Layerwise(
                0.5,
                Map.of(LayerKind.CONV, 0.1),
                Map.of("output", 0.25, "layer1.0.conv1", 0.3, "*.downsample.*", 0.0)));
    assertThat(spec.pruning().layerCollapse()).isEqualTo(LayerCollapse.PREVENT);
    assertThat(SpecFormat.spec(SpecFormat.yamlTree(SpecFile.write(spec), "it"), "it"))
        .isEqualTo(spec);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          training.bach=3 | unknown key training.bach; did you mean batch
          training.optimiser.beta3=1 | unknown key training.optimiser.beta3; did you mean beta1
          training.batch=many | training.batch: "many" is not a whole number
          training.batch=0 | training.batch: 0 is too few
          training.batch=1.5 | training.batch: "1.5" is not a whole number
          training.length=50000 | training.length: "50000" is not a length; write iterations as 50000it
          training.schedule.rate=-1 | training.schedule.rate: -1.0 is not a learning rate
          training.schedule.rate=fast | training.schedule.rate: "fast" is not a number
          pruning.scope.kinds.pool=0.1 | pruning.scope.kinds: "pool" is not one of conv, dense
          start.kind=trained | start.kind: "trained" is not one of checkpoint, drawn
          start.file=a.safetensors | unknown key start.file: there is nothing to set here but the kind
          start={kind: checkpoint} | start.file: is missing
          start={kind: checkpoint, file: a, trained: 1} | start.trained: "1" is not true or false
          start={kind: checkpoint, file: a, names: {"0": null}} | start.names: a name is missing
          start={kind: checkpoint, file: a, checksum: abc} | start.checksum: "abc" is no SHA-256
          start={kind: checkpoint, fil: a} | start.file: is missing; unknown key start.fil; did you mean file
          pruning.layerCollapse=allow | pruning.layerCollapse: "allow" is not one of report, prevent
          pruning.scope.kind=erdos | pruning.scope.kind: "erdos" is not one of erdos-renyi-kernel, global, layerwise
          pruning.criterion.kind=magnitud | pruning.criterion.kind: "magnitud" is not one of magnitude, random
          initialiser=glorot | initialiser: "glorot" is not one of glorot-normal
          replicates=0 | replicates: 0 is too few
          levels=-1 | levels: -1 is out of range
          network.hidden=[300, 0] | network.hidden: 0 is not a width
          network={kind: conv, depth: 3} | network.depth: there is no such network of 3; use 2, 4 or 6
          network={kind: conv} | network.depth: is missing
          network={kind: conv, depth: 2, dropout: 1} | network.dropout: 1.0 is not a probability of dropping; use 0 up to below 1
          network={kind: conv, depth: 2, hidden: 3} | unknown key network.hidden
          network={kind: resnet, depth: 18} | network.depth: there is no such network of 18; use 6n + 2
          network={kind: resnet, depth: 20, width: 0} | network.width: 0.0 is not a factor of widths; use a number above 0
          network={kind: resnet, depth: 20, shortcut: option-b} | network.shortcut: "option-b" is not one of option-a, projection
          network={kind: vgg, depth: 12} | network.depth: there is no such network of 12; use 11, 13, 16 or 19
          network={kind: vgg, depth: 16, width: .nan} | network.width: NaN is not a factor
          network={kind: lenet} | network.kind: "lenet" is not one of conv, lenet-5, mlp, resnet, vgg
          name=My Run | name: "My Run" does not serve as a folder's name
          retrain.weightsFrom=begin | retrain.weightsFrom: "begin" is not a point of a training
          version=7 | version: 7 is not a form
          kind=3 | unknown key kind
          data.kind=3 | unknown key data.kind
          retrain.kind=init | unknown key retrain.kind
          seed=9223372036854775807 | seed: 9223372036854775807 leaves no seeds for 5 replicates
          training.optimiser.weightDecay=.inf | training.optimiser.weightDecay: Infinity
          training.optimiser.epsilon=1e-50 | training.optimiser.epsilon: 1.0E-50; use a number above 1.2e-38
          nonsense | "nonsense" is not an override; write key=value
          branches=[{kind: reinit}, {kind: reinit}] | branches: the same control stands there twice
          branches=[{kind: retraining, name: Fine tuning, retrain: {weightsFrom: end, scheduleFrom: init, rateFrom: end}}] | branches.retraining.name: "Fine tuning" does not serve as a folder's name
          branches=[{kind: retraining, name: ticket, retrain: {weightsFrom: end, scheduleFrom: init, rateFrom: end}}] | branches.retraining.name: "ticket" means something else already
          branches=[{kind: retraining, name: reinit-2, retrain: {weightsFrom: end, scheduleFrom: init, rateFrom: end}}] | branches.retraining.name: "reinit-2" means something else already
          branches=[{kind: retraining, name: a, retrain: {weightsFrom: end, scheduleFrom: init, rateFrom: end}}, {kind: retraining, name: a, retrain: {weightsFrom: end, scheduleFrom: init, rateFrom: init}}] | branches.retraining.name: "a" stands there twice
          branches=[{kind: retraining, name: a, retrain: {weightsFrom: end, scheduleFrom: init}}] | branches[0].retrain.rateFrom: is missing
          branches=[{kind: retraining, name: a, draws: 2, retrain: {weightsFrom: end, scheduleFrom: init, rateFrom: end}}] | unknown key branches[0].draws
          lr=3 | unknown key lr; there are branches, data, evaluateEvery,
          training.schedule.rte=3 | unknown key training.schedule.rte; did you mean rate? There are
          data.source={kind: csv, train: a.csv, lable: b} | data.source.label: is missing; unknown key data.source.lable; did you mean label? There are header, label,
          data.source={kind: csv, train: a.csv} | data.source.label: is missing
          data.augment.crop=-1 | data.augment.crop: -1 is negative; use 0
          data.augment.crop=1.5 | data.augment.crop: "1.5" is not a whole number
          data.augment=4 | data.augment: "4" is not a map with the keys crop, flip
          data.augment={crop: 4, mirror: true} | unknown key data.augment.mirror; there are crop, flip
          data.normalise.mean=fast | "fast" is not a number
          data.normalise.mean=[0.1, 0.2] | data.normalise.deviation: 1 numbers, but 2 in normalise.mean
          data.normalise.mean=[] | data.normalise.deviation: 1 numbers, but 0 in normalise.mean
          data.normalise.deviation=0 | data.normalise.deviation: 0.0 is not a finite number above 0
          data.normalise={kind: from-training, by: channels} | data.normalise.by: "channels" is not one of all, channel, feature
          """)
  void a_wrong_value_names_the_setting_and_the_way_out(String override, String message) {
    assertThatThrownBy(() -> SpecFile.resolve("lenet-mnist-quick", List.of(override)))
        .isInstanceOf(UserException.class)
        .hasMessageContaining(message);
  }

  private static Optimiser optimiser(String... overrides) {
    return SpecFile.resolve("lenet-mnist-quick", List.of(overrides)).training().optimiser();
  }
}
