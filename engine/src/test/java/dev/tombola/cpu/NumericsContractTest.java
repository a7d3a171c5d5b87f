package dev.tombola.cpu;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The same bytes for any vector width, compiler state and number of threads. The golden names
/// change only together with the engine's numerics version.
final class NumericsContractTest {
  private static final String GOLDEN =
      "d2d499406715fe85 8ca0e11a452faf2c 654dd587e98ba138 246e52c0ff503ca6 792a4b12c53b6c93"
          + " b8c966365af5a631 df12ca9773d5f540 8117b12e0b5d6c66 9c06802db2aff814";

  private static final long LENGTH = 24;

  @Test
  void a_short_training_has_the_bytes_that_this_numerics_version_promised() {
    assertThat(ShortTraining.names(LENGTH, () -> 1)).isEqualTo(GOLDEN);
  }

  @ParameterizedTest
  @ValueSource(ints = {128, 256, 512})
  void another_vector_width_gives_the_same_bytes(int bits)
      throws IOException, InterruptedException {
    assertThat(answer("-Dtombola.vectorBits=" + bits, LENGTH)).isEqualTo(bits + " bits: " + GOLDEN);
  }

  /// As on a processor without 512-bit registers, where the same operations are other instructions.
  @Test
  void an_older_instruction_set_gives_the_same_bytes() throws IOException, InterruptedException {
    assertThat(answer("-XX:UseAVX=2", LENGTH)).endsWith(" bits: " + GOLDEN);
  }

  @Test
  void the_first_compiler_alone_gives_the_same_bytes() throws IOException, InterruptedException {
    assertThat(answer("-XX:TieredStopAtLevel=1", LENGTH)).endsWith(" bits: " + GOLDEN);
  }

  /// Collectors place arrays differently, and how much room lanes get depends on it.
  @ParameterizedTest
  @ValueSource(strings = {"-XX:+UseSerialGC", "-XX:+UseG1GC -XX:G1HeapRegionSize=1m"})
  void another_collector_gives_the_same_bytes(String options)
      throws IOException, InterruptedException {
    assertThat(answer(options, LENGTH)).endsWith(" bits: " + GOLDEN);
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 3, 5})
  void another_number_of_threads_gives_the_same_bytes(int threads) {
    assertThat(ShortTraining.names(LENGTH, () -> threads)).isEqualTo(GOLDEN);
  }

  @Test
  void a_number_of_threads_that_changes_gives_the_same_bytes() {
    int[] threads = {2, 5, 1, 3};
    AtomicInteger asked = new AtomicInteger();
    assertThat(ShortTraining.names(LENGTH, () -> threads[asked.getAndIncrement() % 4]))
        .isEqualTo(GOLDEN);
    assertThat(asked).hasValueGreaterThan(10);
  }

  /// Shorter, since the interpreter takes half a second for a step.
  @Test
  void the_interpreter_gives_the_same_bytes() throws IOException, InterruptedException {
    assertThat(answer("-Xint", 3)).endsWith(" bits: " + ShortTraining.names(3, () -> 1));
  }

  @Test
  void trainings_side_by_side_do_not_touch_one_another() {
    List<CompletableFuture<String>> answers = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      answers.add(CompletableFuture.supplyAsync(() -> ShortTraining.names(LENGTH, () -> 1)));
    }
    assertThat(answers.stream().map(CompletableFuture::join)).containsOnly(GOLDEN);
  }

  /// What another virtual machine answers.
  private static String answer(String options, long length)
      throws IOException, InterruptedException {
    Process child = OtherMachine.start(ShortTraining.class, options, Long.toString(length));
    byte[] answer = child.getInputStream().readAllBytes();
    assertThat(child.waitFor()).isZero();
    return new String(answer, StandardCharsets.UTF_8).strip();
  }
}
