package dev.tombola.connect;

import static dev.tombola.connect.TinyConnections.SMALL;
import static dev.tombola.connect.TinyConnections.asked;
import static dev.tombola.connect.TinyConnections.at;
import static dev.tombola.connect.TinyConnections.connect;
import static dev.tombola.connect.TinyConnections.connected;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tombola.UserException;
import dev.tombola.cpu.CpuEngine;
import dev.tombola.experiment.DivergingEngine;
import dev.tombola.experiment.Experiment;
import dev.tombola.experiment.RunFiles;
import dev.tombola.experiment.RunKey;
import dev.tombola.experiment.RunRecord;
import dev.tombola.experiment.TinyExperiment;
import dev.tombola.findings.ConnectivityAnalysis;
import dev.tombola.nn.Network;
import dev.tombola.nn.Weights;
import dev.tombola.train.Engine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Copies of trainings, and the paths between them.
final class ConnectorTest {
  @TempDir private static Path shared;
  private static Experiment connected;

  @TempDir private Path folder;

  @BeforeAll
  static void connectOnce() {
    connected = connected(shared, 2, SMALL);
  }

  @Test
  void copies_share_their_start_and_differ_in_their_end() {
    Experiment experiment = connected;
    RunRecord one = copy(experiment, 1, 2, "ticket-at-25", 1).record();
    RunRecord other = copy(experiment, 1, 2, "ticket-at-25", 2).record();
    assertThat(one.from()).isEqualTo(25);
    assertThat(one.to()).isEqualTo(60);
    assertThat(one.curve().getFirst()).isEqualTo(other.curve().getFirst());
    assertThat(one.last()).isNotEqualTo(other.last());
    assertThat(one.factor()).isEqualTo("order of the examples from step 25 on");
    assertThat(copy(experiment, 1, 0, "dense-at-25", 1).record().curve().getFirst().validation())
        .isNotEqualTo(one.curve().getFirst().validation());
  }

  @Test
  void copies_start_from_the_weights_that_the_dense_training_had() {
    String rewinding = "retrain={weightsFrom: 25it, scheduleFrom: 25it, rateFrom: 25it}";
    Experiment rewound = TinyExperiment.run(folder.resolve("rewound"), 2, rewinding);
    Network network = rewound.network();
    Weights recorded =
        Objects.requireNonNull(
            rewound.files(RunKey.ticket(1, 0)).weights(network).get(25L), "the rewind point");
    Weights early = new EarlyWeights(connected, 1, Set.of(25L)).at(25);
    assertThat(early.sameBits(recorded)).isTrue();
  }

  @Test
  void a_checkpoint_that_level_0_leaves_as_it_is_may_be_trained_in_copies() {
    Path model = connected.paths().run(RunKey.ticket(1, 0)).resolve("weights-60.safetensors");
    Experiment experiment =
        TinyExperiment.run(
            folder,
            2,
            "start={kind: checkpoint, file: \"%s\", trained: true}".formatted(model),
            "replicates=1",
            "levels=1",
            "branches=[]");
    new Connector(new CpuEngine(), 2, ConnectListener.NOBODY).run(experiment, SMALL);
    RunRecord copy = copy(experiment, 1, 0, "dense-at-25", 1).record();
    assertThat(copy.from()).isEqualTo(25);
    assertThat(copy(experiment, 1, 0, "dense-at-0", 2).record().curve().getFirst().validation())
        .isEqualTo(experiment.files(RunKey.ticket(1, 0)).record().curve().getFirst().validation());
  }

  @Test
  void the_ends_of_a_path_are_the_copies_to_the_last_bit() {
    Experiment experiment = connected;
    for (LinearPath path : Connector.paths(experiment.paths().directory())) {
      if (path.pair() instanceof Pair.Copies copies) {
        RunRecord one =
            Experiment.connectFiles(experiment.paths().directory(), copies.firstCopy()).record();
        RunRecord other =
            Experiment.connectFiles(experiment.paths().directory(), copies.secondCopy()).record();
        assertThat(path.points()).hasSize(5);
        assertThat(path.points().getLast().test())
            .isEqualTo(Fit.of(Objects.requireNonNull(one.last())));
        assertThat(path.points().getFirst().test())
            .isEqualTo(Fit.of(Objects.requireNonNull(other.last())));
        assertThat(path.onTest().error()).isGreaterThanOrEqualTo(0);
      }
    }
  }

