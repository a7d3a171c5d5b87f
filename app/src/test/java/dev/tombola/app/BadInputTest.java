package dev.tombola.app;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What the user can mend is one sentence and exit code 2, and nothing is left behind.
final class BadInputTest {
  private static final int IDX_IMAGES = 0x803;
  private static final int IDX_LABELS = 0x801;

  @TempDir private static Path folder;
  private static Path csv;
  private static Path run;

  @BeforeAll
  static void runOnce() throws IOException {
    csv = Flowers.csv(folder);
    Path runs = folder.resolve("runs");
    Answer.to(Flowers.run(csv, runs));
    try (Stream<Path> directories = Files.list(runs)) {
      run = directories.findFirst().orElseThrow();
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          run lenet-mnist-quik | did you mean lenet-mnist-quick
          run lenet-mnist-quick training.bach=3 | unknown key training.bach; did you mean batch
          run lenet-mnist-quick lr=3 | unknown key lr; there are branches, data,
          run lenet-mnist-quick training.batch=many | training.batch: "many" is not a whole number
          run lenet-mnist-quick training.batch | "training.batch" is not an override; write key=value
          run lenet-mnist-quick training.batch=0 | training.batch: 0
          run lenet-mnist-quick training.schedule.rate=-1 | training.schedule.rate: -1.0
          run lenet-mnist-quick replicates=0 | replicates: 0 is too few
          run lenet-mnist-quick --replicates=-1 | replicates: -1 is too few
          run lenet-mnist-quick --threads=0 | --threads: 0 is too few
          run lenet-mnist-quick --threads=two | --threads: "two" is not a whole number
          run lenet-mnist-quick --threads | run: --threads needs a value
          run lenet-mnist-quick --levles=3 | --levles: there is no such option; did you mean --levels?
          run lenet-mnist-quick evaluateEvery=99999it | evaluateEvery: 99999it is longer than the training
          run lenet-mnist-quick retrain.weightsFrom=60000it | retrain.weightsFrom: 60000it is beyond the training's 2000 steps
          run lenet-mnist-quick training.schedule={"kind":"steps","rate":0.1,"milestones":["9000it"],"factor":0.1,"warmup":"0it"} | training.schedule.milestones: 9000it is not within the training's 2000 steps
          run lenet-mnist-quick training.schedule={"kind":"steps","rate":0.1,"milestones":["900it","300it"],"factor":0.1,"warmup":"0it"} | training.schedule.milestones: 300it comes before the one it follows
          run lenet-mnist-quick pruning.scope={"kind":"global","rate":0.5,"except":["*"]} | pruning.scope: leaves nothing to prune
          run lenet-5-mnist-quick network.width=0.5 | unknown key network.width: there is nothing to set here but the kind
          run lenet-mnist-quick pruning.scope.layers.fc7=0.1 | no layer is called "fc7"
          run lenet-mnist-quick pruning.scope.rate=1.5 | pruning.scope.rate: 1.5 is not a fraction
          run lenet-mnist-quick data.validation=60000 | data.validation: 60000
          run lenet-mnist-quick data.source.name=mnits | mnist
          run lenet-mnist-quick data.augment.crop=28 | data.augment.crop: 28, but the images of mnist have 28×28 pixels; use 27 or less
          run lenet-mnist-quick --out=/dev/null/runs | /dev/null/runs
          run nowhere.yaml | nowhere.yaml: cannot be read
          run lenet-mnist-quick --levels=1 --levels=2 | run: option '--levels' (N) should be specified only once
          run | run: <preset|spec.yaml> is missing; see tombola run --help
          show | show: <run-dir> is missing
          show nowhere | nowhere: no run directory
          show nowhere --json --csv | tombola: show: --csv and --json exclude each other; give one of them
          show nowhere --foo | tombola: --foo: there is no such option; see tombola show --help
          show one two | two: this is one argument too many; see tombola show --help
          report nowhere | nowhere: no run directory
          diff nowhere elsewhere | nowhere: no run directory
          list /dev/null | /dev/null: cannot be read as a folder of run directories
          list nowhere | nowhere: there is no such folder
          presets lenet | did you mean lenet-mnist
          presets alexnet | preset: there is none called "alexnet"; there are lenet-mnist-quick, lenet-mnist,
          data get mnits | mnist
          data lsit | lsit: there is no such command; did you mean list?
          run /dev/null | /dev/null: is no spec; give a preset's name
          bench --seconds=4 | --seconds: 4 is too few to compile and measure in; use 5 or more
          bench --seconds=soon | --seconds: "soon" is not a whole number
          bench lenet-mnist-quik | did you mean lenet-mnist-quick
          bench training.bach=3 | unknown key training.bach; did you mean batch
          bench lenet-mnist-quick lenet-mnist | "lenet-mnist" is not an override; write key=value
          bench data.source.name=mnits | mnist
          verify my.ticket | verify: there is no such command; did you mean tombola ticket verify?
          rnu lenet-mnist-quick --out=x | rnu: there is no such command; did you mean run?
          """)
  void a_command_that_cannot_be_meant_is_answered_by_a_sentence(String command, String sentence) {
    Answer answer = Answer.to(command.split(" "));
    assertOneSentence(answer);
    assertThat(answer.err()).contains(sentence);
  }

  @Test
  void a_truncated_idx_file_is_named() throws IOException {
    byte[] images = idx(IDX_IMAGES, 60, 2, 2);
    Path cut = file("short-images", Arrays.copyOf(images, images.length - 5));
    assertRefused(idxData(cut, file("labels", idx(IDX_LABELS, 60))), "short-images", "bytes");
  }

  @Test
  void an_idx_file_with_another_magic_number_is_named() throws IOException {
    Path labels = file("labels", idx(IDX_LABELS, 60));
    assertRefused(idxData(file("magic", idx(0x4d5a, 60, 2, 2)), labels), "magic");
  }

  @Test
  void images_and_labels_of_different_number_are_named() throws IOException {
    Path images = file("images", idx(IDX_IMAGES, 60, 2, 2));
    assertRefused(idxData(images, file("few-labels", idx(IDX_LABELS, 59))), "60", "59");
  }

  @Test
  void a_ragged_row_is_named() throws IOException {
    assertRefused(
        csvData("ragged.csv", Flowers.table(90) + "1,2\n", "species"), "ragged.csv", "92");
  }

  @Test
  void a_value_that_is_no_number_is_named() throws IOException {
    String table = Flowers.table(90) + "NaN,1,2,rose\n";
    assertRefused(csvData("nan.csv", table, "species"), "nan.csv", "92", "NaN");
  }

  @Test
  void a_label_column_that_is_nowhere_is_named() throws IOException {
    assertRefused(
        csvData("kinds.csv", Flowers.table(90), "kind"),
        "no column `kind`",
        "; its columns are `a`, `b`, `c`, `species`");
  }

  @Test
  void labels_outside_the_classes_of_the_training_set_are_named() throws IOException {
    Path train = Files.writeString(folder.resolve("train.csv"), Flowers.table(90));
    Path test = Files.writeString(folder.resolve("test.csv"), Flowers.table(9) + "1,2,3,tulip\n");
    assertRefused(
        "data={source: {kind: csv, train: %s, test: %s, label: species}, validation: 9}"
            .formatted(train, test),
        "test.csv",
        "tulip");
  }

  @Test
  void an_altered_file_of_a_run_is_named_by_show_and_by_run() throws IOException {
    Path metrics = run.resolve("replicate-1/level-1/ticket/metrics.jsonl");
    byte[] whole = Files.readAllBytes(metrics);
    Files.write(metrics, new String(whole, UTF_8).replace('3', '4').getBytes(UTF_8));
    try {
      Answer answer = Answer.to("show", run.toString());
      assertOneSentence(answer);
      assertThat(answer.err()).contains(metrics.toString(), "truncated or altered", "delete");
    } finally {
      Files.write(metrics, whole);
    }
  }

  @Test
  void a_training_that_diverges_is_recorded_and_the_rest_goes_on() {
    Path out = folder.resolve("diverging");
    Answer answer = Answer.to(Flowers.run(csv, out, "training.schedule.rate=1e30"));
    assertThat(answer.exit()).isZero();
    assertThat(answer.err()).contains("[8/8] ", "diverged at iteration");
    assertThat(answer.out())
        .contains("2 trainings of ticket at level 0 diverged; they count as guessing")
        .contains("A training.schedule.rate below 1.0E30 may keep them from diverging")
        .doesNotContain("NaN")
        .doesNotContain("nfinity");
    String directory = answer.out().replaceAll("(?s).*tombola report (\\S+) .*", "$1");
    assertThat(Answer.to("show", directory, "--json").out())
        .contains("\"failed\" : 2")
        .doesNotContain("NaN")
        .doesNotContain("nfinity");
  }

  @Test
  void results_that_a_full_disk_swallowed_are_no_success_but_a_reader_that_left_is_no_failure() {
    StandardOutput full = failing("No space left on device");
    StandardOutput left = failing("Broken pipe");
    assertThat(full.failure()).contains("No space left on device");
    assertThat(left.failure()).isEmpty();
  }

  private static StandardOutput failing(String reason) {
    StandardOutput output =
        new StandardOutput(
            new OutputStream() {
              @Override
              public void write(int value) throws IOException {
                throw new IOException(reason);
              }
            });
    try {
      output.write('x');
    } catch (IOException expected) {
      return output;
    }
    throw new AssertionError("written");
  }

  private static void assertOneSentence(Answer answer) {
    assertThat(answer.exit()).as(answer.err()).isEqualTo(2);
    assertThat(answer.out()).isEmpty();
    assertThat(answer.err())
        .startsWith("tombola: ")
        .doesNotContain("\tat ")
        .doesNotContain(": null");
    assertThat(answer.err().lines()).hasSize(1);
  }

  /// Bad data are noticed before anything is written.
  private static void assertRefused(String data, String... words) {
    Path out = folder.resolve("refused");
    Answer answer =
        Answer.to("run", "lenet-mnist-quick", data, "network.hidden=[4]", "--out=" + out);
    assertOneSentence(answer);
    assertThat(answer.err()).contains(words);
    assertThat(out).doesNotExist();
  }

  private static String csvData(String name, String table, String label) throws IOException {
    Path file = Files.writeString(folder.resolve(name), table);
    return "data={source: {kind: csv, train: %s, label: %s}, validation: 9, test: 9}"
        .formatted(file, label);
  }

  private static String idxData(Path images, Path labels) {
    return "data={source: {kind: idx, trainImages: %s, trainLabels: %s}, validation: 9, test: 9}"
        .formatted(images, labels);
  }

  private static Path file(String name, byte[] content) throws IOException {
    return Files.write(folder.resolve(name), content);
  }

  private static byte[] idx(int magic, int... sizes) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      out.writeInt(magic);
      int values = 1;
      for (int size : sizes) {
        out.writeInt(size);
        values *= size;
      }
      for (int i = 0; i < values; i++) {
        out.write(i % 3);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }
}
