package dev.tombola.app;

import dev.tombola.UserException;
import dev.tombola.experiment.RunKey;
import dev.tombola.findings.Analysis;
import dev.tombola.findings.Findings;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/// `tombola list`: the run directories of a folder.
@Command(
    name = "list",
    mixinStandardHelpOptions = true,
    description = "Lists the run directories of a folder.")
final class ListCommand extends ConsoleCommand {
  @Parameters(
      index = "0",
      arity = "0..1",
      paramLabel = "DIR",
      description = "Folder of run directories (default: ${DEFAULT-VALUE}).")
  private Path folder = Path.of("runs");

  ListCommand(Console console) {
    super(console);
  }

  @Override
  public Integer call() {
    Table table = new Table();
    table.row(List.of("run directory", "replicates", "levels", "trainings", "least matching"));
    boolean any = false;
    for (Path directory : directories()) {
      any = true;
      try {
        table.row(row(directory));
      } catch (UserException e) {
        table.row(List.of(directory.getFileName().toString(), "unreadable", "", "", ""));
        console.err().println("tombola: " + e.getMessage());
      }
    }
    if (any) {
      table.print(console.out(), console.ansi()::bold);
    } else {
      console
          .out()
          .println(
              "No run directories in " + folder + "; `tombola run lenet-mnist-quick` makes one.");
    }
    return 0;
  }

  private Set<Path> directories() {
    Set<Path> directories = new TreeSet<>();
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder)) {
      for (Path entry : entries) {
        if (Files.exists(entry.resolve("spec.yaml"))) {
          directories.add(entry);
        }
      }
    } catch (NoSuchFileException e) {
      return directories;
    } catch (IOException e) {
      throw new UserException(folder + ": cannot be read as a folder of run directories", e);
    }
    return directories;
  }

  private static List<String> row(Path directory) {
    Findings found = Analysis.of(directory);
    int last = found.spec().levels();
    long whole =
        found.runs().stream()
            .map(run -> run.key())
            .filter(key -> key.level() == last && key.branch().equals(RunKey.TICKET))
            .count();
    return List.of(
        directory.getFileName().toString(),
        whole + " of " + found.spec().replicates(),
        Integer.toString(last),
        "%d of %d".formatted(found.runs().size(), found.runs().size() + found.missing()),
        found.leastMatching() == null ? "none shown" : found.leastMatching().toString());
  }
}