  @Test
  void copies_of_the_random_mask_have_the_mask_of_the_control() {
    ConnectSpec spec = asked(List.of(at(0)), List.of(1), List.of());
    Experiment experiment = connected(folder, 2, spec);
    Network network = experiment.network();
    RunFiles control = experiment.files(new RunKey(1, 1, "random-mask", 1));
    assertThat(copy(experiment, 1, 1, "random-mask-at-0", 2).mask(network))
        .isEqualTo(control.mask(network));
    RunFiles ticket = experiment.files(RunKey.ticket(1, 1));
    assertThat(copy(experiment, 1, 1, "ticket-at-0", 2).mask(network))
        .isEqualTo(ticket.mask(network));
  }

  @Test
  void pruned_weights_of_copies_are_zero() {
    Experiment experiment = connected;
    Network network = experiment.network();
    RunFiles files = copy(experiment, 2, 2, "ticket-at-0", 1);
    Weights end = files.weights(network).lastEntry().getValue();
    assertThat(end.sameBits(end.masked(files.mask(network)))).isTrue();
    assertThat(files.weights(network)).as("the start lies elsewhere").hasSize(1);
  }

  @Test
  void everything_that_was_asked_is_connected() {
    List<LinearPath> paths = Connector.paths(connected.paths().directory());
    // Two replicates, two steps, three subnetworks; two pairs of levels; one of replicates.
    assertThat(paths).hasSize(2 * 2 * 3 + 2 * 2 + 1);
    assertThat(paths).noneMatch(LinearPath::recalibrated);
    long dense = connected.network().weights();
    for (LinearPath path : paths) {
      switch (path.pair()) {
        case Pair.Levels(_, int level) when level == 1 ->
            assertThat(path.survivors())
                .as("the mask of the first")
                .isBetween(dense / 2, dense - 1);
        case Pair.Levels _, Pair.Replicates _ -> assertThat(path.survivors()).isEqualTo(dense);
        case Pair.Copies copies ->
            assertThat(path.survivors() == dense).isEqualTo(copies.level() == 0);
      }
    }
  }

  @Test
  void three_copies_are_three_pairs() {
    ConnectSpec spec =
        new ConnectSpec(
            List.of(at(0)),
            List.of(),
            List.of(1L),
            3,
            Set.of(Subnetwork.DENSE),
            Set.of(Between.COPIES),
            3,
            10);
    Path directory = connected(folder, 2, spec).paths().directory();
    assertThat(Connector.paths(directory))
        .extracting(path -> path.pair().key().branch())
        .containsExactlyInAnyOrder(
            "dense-at-0-path-1-2", "dense-at-0-path-1-3", "dense-at-0-path-2-3");
  }

  @Test
  void replicates_named_in_any_order_are_the_same_pairs() {
    Experiment experiment = TinyExperiment.run(folder, 2);
    connect(experiment, asked(List.of(at(0)), List.of(), List.of(2L, 1L)));
    Path directory = experiment.paths().directory();
    assertThat(ConnectivityAnalysis.of(directory).replicates()).isNotNull();
    assertThat(Connector.paths(directory))
        .extracting(LinearPath::pair)
        .contains(new Pair.Replicates(1, 2));
  }

  @Test
  void a_pair_of_which_a_copy_diverged_has_no_path() {
    Experiment experiment = TinyExperiment.run(folder, 2, "replicates=1");
    Engine diverging = new DivergingEngine(training -> training.from() == 25);
    new Connector(diverging, 2, ConnectListener.NOBODY).run(experiment, SMALL);
    List<LinearPath> paths = Connector.paths(experiment.paths().directory());
    assertThat(paths).hasSize(2 * 3 + 2);
    assertThat(paths)
        .filteredOn(LinearPath::diverged)
        .hasSize(3)
        .allMatch(path -> path.pair() instanceof Pair.Copies copies && copies.at() == 25);
  }

  @Test
  void an_altered_path_is_named() throws IOException {
    Experiment experiment = connected(folder, 2, SMALL);
    Path directory = experiment.paths().directory();
    Path file = directory.resolve("connect/replicate-1/level-0/dense-at-25-path-1-2/path.jsonl");
    Files.writeString(file, Files.readString(file).replace("\"wrong\":", "\"wrong\":1"));
    assertThatThrownBy(() -> Connector.paths(directory))
        .isInstanceOf(UserException.class)
        .hasMessageContaining(file + ": truncated or altered");
  }

  private static RunFiles copy(
      Experiment experiment, long replicate, int level, String name, int number) {
    return Experiment.connectFiles(
        experiment.paths().directory(), new RunKey(replicate, level, name, number));
  }
}
