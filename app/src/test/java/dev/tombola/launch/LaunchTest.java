package dev.tombola.launch;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class LaunchTest {
  @ParameterizedTest
  @ValueSource(
      strings = {"1.8.0_392", "11", "17.0.15", "24.0.2", "25", "25-ea", "25.0.2", "25.0.2.1"})
  void a_java_before_25_0_3_is_too_old(String version) {
    assertThat(Launch.isOlder(version)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"25.0.3", "25.0.3.1", "25.0.10", "25.1", "26", "26-ea", "100.0.1"})
  void a_java_from_25_0_3_on_is_new_enough(String version) {
    assertThat(Launch.isOlder(version)).isFalse();
  }
}
