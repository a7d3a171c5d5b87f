package dev.tombola.app;

import dev.tombola.app.report.Report;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/// `tombola report`: a page of pictures.
@Command(
    name = "report",
    mixinStandardHelpOptions = true,
    description = "Writes report.html into a run directory: one file that opens offline.")
final class ReportCommand extends ConsoleCommand {
  @Parameters(index = "0", paramLabel = "<run-dir>", description = "A run directory.")
  private Path directory = Path.of("");

  ReportCommand(Console console) {
    super(console);
  }

  @Override
  public Integer call() {
    console.out().println(Console.relative(Report.write(directory)));
    return 0;
  }
}
