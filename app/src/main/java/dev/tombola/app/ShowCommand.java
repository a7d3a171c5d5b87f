package dev.tombola.app;

import dev.tombola.findings.Analysis;
import dev.tombola.findings.Findings;
import java.nio.file.Path;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `tombola show`: what a run directory shows.
@Command(
    name = "show",
    mixinStandardHelpOptions = true,
    description = "Shows what an experiment found: a table, a plot, the verdicts.")
final class ShowCommand extends ConsoleCommand {
  @Parameters(index = "0", paramLabel = "<run-dir>", description = "A run directory.")
  private Path directory = Path.of("");

  @ArgGroup private Form form = new Form();

  /// Other forms than words.
  static final class Form {
    @Option(names = "--json", description = "One JSON object.")
    boolean json;

    @Option(names = "--csv", description = "A line of comma-separated values per training.")
    boolean csv;
  }

  ShowCommand(Console console) {
    super(console);
  }

  @Override
  public Integer call() {
    Findings findings = Analysis.of(directory);
    if (form.json) {
      console.out().println(FindingsJson.of(findings));
    } else if (form.csv) {
      RunsCsv.print(findings.runs(), console.out());
    } else {
      console.out().println(console.ansi().bold(findings.spec().name()));
      new Plot(findings, console).print();
      new FindingsWords(findings, console).print();
      MaskWords.print(findings, console);
      CostWords.print(findings, console);
    }
    return 0;
  }
}
