package dev.tombola.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/// Ctrl-C in a process of its own, and the same command again.
@Timeout(120)
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "signals")
final class InterruptionTest {
  private static final String SENTENCE =
      "tombola: interrupted; the same command continues where it stopped";

  @TempDir private Path folder;

  @Test
  void an_interrupted_run_says_so_in_one_line_and_the_same_command_ends_with_the_same_bytes()
      throws IOException, InterruptedException {
    Path csv = Flowers.csv(folder);
    String[] slow = {
      "training.length=3000it", "evaluateEvery=500it", "replicates=1", "--threads=1"
    };
    List<String> heard = interrupted(Flowers.run(csv, folder.resolve("one"), slow));
    assertThat(heard).endsWith(SENTENCE).containsOnlyOnce(SENTENCE);
    assertThat(heard).noneMatch(line -> line.contains("\u001b") || line.contains("\tat "));
    Answer again = Answer.to(Flowers.run(csv, folder.resolve("one"), slow));
    assertThat(again.exit()).isZero();
    assertThat(again.err()).containsPattern("[1-3] of 4 trainings were done before");
    Answer whole = Answer.to(Flowers.run(csv, folder.resolve("two"), slow));
    assertThat(whole.exit()).isZero();
    assertThat(files(folder.resolve("one"))).isEqualTo(files(folder.resolve("two")));
  }

  /// What a child process says on standard error that is interrupted after its first training.
  private static List<String> interrupted(List<String> arguments)
      throws IOException, InterruptedException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--add-modules=jdk.incubator.vector",
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName()));
    command.addAll(arguments);
    Process child =
        new ProcessBuilder(command).redirectOutput(ProcessBuilder.Redirect.DISCARD).start();
    List<String> heard = new ArrayList<>();
    try (BufferedReader err = child.errorReader()) {
      String line = err.readLine();
      while (line != null) {
        heard.add(line);
        if (line.startsWith("[1/4]")) {
          new ProcessBuilder("kill", "-INT", Long.toString(child.pid())).start().waitFor();
        }
        line = err.readLine();
      }
      assertThat(child.waitFor(60, TimeUnit.SECONDS)).isTrue();
      assertThat(child.exitValue()).as(heard.toString()).isEqualTo(130);
    } finally {
      child.destroyForcibly();
    }
    return heard;
  }

  /// The checksums of every run, by its place.
  private static SortedMap<String, String> files(Path runs) throws IOException {
    SortedMap<String, String> done = new TreeMap<>();
    try (Stream<Path> all = Files.walk(runs)) {
      for (Path file : all.filter(path -> path.endsWith("DONE")).toList()) {
        String sums =
            Files.readString(file)
                .lines()
                .filter(line -> !line.contains("environment"))
                .toList()
                .toString();
        done.put(runs.relativize(file).toString(), sums);
      }
    }
    assertThat(done).hasSize(4);
    return done;
  }
}
