package dev.tombola.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tombola.format.Safetensors;
import dev.tombola.format.Safetensors.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// `tombola audit`, on a small experiment and on checkpoints of somebody else's.
final class AuditTest {
  @TempDir private static Path folder;
  private static Path run;
  private static Path before;
  private static Path after;

  @BeforeAll
  static void runOnce() throws IOException {
    Path runs = folder.resolve("runs");
    Answer answer = Answer.to(Flowers.run(Flowers.csv(folder), runs, "--threads=2"));
    assertThat(answer.exit()).as(answer.err()).isZero();
    try (Stream<Path> directories = Files.list(runs)) {
      run = directories.findFirst().orElseThrow();
    }
    float[] values = new float[200];
    for (int i = 0; i < 100; i++) {
      values[2 * i] = 1;
    }
    before = checkpoint("before", values);
    values[1] = 1;
    values[199] = 1;
    after = checkpoint("after", values);
  }

  private static Path checkpoint(String name, float... values) throws IOException {
    SequencedMap<String, Tensor> tensors = new LinkedHashMap<>();
    tensors.put("fc.weight", Tensor.of(List.of(10, 20), values));
    tensors.put("fc.bias", Tensor.of(List.of(2), new float[] {0, 1}));
    return Files.write(
        folder.resolve(name + ".safetensors"),
        new Safetensors(tensors, new LinkedHashMap<>()).encode());
  }

  @Test
  void a_sound_run_directory_is_ticked_line_by_line() {
    Answer answer = Answer.to("audit", run.toString());
    assertThat(answer.exit()).isZero();
    assertThat(answer.out())
        .contains(
            "run directory of flowers, 8 of 8 trainings finished",
            "✓ survivors start at the rewind point, bit for bit (4 checks)",
            "– copies that connect trained have the masks of their networks: there is nothing",
            "All of it holds.")
        .doesNotContain("✗");
  }

  @Test
  void what_is_wrong_comes_last_and_makes_the_exit_code_1(@TempDir Path altered)
      throws IOException {
    Path copy = altered.resolve(run.getFileName());
    try (Stream<Path> files = Files.walk(run)) {
      for (Path file : files.toList()) {
        Files.copy(file, copy.resolve(run.relativize(file).toString()));
      }
    }
    Path mask = copy.resolve("replicate-2/level-1/ticket/mask.safetensors");
    byte[] bytes = Files.readAllBytes(mask);
    bytes[bytes.length - 1] ^= 1;
    Files.write(mask, bytes);
    Answer answer = Answer.to("audit", copy.toString());
    assertThat(answer.exit()).isEqualTo(1);
    assertThat(answer.err()).isEmpty();
    assertThat(answer.out())
        .containsSubsequence(
            "Not held against the run that it hangs on",
            "✓ one engine trained them all",
            "✗ files are what was sealed: 1 problem",
            mask + ": truncated or altered",
            "1 problem, marked ✗ above.");
  }

  @Test
  void pruned_weights_that_came_back_are_told_with_their_layers() {
    Answer answer = Answer.to("audit", before.toString(), after.toString());
    assertThat(answer.exit()).isEqualTo(1);
    assertThat(answer.out())
        .containsPattern("fc.weight +10×20 +200 +100 +50.00 % +0 +10")
        .contains("Besides, 1 other tensor (biases and the like); of its 2 values, 1 is zero.")
        .containsPattern("fc.weight +100 +2 +2.00 %")
        .contains(
            "✗ no pruned weight comes back from one file to the next: 1 problem",
            "2 % (2 of 100) of the weights pruned in before.safetensors are nonzero in"
                + " after.safetensors");
    assertThat(Answer.to("audit", before.toString()).exit()).isZero();
  }

  @Test
  void weights_of_a_run_directory_are_said_to_be_no_checkpoint() {
    Path survivors = run.resolve("replicate-1/level-1/ticket/weights-40.safetensors");
    assertThat(Answer.to("audit", survivors.toString()).out().replaceAll("\\s+", " "))
        .contains(
            "no weights to look at; the files of a run directory are audited by the directory.");
  }

  @Test
  void paths_of_several_kinds_are_looked_at_each_by_what_it_is() {
    Answer answer =
        Answer.to(80, "tombola", "audit", before.toString(), run.toString(), after.toString());
    assertThat(answer.exit()).isEqualTo(1);
    assertThat(answer.out().replaceAll("\\s+", " "))
        .containsSubsequence(
            "run directory of flowers", ": checkpoint", ": checkpoint", "1 problem");
    assertThat(answer.out().lines())
        .allMatch(line -> line.length() <= 80 || line.contains(folder.toString()));
  }

  @Test
  void json_is_one_object() {
    Answer answer =
        Answer.to("audit", "--json", run.toString(), before.toString(), after.toString());
    assertThat(answer.exit()).isEqualTo(1);
    JsonNode json = new JsonMapper().readTree(answer.out());
    assertThat(json.propertyNames()).containsExactly("schemaVersion", "holds", "audits");
    assertThat(json.get("holds").booleanValue()).isFalse();
    assertThat(json.at("/audits/0/kind").stringValue()).isEqualTo("run-directory");
    assertThat(json.at("/audits/0/checks"))
        .hasSize(16)
        .allMatch(check -> check.get("holds").booleanValue());
    assertThat(json.at("/audits/1/kind").stringValue()).isEqualTo("checkpoints");
    assertThat(json.at("/audits/1/files/0/tensors/0/zero").intValue()).isEqualTo(100);
    assertThat(json.at("/audits/1/returns/0/pruned").intValue()).isEqualTo(100);
    assertThat(json.at("/audits/1/returns/0/returned").intValue()).isEqualTo(2);
    assertThat(json.at("/audits/1/checks/1/invariant").stringValue()).isEqualTo("tensors");
  }

  @Test
  void what_is_none_of_the_three_is_wrong_usage() {
    assertThat(Answer.to("audit").exit()).isEqualTo(2);
    Answer nowhere = Answer.to("audit", folder.resolve("nowhere").toString());
    assertThat(nowhere.exit()).isEqualTo(2);
    assertThat(nowhere.err()).contains("there is nothing there; give a run directory, a ticket");
    Answer plain = Answer.to("audit", folder.toString());
    assertThat(plain.exit()).isEqualTo(2);
    assertThat(plain.err()).contains("no run directory");
    Answer table = Answer.to("audit", folder.resolve("flowers.csv").toString());
    assertThat(table.exit()).isEqualTo(2);
    assertThat(table.err())
        .contains(
            "flowers.csv: not a safetensors file: its first 8 bytes are no length of a header");
  }
}
