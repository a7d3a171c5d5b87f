package dev.tombola.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/// A ticket on flowers and one on digits, exported. Tests write beside them, each to names of its
/// own.
///
/// @param folder that all of it lies in, which goes when all tests are done
/// @param csv the flowers' table
record ExportedTickets(Path folder, String csv, Path flowers, Path digits)
    implements AutoCloseable {
  static ExportedTickets export() {
    try {
      Path folder = Files.createTempDirectory("tickets");
      Path csv = Flowers.csv(folder);
      List<String> digits =
          List.of(
              "run",
              "lenet-mnist-quick",
              "name=digits",
              "network.hidden=[12]",
              "training.length=60it",
              "evaluateEvery=30it",
              "branches=[]",
              "replicates=1",
              "levels=2",
              "--out=" + folder.resolve("digits-runs"));
      return new ExportedTickets(
          folder,
          csv.toString(),
          ticket(folder, "flowers", Flowers.run(csv, folder.resolve("flowers-runs"))),
          ticket(folder, "digits", digits));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Path ticket(Path folder, String name, List<String> run) throws IOException {
    Answer ran = Answer.to(run);
    assertThat(ran.exit()).as(ran.err()).isZero();
    try (Stream<Path> runs = Files.list(folder.resolve(name + "-runs"))) {
      Path ticket = folder.resolve(name + ".ticket");
      String directory = runs.findFirst().orElseThrow().toString();
      Answer.succeeding("ticket", "export", directory, "--level=2", "-o", ticket.toString());
      return ticket;
    }
  }

  @Override
  public void close() throws IOException {
    Once.delete(folder);
  }
}
