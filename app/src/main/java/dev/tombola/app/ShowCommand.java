package dev.tombola.app;

import dev.tombola.UserException;
import dev.tombola.findings.Analysis;
import dev.tombola.findings.ConnectivityAnalysis;
import dev.tombola.findings.ConnectivityFindings;
import dev.tombola.findings.Findings;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
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

    @Option(
        names = "--csv",
        description = "A line of comma-separated values per training (and class, with --classes).")
    boolean csv;
  }

  @Option(
      names = "--classes",
      description = "Accuracy by class at one level, instead of all classes together at every one.")
  private boolean classes;

  @Option(
      names = "--level",
      paramLabel = "<k>",
      description = "Which level --classes is about (default: the last).")
  private @Nullable Integer level;

  ShowCommand(Console console) {
    super(console);
  }

  @Override
  public Integer call() {
    if (level != null && !classes) {
      throw new UserException("--level: only the table of classes is of one level; add --classes");
    }
    Findings findings = Analysis.of(directory);
    if (form.json) {
      console.out().println(FindingsJson.of(findings));
    } else if (form.csv) {
      if (classes) {
        ClassesCsv.print(findings, console.out());
      } else {
        RunsCsv.print(findings.runs(), console.out());
      }
    } else if (classes) {
      ClassWords.print(findings, level, console);
    } else {
      console.out().println(console.ansi().bold(findings.spec().name()));
      new Plot(findings, console).print();
      new FindingsWords(findings, console).print();
      ConnectivityFindings connected = ConnectivityAnalysis.of(directory);
      RewindingWords.print(findings, connected, console);
      MaskWords.print(findings, console);
      CostWords.print(findings, console);
      ConnectWords.print(connected, console);
    }
    return 0;
  }
}
