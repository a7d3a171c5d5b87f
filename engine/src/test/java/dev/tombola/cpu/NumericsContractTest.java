package dev.tombola.cpu;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The same bytes for any vector width, compiler state and number of threads. The golden names
/// change only together with the engine's numerics version.
final class NumericsContractTest {
  private static final String GOLDEN = "c5c8fabe7a25bf2e 33cbb856634cca34";

  @Test
  void a_short_training_has_the_bytes_that_this_numerics_version_promised() {
    assertThat(ShortTraining.names()).isEqualTo(GOLDEN);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "-Dtombola.vectorBits=128",
        "-Dtombola.vectorBits=256",
        "-Dtombola.vectorBits=512",
        "-Xint",
        "-XX:TieredStopAtLevel=1"
      })
  void another_virtual_machine_gives_the_same_bytes(String option)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("--add-modules=jdk.incubator.vector", option));
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.add(ShortTraining.class.getName());
    Process child =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
    String answer =
        new String(child.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
    assertThat(child.waitFor()).isZero();
    assertThat(answer).isEqualTo(GOLDEN);
  }

  @Test
  void trainings_side_by_side_do_not_touch_one_another() {
    List<CompletableFuture<String>> answers = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      answers.add(CompletableFuture.supplyAsync(ShortTraining::names));
    }
    assertThat(answers.stream().map(CompletableFuture::join)).containsOnly(GOLDEN);
  }
}
