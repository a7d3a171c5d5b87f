package dev.tombola.app;

import dev.tombola.UserException;
import dev.tombola.app.bench.Speeds;
import dev.tombola.app.bench.Stopwatch;
import dev.tombola.cpu.CpuEngine;
import dev.tombola.data.DataDirectory;
import dev.tombola.experiment.Experiment;
import dev.tombola.experiment.ExperimentSpec;
import dev.tombola.experiment.SpecFile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `tombola bench`: how fast this machine trains, by density.
@Command(
    name = "bench",
    mixinStandardHelpOptions = true,
    description = {
      "Measures this machine: its kernels, a training step by density, and the density below which"
          + " sparse kernels are the faster ones.",
      "Writes nothing to disk."
    },
    footer = {
      "",
      "Examples:",
      "  ${COMMAND-FULL-NAME}",
      "  ${COMMAND-FULL-NAME} lenet-mnist network.hidden=[1000,1000] training.batch=128",
      "  ${COMMAND-FULL-NAME} mine.yaml --seconds 20 --json"
    })
final class BenchCommand extends ConsoleCommand {
  private static final String USUAL = "lenet-mnist-quick";

  /// In fewer the compiler takes most of the time.
  private static final int LEAST_SECONDS = 5;

  @Parameters(
      index = "0",
      arity = "0..1",
      paramLabel = "<preset|spec.yaml>",
      description =
          "Whose network, data, batch and optimiser to train with (default: " + USUAL + ").")
  private String experiment = USUAL;

  @Parameters(
      index = "1..*",
      paramLabel = "key=value",
      description = "Values to change in it, as network.hidden=[1000,1000].")
  private List<String> overrides = new ArrayList<>();

  @Option(
      names = "--seconds",
      paramLabel = "N",
      description = "About how long to measure (default: ${DEFAULT-VALUE}).")
  private int seconds = 60;

  @Option(names = "--json", description = "One JSON object.")
  private boolean json;

  BenchCommand(Console console) {
    super(console);
  }

  @Override
  public Integer call() {
    if (seconds < LEAST_SECONDS) {
      throw new UserException(
          "--seconds: %d is too few to compile and measure in; use %d or more"
              .formatted(seconds, LEAST_SECONDS));
    }
    measure(seconds);
    return 0;
  }

  private void measure(double seconds) {
    BenchProgress progress =
        new BenchProgress(console, new Bars(console.err(), TerminalWidth.live()), seconds);
    Stopwatch stopwatch = new Stopwatch(System::nanoTime, progress);
    Experiment measured =
        Experiment.of(spec(), DataDirectory.standard(), Path.of("runs"), new CpuEngine());
    Speeds speeds;
    try (progress) {
      progress.begin();
      speeds = Speeds.measure(measured, stopwatch, seconds);
    }
    if (json) {
      console.out().println(BenchJson.of(measured, speeds));
    } else {
      new BenchWords(measured, speeds, console).print();
    }
  }

  /// What stands first may be a value to change in the usual preset.
  private ExperimentSpec spec() {
    if (!experiment.contains("=")) {
      return SpecFile.resolve(experiment, overrides);
    }
    List<String> all = new ArrayList<>(List.of(experiment));
    all.addAll(overrides);
    return SpecFile.resolve(USUAL, all);
  }
}
