package dev.tombola.connect;

import static dev.tombola.connect.TinyConnections.SMALL;
import static dev.tombola.connect.TinyConnections.asked;
import static dev.tombola.connect.TinyConnections.at;
import static dev.tombola.connect.TinyConnections.connect;
import static dev.tombola.connect.TinyConnections.connected;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tombola.cpu.CpuEngine;
import dev.tombola.experiment.Experiment;
import dev.tombola.experiment.RunFiles;
import dev.tombola.experiment.RunKey;
import dev.tombola.experiment.RunRecord;
import dev.tombola.experiment.TinyExperiment;
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
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CancellationException;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What is connected once more: nothing is done twice, and all of it comes out the same to the last
/// bit, however it was done.
final class ConnectingAgainTest {
  @TempDir private static Path shared;
  private static Experiment byOneThread;

  @TempDir private Path folder;

  @BeforeAll
  static void connectOnce() {
    byOneThread = connected(shared, 1, SMALL);
  }

  @Test
  void one_thread_and_three_give_the_same_bytes() throws IOException {
    var one = contents(byOneThread);
    var three = contents(connected(folder, 3, SMALL));
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
    assertThat(contents(experiment)).isEqualTo(contents(byOneThread));
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
