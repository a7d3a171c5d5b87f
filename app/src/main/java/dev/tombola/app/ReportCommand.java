package dev.tombola.app;

import dev.tombola.UserException;
import dev.tombola.app.report.Report;
import java.nio.file.Path;
import java.util.List;
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
    int exit = 0;
    for (Path directory : directories) {
      try {
        console.out().println(Console.relative(Report.write(directory)));
      } catch (UserException e) {
        console.complain(String.valueOf(e.getMessage()));
        exit = Tombola.USAGE;
      }
    }
    return exit;
  }
}
