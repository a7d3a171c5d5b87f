package dev.tombola.cpu;

import static org.assertj.core.api.Assertions.assertThatCode;

import org.junit.jupiter.api.Test;

/// What goes wrong in the background would only be seen as a stack trace among a user's lines.
final class WarmUpTest {
  @Test
  void trainings_of_features_and_of_images_run_to_their_end() {
    assertThatCode(() -> WarmUp.ofFeatures().run(1)).doesNotThrowAnyException();
    assertThatCode(() -> WarmUp.ofImages().run(1)).doesNotThrowAnyException();
  }
}
