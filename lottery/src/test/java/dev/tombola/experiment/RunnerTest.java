package dev.tombola.experiment;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tombola.UserException;
import dev.tombola.cpu.CpuEngine;
import dev.tombola.lottery.Lottery;
import dev.tombola.nn.Network;
import dev.tombola.train.Trajectory;
import dev.tombola.train.Watcher;
import dev.tombola.train.Work;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.SequencedMap;
import java.util.TreeMap;
import java.util.concurrent.CancellationException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class RunnerTest {
  @TempDir private Path folder;

  @Test
  void one_thread_and_three_give_the_same_bytes() throws IOException {
    Path one = TinyExperiment.run(folder.resolve("one"), 1).paths().directory();
    Path three = TinyExperiment.run(folder.resolve("three"), 3).paths().directory();
    assertThat(contents(one)).hasSizeGreaterThan(40).isEqualTo(contents(three));
  }

  @Test
  void every_language_gives_the_same_bytes() throws IOException {
    Path usual = TinyExperiment.run(folder.resolve("usual"), 2).paths().directory();
    Locale language = Locale.getDefault();
    Locale.setDefault(Locale.forLanguageTag("fa-IR-u-nu-arabext"));
    try {
      assertThat("%d".formatted(12)).as("digits of this language").isNotEqualTo("12");
      Path persian = TinyExperiment.run(folder.resolve("persian"), 2).paths().directory();
      assertThat(contents(persian)).isEqualTo(contents(usual));
    } finally {
      Locale.setDefault(language);
    }
  }

  @Test
  void a_record_says_what_the_training_did() {
    Experiment experiment = TinyExperiment.run(folder, 2, "replicates=1");
    Work dense = requireNonNull(experiment.files(RunKey.ticket(1, 0)).record().work());
    assertThat(dense.steps()).isEqualTo(60);
    // Looks after 0, 20, 40 and 60 iterations, and one or two at the test examples.
    assertThat(dense.examples()).isIn(4 * 60L + 100, 4 * 60L + 200);
    long forward = 2 * (12 * 16 + 16 * 8 + 8 * 3);
    assertThat(dense.cost().example()).isEqualTo(forward + 16 + 8 + 4 * 3);
    assertThat(dense.flops())
        .isEqualTo(60 * dense.cost().step() + dense.examples() * dense.cost().example());
    Work pruned = requireNonNull(experiment.files(RunKey.ticket(1, 2)).record().work());
    assertThat(pruned.flops()).isLessThan(dense.flops() / 2);
    assertThat(dense.sparseFlops()).isZero();
    assertThat(pruned.sparseFlops()).isBetween(1L, pruned.flops());
  }

  @Test
  void a_record_from_before_the_work_was_recorded_is_read_and_says_nothing_of_it() {
    RunFiles files =
        TinyExperiment.run(folder, 2, "replicates=1", "levels=0").files(RunKey.ticket(1, 0));
    RunRecord now = files.record();
    String text = Metrics.write(now);
    String before = text.substring(0, text.indexOf("{\"kind\":\"work\""));
    RunRecord old = Metrics.read(before, "old");
    assertThat(old.work()).isNull();
    assertThat(old.last()).isEqualTo(now.last());
    assertThat(Metrics.write(old)).isEqualTo(before);
    assertThat(Metrics.read(text, "now")).isEqualTo(now);
  }

  @Test
  void a_replicate_is_the_lottery_played_in_memory() {
    Experiment experiment = TinyExperiment.run(folder, 2);
    Lottery lottery = experiment.lottery(1);
    List<Lottery.Level> levels = lottery.play(2, new CpuEngine(), Watcher.NONE);
    assertThat(levels).hasSize(3);
    for (Lottery.Level level : levels) {
      RunFiles files = experiment.files(RunKey.ticket(1, level.number()));
      Network network = lottery.network();
      assertThat(files.mask(network)).isEqualTo(level.ticket().mask());
      Trajectory trajectory = level.trajectory();
      assertThat(files.record().earlyStop()).isEqualTo(trajectory.earlyStop());
      assertThat(files.record().last()).isEqualTo(trajectory.last());
      assertThat(files.record().work()).isEqualTo(trajectory.work());
      files
          .weights(network)
          .forEach((step, weights) ->
              assertThat(requireNonNull(trajectory.weights().get(step)).sameBits(weights))
                  .isTrue());
    }
  }

  @Test
  void larger_totals_extend_what_is_there_and_smaller_ones_lose_nothing() throws IOException {
    Path small =
        TinyExperiment.run(folder.resolve("a"), 2, "replicates=1", "levels=1").paths().directory();
    var before = contents(small);
    Path extended = TinyExperiment.run(folder.resolve("a"), 2).paths().directory();
    assertThat(extended).isEqualTo(small);
    var whole = contents(TinyExperiment.run(folder.resolve("b"), 2).paths().directory());
    assertThat(contents(extended)).isEqualTo(whole);
    before.remove("spec.yaml");
    assertThat(contents(extended)).containsAllEntriesOf(before);
    TinyExperiment.run(folder.resolve("a"), 2, "replicates=1", "levels=1");
    assertThat(contents(extended)).isEqualTo(whole);
  }

  @Test
  void a_cancelled_experiment_continues_and_ends_with_the_same_bytes() throws IOException {
    RunListener cancelling =
        new RunListener() {
          private volatile int finished;

          @Override
          @SuppressWarnings("NonAtomicVolatileUpdate") // one thread
          public void finished(RunRecord run, double seconds) {
            finished++;
          }

          @Override
          public boolean cancelled() {
            return finished == 3;
          }
        };
    assertThatThrownBy(() -> TinyExperiment.run(folder.resolve("a"), 1, cancelling, List.of()))
        .isInstanceOf(CancellationException.class);
    Path resumed = TinyExperiment.run(folder.resolve("a"), 2).paths().directory();
    Path whole = TinyExperiment.run(folder.resolve("b"), 2).paths().directory();
    assertThat(contents(resumed)).isEqualTo(contents(whole));
  }

  @Test
  void an_interrupted_thread_waits_for_its_workers_and_says_that_it_was_cancelled()
      throws InterruptedException {
    AtomicInteger working = new AtomicInteger();
    Thread caller = Thread.currentThread();
    RunListener slow =
        new RunListener() {
          @Override
          public void started(RunKey key, long survivors, long weights) {
            working.incrementAndGet();
            caller.interrupt();
            // As a worker that has much to write.
            LockSupport.parkNanos(200_000_000);
            working.decrementAndGet();
          }
        };
    assertThatThrownBy(() -> TinyExperiment.run(folder, 2, slow, List.of()))
        .isInstanceOf(CancellationException.class);
    assertThat(working).hasValue(0);
    assertThat(Thread.interrupted()).isTrue();
    TinyExperiment.run(folder, 2);
  }

  @Test
  void what_a_kill_after_the_last_file_leaves_is_taken_away() throws IOException {
    Experiment experiment = TinyExperiment.run(folder, 2);
    Path run = experiment.files(RunKey.ticket(1, 1)).directory();
    Path checkpoint = Files.writeString(run.resolve("checkpoint.safetensors"), "old");
    Path unfinished = Files.writeString(run.resolve(".checkpoint.safetensors.new"), "half");
    TinyExperiment.run(folder, 2);
    assertThat(checkpoint).doesNotExist();
    assertThat(unfinished).doesNotExist();
  }

  @Test
  void a_killed_process_is_continued_from_its_checkpoint_with_the_same_bytes()
      throws IOException, InterruptedException {
    String[] size = {"training.length=30000it", "evaluateEvery=9000it", "replicates=1", "levels=0"};
    Path whole = TinyExperiment.run(folder.resolve("b"), 1, size).paths().directory();
    Path killed = folder.resolve("a").resolve(whole.getFileName());
    Process child = child(folder.resolve("a"), size);
    Path run = killed.resolve("replicate-1/level-0/ticket");
    Path checkpoint = run.resolve("checkpoint.safetensors");
    while (child.isAlive() && !Files.exists(checkpoint)) {
      child.waitFor(5, TimeUnit.MILLISECONDS);
    }
    child.destroyForcibly().waitFor();
    assertThat(run.resolve("DONE")).as("killed too late").doesNotExist();
    assertThat(checkpoint).exists();
    TinyExperiment.run(folder.resolve("a"), 1, size);
    assertThat(contents(killed)).isEqualTo(contents(whole));
    assertThat(checkpoint).doesNotExist();
  }

  @Test
  void a_second_process_and_a_second_run_in_this_one_are_told_that_the_first_trains()
      throws IOException, InterruptedException {
    Experiment experiment = TinyExperiment.of(folder, List.of());
    try (ExperimentLock _ = ExperimentLock.of(experiment.paths())) {
      for (int attempt = 1; attempt <= 2; attempt++) {
        assertThatThrownBy(() -> TinyExperiment.run(folder, 1))
            .isInstanceOf(UserException.class)
            .hasMessageContaining("this process is training this experiment");
        Process child = child(folder);
        assertThat(child.waitFor()).isNotZero();
        assertThat(folder.resolve("child.log"))
            .content()
            .contains("another process is training this experiment");
      }
    }
    TinyExperiment.run(folder, 1);
  }

  /// A process of its own that trains the tiny experiment, saving a checkpoint whenever it can.
  private Process child(Path out, String... overrides) throws IOException {
    return child(folder, out, overrides);
  }

  /// @param log folder of the process's own words
  static Process child(Path log, Path out, String... overrides) throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--add-modules=jdk.incubator.vector",
                "-Dtombola.checkpointSeconds=0",
                "-cp",
                System.getProperty("java.class.path"),
                TinyExperiment.class.getName(),
                out.toString(),
                "1"));
    command.addAll(List.of(overrides));
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(log.resolve("child.log").toFile())
        .start();
  }

  @ParameterizedTest
  @ValueSource(strings = {"metrics.jsonl", "mask.safetensors", "weights-60.safetensors", "DONE"})
  void an_altered_or_truncated_file_is_named(String name) throws IOException {
    Experiment experiment = TinyExperiment.run(folder, 2);
    RunFiles files = experiment.files(RunKey.ticket(1, 1));
    files.verify();
    Path file = files.directory().resolve(name);
    byte[] content = Files.readAllBytes(file);
    content[content.length / 2] ^= 1;
    Files.write(file, content);
    assertThatThrownBy(files::verify)
        .isInstanceOf(UserException.class)
        .hasMessageContaining(name.equals("DONE") ? "level-1" : name)
        .hasMessageContaining("truncated or altered");
    content[content.length / 2] ^= 1;
    Files.write(file, Arrays.copyOf(content, content.length - 3));
    assertThatThrownBy(files::verify).hasMessageContaining("truncated or altered");
  }

  @Test
  void an_altered_spec_is_named_and_mended_by_the_same_command() throws IOException {
    Path directory = TinyExperiment.run(folder, 2).paths().directory();
    Path spec = directory.resolve("spec.yaml");
    String written = Files.readString(spec);
    Files.writeString(spec, written.replace("batch: 20", "batch: 21"));
    assertThatThrownBy(() -> Experiment.readRuns(directory))
        .isInstanceOf(UserException.class)
        .hasMessageContaining(directory.toString())
        .hasMessageContaining("by its spec.yaml and data.json it would be called tiny-");
    TinyExperiment.run(folder, 2);
    assertThat(spec).hasContent(written);
    assertThat(Experiment.readRuns(directory)).hasSize(10);
  }

  @Test
  void a_truncated_spec_is_named_and_written_anew_by_the_same_command() throws IOException {
    Path directory = TinyExperiment.run(folder, 2).paths().directory();
    Path spec = directory.resolve("spec.yaml");
    String written = Files.readString(spec);
    for (int length : new int[] {0, 5, written.length() / 2}) {
      Files.writeString(spec, written.substring(0, length));
      assertThatThrownBy(() -> Experiment.readSpec(directory))
          .isInstanceOf(UserException.class)
          .hasMessageContaining(spec.toString())
          .hasMessageContaining("truncated or altered");
      TinyExperiment.run(folder, 2);
      assertThat(spec).hasContent(written);
    }
  }

  @Test
  void totals_do_not_shrink_when_the_spec_cannot_be_read() throws IOException {
    Path directory = TinyExperiment.run(folder, 2).paths().directory();
    Path spec = directory.resolve("spec.yaml");
    String written = Files.readString(spec);
    Files.writeString(spec, "half a sp");
    TinyExperiment.run(folder, 2, "replicates=1", "levels=1");
    assertThat(spec).hasContent(written);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "{}", "[]", "{\"metrics.jsonl\": \"\"}", "{\"a"})
  void a_run_that_was_done_by_no_more_than_a_broken_file_is_named(String done) throws IOException {
    Experiment experiment = TinyExperiment.run(folder, 2);
    Path file = experiment.files(RunKey.ticket(1, 1)).directory().resolve("DONE");
    Files.writeString(file, done);
    assertThatThrownBy(() -> TinyExperiment.run(folder, 2))
        .isInstanceOf(UserException.class)
        .hasMessageContaining(file + ": truncated or altered");
  }

  @Test
  void a_folder_with_a_name_of_the_user_s_own_is_read() throws IOException {
    Path directory = TinyExperiment.run(folder, 2).paths().directory();
    Path renamed = Files.move(directory, folder.resolve("of-20260101"));
    assertThat(Experiment.readRuns(renamed)).hasSize(10);
  }

  @Test
  void altered_data_shapes_are_named() throws IOException {
    Path directory = TinyExperiment.run(folder, 2).paths().directory();
    Path data = directory.resolve("data.json");
    Files.writeString(data, Files.readString(data).replace(" : 12", " : 11"));
    assertThatThrownBy(() -> Experiment.readRuns(directory))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("by its spec.yaml and data.json it would be called tiny-");
  }

  @Test
  void a_run_whose_files_were_altered_is_not_taken_for_done() throws IOException {
    Experiment experiment = TinyExperiment.run(folder, 2);
    Path weights =
        experiment.files(RunKey.ticket(1, 1)).directory().resolve("weights-60.safetensors");
    byte[] content = Files.readAllBytes(weights);
    content[content.length - 1] ^= 1;
    Files.write(weights, content);
    assertThatThrownBy(() -> TinyExperiment.run(folder, 2))
        .isInstanceOf(UserException.class)
        .hasMessageContaining(weights.toString());
  }

  @Test
  void data_that_moved_are_the_same_experiment() throws IOException {
    String table = "a,b,c\n" + "1,2,x\n3,1,y\n".repeat(60);
    List<String> names = new ArrayList<>();
    for (String file : List.of("one.csv", "other.csv")) {
      Path csv = Files.writeString(folder.resolve(file), table);
      String source = "data={source: {kind: csv, train: %s, label: c}, test: 20}".formatted(csv);
      names.add(
          TinyExperiment.of(folder, List.of(source, "data.validation=20"))
              .paths()
              .directory()
              .toString());
    }
    assertThat(names.getFirst()).isEqualTo(names.getLast());
  }

  @Test
  void a_training_that_diverges_is_recorded_and_the_rest_goes_on() {
    Experiment experiment = TinyExperiment.run(folder, 2, "training.schedule.rate=1e30");
    List<RunRecord> runs = Experiment.readRuns(experiment.paths().directory());
    assertThat(runs).hasSize(10).allMatch(RunRecord::diverged);
    assertThat(runs.getFirst().last()).isNull();
  }

  @Test
  void a_folder_that_cannot_be_written_to_is_named() throws IOException {
    Path file = Files.writeString(folder.resolve("taken"), "a file, not a folder");
    assertThatThrownBy(() -> TinyExperiment.run(file, 1))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("taken")
        .hasMessageContaining("cannot be written");
  }

  /// Everything but what depends on machine and clock.
  static SequencedMap<String, String> contents(Path directory) throws IOException {
    SequencedMap<String, String> contents = new TreeMap<>();
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        String name = directory.relativize(file).toString();
        boolean varies =
            name.endsWith("timing.json") || name.equals(".lock") || name.contains("environment");
        if (!varies && !name.endsWith("DONE")) {
          contents.put(name, Sha256.of(Files.readAllBytes(file)));
        }
      }
    }
    return contents;
  }
}
