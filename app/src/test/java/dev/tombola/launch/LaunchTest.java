package dev.tombola.launch;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
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

  @Test
  void the_first_java_that_is_new_enough_is_found_in_the_usual_places(@TempDir Path folder)
      throws IOException {
    java(folder.resolve("jvm/a-17"), "17.0.15");
    java(folder.resolve("jvm/b-25"), "25.0.2");
    Files.createDirectories(folder.resolve("jvm/c-none"));
    List<File> places = List.of(folder.resolve("nowhere").toFile(), folder.resolve("jvm").toFile());
    assertThat(NewerJava.find(Map.of(), places)).isNull();
    java(folder.resolve("jvm/d-26.jdk/Contents/Home"), "26");
    assertThat(NewerJava.find(Map.of(), places))
        .isEqualTo(folder.resolve("jvm/d-26.jdk/Contents/Home").toFile());
    Path own = java(folder.resolve("own"), "25.0.3");
    assertThat(NewerJava.find(Map.of("JAVA_HOME", own.toString()), places)).isEqualTo(own.toFile());
  }

  private static Path java(Path home, String version) throws IOException {
    Files.createDirectories(home.resolve("bin"));
    Files.writeString(home.resolve("bin/java"), "");
    Files.writeString(
        home.resolve("release"), "IMPLEMENTOR=\"x\"\nJAVA_VERSION=\"" + version + "\"\n");
    return home;
  }
}
