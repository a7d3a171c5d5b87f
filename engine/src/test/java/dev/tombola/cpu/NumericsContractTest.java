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
  private static final String GOLDEN =
      "c5c8fabe7a25bf2e 33cbb856634cca34 cf507ee08b7c9cfe 241aedb8f824842a cbeb981eaa7a6a29";

  private static final long LENGTH = 24;

  @Test
  void a_short_training_has_the_bytes_that_this_numerics_version_promised() {
    assertThat(ShortTraining.names(LENGTH)).isEqualTo(GOLDEN);
  }

  @ParameterizedTest
  @ValueSource(ints = {128, 256, 512})
  void another_vector_width_gives_the_same_bytes(int bits)
      throws IOException, InterruptedException {
    assertThat(answer("-Dtombola.vectorBits=" + bits, LENGTH)).isEqualTo(bits + " bits: " + GOLDEN);
  }

  @Test
  void the_first_compiler_alone_gives_the_same_bytes() throws IOException, InterruptedException {
    assertThat(answer("-XX:TieredStopAtLevel=1", LENGTH)).endsWith(" bits: " + GOLDEN);
  }

  /// Shorter, since the interpreter takes half a second for a step.
  @Test
  void the_interpreter_gives_the_same_bytes() throws IOException, InterruptedException {
    assertThat(answer("-Xint", 3)).endsWith(" bits: " + ShortTraining.names(3));
  }

  @Test
  void trainings_side_by_side_do_not_touch_one_another() {
    List<CompletableFuture<String>> answers = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      answers.add(CompletableFuture.supplyAsync(() -> ShortTraining.names(LENGTH)));
    }
    assertThat(answers.stream().map(CompletableFuture::join)).containsOnly(GOLDEN);
  }

  /// What another virtual machine answers.
  private static String answer(String option, long length)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("--add-modules=jdk.incubator.vector", option));
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.addAll(List.of(ShortTraining.class.getName(), Long.toString(length)));
    Process child =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
    byte[] answer = child.getInputStream().readAllBytes();
    assertThat(child.waitFor()).isZero();
    return new String(answer, StandardCharsets.UTF_8).strip();
  }
}
