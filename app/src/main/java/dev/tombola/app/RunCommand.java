package dev.tombola.app;

import dev.tombola.cpu.CpuEngine;
import dev.tombola.data.DataDirectory;
import dev.tombola.experiment.Estimate;
import dev.tombola.experiment.Experiment;
import dev.tombola.experiment.ExperimentSpec;
import dev.tombola.experiment.Plan;
import dev.tombola.experiment.Plan.PlannedRun;
import dev.tombola.experiment.Runner;
import dev.tombola.experiment.SpecFile;
import dev.tombola.experiment.StartSpec;
import dev.tombola.findings.Analysis;
import dev.tombola.findings.ConnectivityAnalysis;
import dev.tombola.findings.Findings;
import dev.tombola.train.Engine;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `tombola run`: trains what is missing of an experiment and tells what it shows.
@Command(
    name = "run",
    mixinStandardHelpOptions = true,
    description = {
      "Runs an experiment: trains, prunes, rewinds and retrains, with its controls.",
      "Interrupted in any way, the same command continues."
    },
    footer = {
      "",
      "Examples:",
      "  ${COMMAND-FULL-NAME} lenet-mnist-quick",
      "  ${COMMAND-FULL-NAME} lenet-mnist-quick training.length=3000it replicates=3",
      "  ${COMMAND-FULL-NAME} mine.yaml --out /data/runs --threads 8"
    })
final class RunCommand extends ConsoleCommand {
  @Parameters(index = "0", paramLabel = "<preset|spec.yaml>", description = "What to run.")
  private String experiment = "";

  @Parameters(
      index = "1..*",
      paramLabel = "key=value",
      description = "Values to run it with, as training.schedule.rate=0.1.")
  private List<String> overrides = new ArrayList<>();

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = "Folder of run directories (default: ${DEFAULT-VALUE}).")
  private Path out = Path.of("runs");

  @Option(
      names = "--replicates",
      paramLabel = "N",
      description = "Seeds in all; more than there are extends the experiment.")
  private @Nullable Integer replicates;

  @Option(
      names = "--levels",
      paramLabel = "N",
      description = "Rounds of pruning in all; more than there are extends the experiment.")
  private @Nullable Integer levels;

  @Mixin private Threads threads = new Threads();

  @Option(
      names = "--dry-run",
      description = "Only tell what it would take: runs, operations, time, disk.")
  private boolean dryRun;

  RunCommand(Console console) {
    super(console);
  }

  @Override
  public Integer call() {
    threads.check();
    long began = System.nanoTime();
    Engine engine = new CpuEngine();
    ExperimentSpec spec = spec();
    CpuEngine.warmUp(spec.network().takesImages());
    Experiment planned =
        Experiment.of(spec, DataDirectory.standard(), out.toAbsolutePath().normalize(), engine);
    warnOfControlsBeyond(planned.spec());
    if (dryRun) {
      estimate(planned, engine, (System.nanoTime() - began) / 1e9);
      return 0;
    }
    Path directory = planned.paths().directory();
    try (Progress progress = progress(planned).begin()) {
      new Runner(engine, threads.count(), progress).run(planned);
    }
    Findings findings = Analysis.of(directory);
    new FindingsWords(findings, console).print();
    RewindingWords.print(findings, ConnectivityAnalysis.of(directory), console);
    Path shown = Console.relative(directory);
    console.out().println();
    console.out().printf("Next:  %s report %s   a page of pictures%n", console.command(), shown);
    console.out().printf("       %s show %s     this, with a plot%n", console.command(), shown);
    if (findings.leastMatching() != null) {
      console.out().printf("       %s ticket export %s -o my.ticket%n", console.command(), shown);
    }
    return 0;
  }

  /// @param loading seconds until it was known what to train, which the experiment takes too
  private void estimate(Experiment planned, Engine engine, double loading) {
    List<PlannedRun> runs = Plan.of(planned.spec()).runs();
    if (runs.stream().allMatch(run -> planned.files(run.key()).done())) {
      console.say(
          "%1$d of %1$d trainings are there already, in %2$s; nothing is left to do."
              .formatted(runs.size(), Console.relative(planned.paths().directory())));
      return;
    }
    console.err().println("measuring training steps on this machine, a few seconds…");
    new EstimateWords(Estimate.of(planned, engine, threads.count()), loading).print(console);
  }

  /// A preset's controls stand at fixed levels, which fewer levels do not reach.
  private void warnOfControlsBeyond(ExperimentSpec spec) {
    String beyond =
        spec.branches().stream()
            .map(control ->
                control.levels().stream()
                    .filter(level -> level > spec.levels())
                    .map(String::valueOf)
                    .collect(Collectors.joining(", ", control.name() + " at ", "")))
            .filter(words -> !words.endsWith(" at "))
            .collect(Collectors.joining("; "));
    if (!beyond.isEmpty()) {
      console.complain(
          "controls beyond the experiment's %s are not done: %s"
              .formatted(Words.count(spec.levels(), "level"), beyond));
    }
  }

  private ExperimentSpec spec() {
    List<String> all = new ArrayList<>(overrides);
    if (replicates != null) {
      all.add("replicates=" + replicates);
    }
    if (levels != null) {
      all.add("levels=" + levels);
    }
    return SpecFile.resolve(experiment, all);
  }

  private Progress progress(Experiment planned) {
    return new Progress(
        console,
        opening(planned),
        new Pace(planned.spec().pruning().scope()),
        threads.count(),
        new Bars(console.err(), TerminalWidth.live()),
        System::nanoTime);
  }

  /// Said when the lock is held and the folder has been written to, so that nothing is announced
  /// that cannot begin.
  private List<String> opening(Experiment planned) {
    ExperimentSpec spec = planned.spec();
    List<String> opening = new ArrayList<>();
    opening.add(
        "%s: a network of %s on %s, %s of pruning, %s: %s on %s."
            .formatted(
                spec.name(),
                Words.count(planned.network().weights(), "weight"),
                planned.data().train().name(),
                Words.count(spec.levels(), "round"),
                Words.count(spec.replicates(), "replicate"),
                Words.count(Plan.of(spec).runs().size(), "training"),
                Words.count(threads.count(), "thread")));
    if (spec.start() instanceof StartSpec.Checkpoint checkpoint) {
      opening.add(
          "Level 0 %s the checkpoint %s%s."
              .formatted(
                  checkpoint.trained() ? "is" : "trains",
                  checkpoint.file(),
                  zeros(planned.zerosAtStart(), planned.network().weights())));
    }
    opening.add(
        "In "
            + Console.relative(planned.paths().directory())
            + "; interrupt at any time, the same command continues.");
    return opening;
  }

  /// That a network is sparse already makes it no ticket: what is zero may be trained.
  private static String zeros(long zeros, long weights) {
    return zeros == 0
        ? ""
        : ", with %s (%s) at zero: values as all others, of least magnitude"
            .formatted(Words.count(zeros, "weight"), Words.percent((double) zeros / weights));
  }
}
