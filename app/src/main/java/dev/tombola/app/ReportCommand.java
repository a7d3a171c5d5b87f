package dev.tombola.app;

import dev.tombola.UserException;
import dev.tombola.app.report.Report;
import dev.tombola.experiment.Experiment;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/// `tombola report`: a page of pictures.
@Command(
    name = "report",
    mixinStandardHelpOptions = true,
    description = "Writes report.html into run directories: one file each, that opens offline.")
final class ReportCommand extends ConsoleCommand {
  @Parameters(arity = "1..*", paramLabel = "<run-dir>", description = "Run directories.")
  private List<Path> directories = List.of();

  ReportCommand(Console console) {
    super(console);
  }

  @Override
  public Integer call() {
    List<Path> pages =
        directories.stream().filter(directory -> !Experiment.isTransfer(directory)).toList();
    int exit = 0;
    for (Path directory : pages) {
      try {
        console.out().println(Console.relative(Report.write(directory)));
      } catch (UserException e) {
        console.complain(String.valueOf(e.getMessage()));
        exit = Tombola.USAGE;
      }
    }
    if (pages.size() < directories.size()) {
      console.complain(
          "%s: a transfer has no page; the same `tombola ticket transfer` shows it again"
              .formatted(
                  directories.stream()
                      .filter(Experiment::isTransfer)
                      .map(Path::toString)
                      .collect(Collectors.joining(", "))));
    }
    // Among others it was a glob that named it, and nothing is left to mend.
    return pages.isEmpty() ? Tombola.USAGE : exit;
  }
}
