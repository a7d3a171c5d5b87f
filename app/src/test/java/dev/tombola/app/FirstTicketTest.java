package dev.tombola.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The tutorial in `docs` is code that runs.
final class FirstTicketTest {
  @TempDir private Path folder;

  @Test
  void the_tutorial_draws_a_ticket_on_arrays_of_its_own() throws IOException, InterruptedException {
    Path source =
        Path.of(System.getProperty("tombola.root", "..")).resolve("docs/FirstTicket.java");
    assertThat(Files.readAllLines(source)).hasSizeLessThan(120);
    Process child =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--add-modules=jdk.incubator.vector",
                "-cp",
                System.getProperty("java.class.path"),
                source.toString(),
                folder.toString())
            .redirectErrorStream(true)
            .start();
    String output = new String(child.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(child.waitFor()).as(output).isZero();
    assertThat(output)
        .contains("level 3: ")
        .contains("done: replicate 3 level 3 random-mask")
        .contains("ticket-beats-reinit at level 3: ")
        .contains("least matching density: ");
  }
}
