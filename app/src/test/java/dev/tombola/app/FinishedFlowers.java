package dev.tombola.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/// The experiment on flowers, come to its end. Tests leave it as it is.
///
/// @param folder that all of it lies in, which goes when all tests are done
/// @param csv its table
/// @param runs where its run directory lies alone
/// @param run its run directory
record FinishedFlowers(Path folder, Path csv, Path runs, Path run) implements AutoCloseable {
  static FinishedFlowers train() {
    try {
      Path folder = Files.createTempDirectory("flowers");
      Path csv = Flowers.csv(folder);
      Path runs = folder.resolve("runs");
      Answer answer = Answer.to(Flowers.run(csv, runs, "--threads=2"));
      assertThat(answer.exit()).as(answer.err()).isZero();
      assertThat(answer.out()).contains("level   density").contains("Next:  tombola report ");
      assertThat(answer.err()).contains("[8/8] replicate ").doesNotContain("\u001b");
      try (Stream<Path> directories = Files.list(runs)) {
        return new FinishedFlowers(folder, csv, runs, directories.findFirst().orElseThrow());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() throws IOException {
    Once.delete(folder);
  }
}
