package dev.tombola.app;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/// The script `tombola` in a small project of its own, with a Maven that only notes that it was
/// called and a Java that only prints its arguments.
@Timeout(60)
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "a POSIX shell script")
final class LauncherTest {
  private record Ended(int code, String out, String err) {}

  @TempDir private Path folder;
  private Path project;
  private Path java;
  private Path programs;

  @BeforeEach
  void make() throws IOException {
    project = Files.createDirectories(folder.resolve("a project"));
    java = folder.resolve("a java");
    programs = folder.resolve("programs");
    Path root = Path.of(Objects.requireNonNull(System.getProperty("tombola.root")));
    program(project.resolve("tombola"), Files.readString(root.resolve("tombola")));
    source("pom.xml");
    source("engine/src/main/Engine.java");
    java("25.0.3");
    maven("echo built >> builds; mkdir -p app/target; echo jar > app/target/tombola.jar");
  }

  @Test
  void it_builds_on_first_use_and_not_again() throws Exception {
    Ended first = launch("run", "a preset");
    assertThat(first.code()).isZero();
    assertThat(first.out())
        .contains(
            "<--add-modules=jdk.incubator.vector>",
            "<-Dtombola.command=" + project.resolve("tombola") + ">");
    assertThat(first.out()).endsWith("<run>\n<a preset>\n");
    assertThat(first.err()).isEqualTo("tombola: building, once, about half a minute…\n");
    Ended second = launch();
    assertThat(second.err()).isEmpty();
    assertThat(builds()).isOne();
  }

  @Test
  void one_that_is_found_on_the_path_is_called_by_its_name() throws Exception {
    Files.createSymbolicLink(programs.resolve("lottery"), project.resolve("tombola"));
    Process process = process("sh", "-c", "lottery").start();
    assertThat(new String(process.getInputStream().readAllBytes(), UTF_8))
        .contains("<-Dtombola.command=lottery>");
  }

  /// Its terminal library ends whatever it writes with an escape sequence unless told not to.
  @Test
  void maven_is_asked_for_plain_text() throws Exception {
    maven("echo \"$MAVEN_OPTS $*\"; mkdir -p app/target; echo jar > app/target/tombola.jar");
    assertThat(launch().err()).contains("-Djansi.noreset=true", "-Dstyle.color=never");
  }

  @Test
  void it_builds_again_when_a_source_is_newer() throws Exception {
    launch();
    Files.setLastModifiedTime(
        source("engine/src/main/New.java"), FileTime.from(Instant.now().plusSeconds(60)));
    launch();
    assertThat(builds()).isEqualTo(2);
  }

  @Test
  void two_at_once_build_once() throws Exception {
    List<Process> both = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      both.add(start());
    }
    for (Process one : both) {
      assertThat(one.waitFor()).isZero();
    }
    assertThat(builds()).isOne();
  }

  @Test
  void the_lock_of_a_build_that_was_killed_is_taken_over() throws Exception {
    Process dead = new ProcessBuilder("true").start();
    assertThat(dead.waitFor()).isZero();
    Path target = Files.createDirectories(project.resolve("app/target"));
    Files.createSymbolicLink(target.resolve("launcher.lock"), Path.of("" + dead.pid()));
    assertThat(launch().code()).isZero();
    assertThat(target.resolve("launcher.lock")).doesNotExist();
  }

  @Test
  void a_failed_build_exits_with_1_and_leaves_no_lock() throws Exception {
    maven("echo no such symbol; exit 1");
    Ended ended = launch();
    assertThat(ended.code()).isEqualTo(1);
    assertThat(ended.err()).contains("no such symbol", "tombola: the build failed");
    maven("mkdir -p app/target; echo jar > app/target/tombola.jar");
    assertThat(launch().code()).isZero();
  }

  @Test
  void a_java_too_old_is_refused_by_name() throws Exception {
    for (String version : List.of("17.0.15", "25", "25.0.2")) {
      java(version);
      Ended ended = launch();
      assertThat(ended.code()).as(version).isEqualTo(2);
      assertThat(ended.err())
          .isEqualTo(
              "tombola: TOMBOLA_JAVA_HOME: %s is not a Java 25.0.3 or newer\n".formatted(java));
    }
  }

  @Test
  void a_newer_java_is_welcome() throws Exception {
    for (String version : List.of("25.0.3", "25.0.10", "25.1", "26")) {
      java(version);
      assertThat(launch().code()).as(version).isZero();
    }
  }

  private Ended launch(String... arguments) throws IOException, InterruptedException {
    Process process = start(arguments);
    String out = new String(process.getInputStream().readAllBytes(), UTF_8);
    String err = new String(process.getErrorStream().readAllBytes(), UTF_8);
    return new Ended(process.waitFor(), out, err);
  }

  private Process start(String... arguments) throws IOException {
    List<String> command = new ArrayList<>(List.of(project.resolve("tombola").toString()));
    command.addAll(List.of(arguments));
    return process(command.toArray(String[]::new)).start();
  }

  private ProcessBuilder process(String... command) {
    ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
    builder.environment().put("TOMBOLA_JAVA_HOME", java.toString());
    builder.environment().remove("TOMBOLA_JAVA_OPTS");
    builder.environment().merge("PATH", programs + File.pathSeparator, (old, ours) -> ours + old);
    return builder;
  }

  private int builds() throws IOException {
    return Files.readAllLines(project.resolve("builds")).size();
  }

  private Path source(String name) throws IOException {
    Path file = project.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, "");
    Instant past = Instant.now().minus(Duration.ofDays(1));
    return Files.setLastModifiedTime(file, FileTime.from(past));
  }

  private void java(String version) throws IOException {
    program(java.resolve("bin/java"), "#!/bin/sh\nprintf '<%s>\\n' \"$@\"\n");
    Files.writeString(java.resolve("release"), "JAVA_VERSION=\"%s\"\n".formatted(version));
  }

  private void maven(String body) throws IOException {
    program(programs.resolve("mvn"), "#!/bin/sh\n" + body + "\n");
  }

  private static void program(Path file, String text) throws IOException {
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }
}
