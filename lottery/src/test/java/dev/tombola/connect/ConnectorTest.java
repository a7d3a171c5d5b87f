package dev.tombola.connect;

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
import dev.tombola.rewind.Point;
import dev.tombola.train.Engine;
import dev.tombola.train.Step;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CancellationException;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ConnectorTest {
  private static final ConnectSpec SMALL = asked(List.of(at(0), at(25)), List.of(), List.of());

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

  /// As an experiment has it that was trained before hits were recorded by class.
  @Test
  void a_dense_training_whose_record_says_nothing_of_classes_goes_the_same_way_again()
      throws Exception {
    Experiment experiment = TinyExperiment.run(folder, 2);
    RunFiles dense = experiment.files(RunKey.ticket(1, 0));
    Path metrics = dense.directory().resolve("metrics.jsonl");
    Path done = dense.directory().resolve("DONE");
    String today = Files.readString(metrics);
    String before = today.replaceAll(",\"class(Correct|Examples)\":\\[[0-9,]*]", "");
    Files.writeString(metrics, before);
    Files.writeString(done, Files.readString(done).replace(sha256(today), sha256(before)));
    assertThat(dense.record().curve().getFirst().validation().byClass().known()).isFalse();
    connect(experiment, asked(List.of(at(25)), List.of(), List.of(1L)));
    assertThat(new EarlyWeights(experiment, 1, Set.of(25L)).missingSteps()).isEmpty();
  }

  private static String sha256(String text) throws NoSuchAlgorithmException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
  }

  @Test
  void one_thread_and_three_give_the_same_bytes() throws IOException {
    var one = contents(connected(folder.resolve("one"), 1, SMALL));
    var three = contents(connected(folder.resolve("three"), 3, SMALL));
    assertThat(one).hasSizeGreaterThan(60).isEqualTo(three);
  }

  @Test
  void a_cancelled_call_continues_and_ends_with_the_same_bytes() throws IOException {
    Experiment experiment = TinyExperiment.run(folder.resolve("a"), 2);
    for (int after : new int[] {1, 5}) {
      Cancelling cancelling = new Cancelling(after);
      assertThatThrownBy(() -> new Connector(new CpuEngine(), 1, cancelling).run(experiment, SMALL))
          .isInstanceOf(CancellationException.class);
    }
    Heard heard = new Heard();
    new Connector(new CpuEngine(), 2, heard).run(experiment, SMALL);
    assertThat(heard.trained).hasSize(26 - 6);
    assertThat(contents(experiment)).isEqualTo(contents(connected));
  }

  @Test
  void what_is_there_is_not_done_again_and_more_steps_are_added() throws IOException {
    Experiment experiment = connected(folder.resolve("a"), 2, SMALL);
    SortedMap<String, String> before = contents(experiment);
    Heard again = new Heard();
    new Connector(new CpuEngine(), 2, again).run(experiment, SMALL);
    assertThat(again.trained).isEmpty();
    assertThat(again.walked).isEmpty();
    ConnectSpec more = asked(List.of(at(10), at(25), at(0)), List.of(), List.of());
    Heard added = new Heard();
    new Connector(new CpuEngine(), 2, added).run(experiment, more);
    assertThat(added.trained).filteredOn(key -> key.branch().contains("early")).hasSize(2);
    assertThat(added.trained).hasSize(2 + 12);
    assertThat(added.walked).hasSize(6);
    assertThat(contents(experiment)).containsAllEntriesOf(before);
    SortedMap<String, String> whole = contents(connected(folder.resolve("b"), 2, more));
    whole.keySet().removeIf(name -> name.contains("early"));
    assertThat(contents(experiment)).containsAllEntriesOf(whole);
  }

  @Test
  void other_points_are_walked_anew_without_training() {
    Experiment experiment = connected(folder, 2, SMALL);
    ConnectSpec finer =
        new ConnectSpec(
            SMALL.at(), List.of(), List.of(), 2, SMALL.subnetworks(), SMALL.between(), 7, 50);
    Heard heard = new Heard();
    new Connector(new CpuEngine(), 2, heard).run(experiment, finer);
    assertThat(heard.trained).isEmpty();
    assertThat(Connector.paths(experiment.paths().directory()))
        .hasSize(17)
        .allMatch(path -> path.points().size() == 7);
  }

  @Test
  void the_experiment_s_own_runs_are_left_as_they_were() throws IOException {
    Experiment experiment = TinyExperiment.run(folder, 2);
    SortedMap<String, String> before = contents(experiment);
    new Connector(new CpuEngine(), 2, ConnectListener.NOBODY).run(experiment, SMALL);
    assertThat(contents(experiment)).containsAllEntriesOf(before);
    assertThat(contents(TinyExperiment.run(folder, 2))).containsAllEntriesOf(before);
    assertThat(Experiment.readRuns(experiment.paths().directory())).hasSize(10);
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
  void without_a_dense_training_that_came_to_its_end_there_is_nothing_to_connect() {
    Experiment wild = TinyExperiment.run(folder, 2, "training.schedule.rate=1e30");
    assertThatThrownBy(() -> connect(wild, SMALL))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("no dense training of the replicates asked for has come to its end");
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

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "60 | 2 | 1 | --at: 60it leaves nothing to train in the experiment's 60 steps; use init or"
            + " a step up to 59it",
        "0 | 3 | 1 | --levels: level 3 has no finished ticket; there are [1, 2]",
        "0 | 0 | 1 | --levels: 0 is the dense network, which --branches dense asks for",
        "0 | 2 | 4 | --replicates: the experiment has no replicate 4; it has 1 to 2",
      })
  void what_is_not_there_cannot_be_connected(int at, int level, long replicate, String sentence) {
    assertThatThrownBy(
            () -> connect(connected, asked(List.of(at(at)), List.of(level), List.of(replicate))))
        .isInstanceOf(UserException.class)
        .hasMessage(sentence);
  }

  @Test
  void nothing_to_connect_is_told() {
    ConnectSpec one =
        new ConnectSpec(
            List.of(),
            List.of(),
            List.of(1L),
            2,
            Set.of(Subnetwork.values()),
            Set.of(Between.REPLICATES),
            5,
            40);
    assertThatThrownBy(() -> ConnectPlan.of(connected, one))
        .isInstanceOf(UserException.class)
        .hasMessageEndingWith(
            "nothing to connect is asked for: tickets, random masks and levels take a finished"
                + " level beyond 0, replicates two of them");
  }

  @Test
  void an_experiment_without_pruning_has_the_dense_network_s_copies_alone() {
    Experiment experiment = TinyExperiment.run(folder, 2, "levels=0", "branches=[]");
    ConnectPlan plan = ConnectPlan.of(experiment, SMALL);
    assertThat(plan.pairs()).hasSize(2 * 2 + 1);
  }

  @Test
  void by_default_copies_start_at_the_beginning_the_rewind_points_and_some_fractions() {
    String rewinding = "{weightsFrom: 25it, scheduleFrom: 25it, rateFrom: 25it}";
    String later = rewinding.replace("25it", "31it");
    Experiment experiment =
        TinyExperiment.run(
            folder,
            2,
            "retrain=" + rewinding,
            "branches=[{kind: retraining, name: later, retrain: %s}]".formatted(later));
    assertThat(ConnectPlan.of(experiment, ConnectSpec.DEFAULT).steps())
        .containsExactly(0L, 1L, 3L, 6L, 12L, 25L, 31L);
  }

  @Test
  void an_estimate_knows_the_work_and_what_is_done_of_it() {
    Experiment experiment = TinyExperiment.run(folder, 2);
    ConnectEstimate before = ConnectEstimate.of(experiment, SMALL, new CpuEngine(), 2);
    assertThat(before.trainings()).isEqualTo(26);
    assertThat(before.done()).isZero();
    assertThat(before.iterations()).isEqualTo(2 * 25 + 12 * (60 + 35));
    assertThat(before.denseTrainings()).isGreaterThan(8);
    connect(experiment, SMALL);
    ConnectEstimate after = ConnectEstimate.of(experiment, SMALL, new CpuEngine(), 2);
    assertThat(after.done()).isEqualTo(after.trainings()).isEqualTo(24);
    assertThat(after.iterations()).isZero();
  }

  private static ConnectSpec asked(List<Point> at, List<Integer> levels, List<Long> replicates) {
    return new ConnectSpec(
        at, levels, replicates, 2, Set.of(Subnetwork.values()), Set.of(Between.values()), 5, 40);
  }

  private static Point at(long step) {
    return new Point.At(Step.iterations(step));
  }

  private static void connect(Experiment experiment, ConnectSpec spec) {
    new Connector(new CpuEngine(), 2, ConnectListener.NOBODY).run(experiment, spec);
  }

  private static Experiment connected(Path folder, int threads, ConnectSpec spec) {
    Experiment experiment = TinyExperiment.run(folder, 2);
    new Connector(new CpuEngine(), threads, ConnectListener.NOBODY).run(experiment, spec);
    return experiment;
  }

  private static RunFiles copy(
      Experiment experiment, long replicate, int level, String name, int number) {
    return Experiment.connectFiles(
        experiment.paths().directory(), new RunKey(replicate, level, name, number));
  }

  /// Cancels after so many trainings.
  private static final class Cancelling implements ConnectListener {
    private final int after;
    private volatile int finished;

    Cancelling(int after) {
      this.after = after;
    }

    @Override
    @SuppressWarnings("NonAtomicVolatileUpdate") // one thread
    public void finished(RunRecord run, double seconds) {
      finished++;
    }

    @Override
    public boolean cancelled() {
      return finished == after;
    }
  }

  private static final class Heard implements ConnectListener {
    private final List<RunKey> trained = Collections.synchronizedList(new ArrayList<>());
    private final List<Pair> walked = Collections.synchronizedList(new ArrayList<>());

    @Override
    public void finished(RunRecord run, double seconds) {
      trained.add(run.key());
    }

    @Override
    public void connected(Pair pair, Optional<Barrier> barrier, double seconds) {
      walked.add(pair);
    }
  }

  /// Everything but what depends on machine and clock.
  private static SortedMap<String, String> contents(Experiment experiment) throws IOException {
    Path directory = experiment.paths().directory();
    SortedMap<String, String> contents = new TreeMap<>();
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        String name = directory.relativize(file).toString();
        if (!name.matches(".*(timing\\.json|\\.lock|environment\\.json|DONE)")) {
          contents.put(name, Arrays.toString(Files.readAllBytes(file)));
        }
      }
    }
    return contents;
  }
}
