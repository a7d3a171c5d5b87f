package dev.tombola.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tombola.format.Safetensors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/// `tombola run`, on a small table of the user's own.
@ExtendWith(Once.class)
final class RunTest {
  @TempDir private Path folder;
  private final Path csv;
  private final Path runs;
  private final Path run;

  RunTest(FinishedFlowers flowers) {
    csv = flowers.csv();
    runs = flowers.runs();
    run = flowers.run();
  }

  @Test
  void a_finished_experiment_run_again_shows_its_result_at_once() {
    Answer answer = Answer.to(Flowers.run(csv, runs, "--threads=2"));
    assertThat(answer.exit()).isZero();
    assertThat(answer.err()).contains("8 of 8 trainings were done before");
    assertThat(answer.out()).contains("Least matching density");
  }

  @Test
  void a_network_that_is_there_is_pruned_and_said_to_be_what_it_is(@TempDir Path out)
      throws IOException {
    Path ticket = run.resolve("replicate-1/level-0/ticket");
    Safetensors model = Safetensors.read(ticket.resolve("weights-40.safetensors"));
    SequencedMap<String, Safetensors.Tensor> tensors = new LinkedHashMap<>();
    model
        .tensors()
        .forEach(
            (name, tensor) -> tensors.put(name.replace("fc1", "0").replace("fc2", "2"), tensor));
    float[] values = model.tensor("fc1.weight").floats();
    Arrays.fill(values, 0, 9, 0f);
    tensors.put("0.weight", Safetensors.Tensor.of(List.of(12, 3), values));
    Path file = out.resolve("model.safetensors");
    Files.write(file, new Safetensors(tensors, new LinkedHashMap<>()).encode());
    String start = "start={kind: checkpoint, file: \"" + file + "\", trained: true";
    Answer lacking = Answer.to(Flowers.run(csv, out, start + "}"));
    assertThat(lacking.exit()).isEqualTo(2);
    assertThat(lacking.err().replaceAll("\\s+", " "))
        .contains("it lacks fc1.weight, fc1.bias, fc2.weight, fc2.bias;")
        .contains("by their shapes they may be start.names={\"0\": fc1, \"2\": fc2}");
    Answer answer = Answer.to(Flowers.run(csv, out, start + ", names: {\"0\": fc1, \"2\": fc2}}"));
    assertThat(answer.exit()).as(answer.err()).isZero();
    assertThat(answer.err().replaceAll("\\s+", " "))
        .contains("Level 0 is the checkpoint " + file)
        .contains(", with 9 weights (13 %) at zero: values as all others, of least magnitude.");
    assertThat(answer.out().replaceAll("\\s+", " "))
        .contains("All seeds start from the checkpoint " + file + ", which level 0 is as it is.")
        .doesNotContain("trains faster")
        .doesNotContain("NaN");
    Files.delete(file);
    try (Stream<Path> directories = Files.list(out)) {
      String directory = directories.findFirst().orElseThrow().toString();
      assertThat(Answer.to("show", directory).exit()).isZero();
      assertThat(Answer.to("report", directory).exit()).isZero();
    }
  }

  @Test
  void controls_that_the_levels_never_reach_are_announced() {
    Path out = folder.resolve("shallow");
    Answer answer = Answer.to(Flowers.run(csv, out, "--levels=1", "--replicates=1"));
    assertThat(answer.err())
        .startsWith(
            "tombola: controls beyond the experiment's 1 level are not done: reinit at 2\n");
    assertThat(Answer.to(Flowers.run(csv, runs)).err()).doesNotContain("beyond");
  }

  @Test
  void what_is_not_trained_yet_is_not_known_yet() {
    Path out = folder.resolve("dense");
    assertThat(Answer.to(Flowers.run(csv, out, "--levels=0")).out())
        .contains("Least matching density: not known yet; no pruned level has been trained");
  }

  @Test
  void a_dry_run_of_what_is_done_measures_nothing() {
    Answer answer = Answer.to(Flowers.run(csv, runs, "--dry-run"));
    assertThat(answer.out()).startsWith("8 of 8 trainings are there already, in ");
    assertThat(answer.err()).isEmpty();
  }

  @Test
  void a_dry_run_estimates_and_writes_nothing() {
    Path out = folder.resolve("dry");
    Answer answer = Answer.to(Flowers.run(csv, out, "--dry-run", "--threads=3"));
    assertThat(answer.exit()).as(answer.err()).isZero();
    assertThat(answer.out())
        .contains("weights      72")
        .contains("trainings    8")
        .contains("dense trainings' worth")
        .containsPattern("time         about .*, 3 trainings at a time")
        .containsPattern("a training step takes [\\d.]+ [µm]s at 100 %,\\s");
    assertThat(answer.out().lines()).allMatch(line -> line.length() <= 80);
    assertThat(out).doesNotExist();
  }
}
