package dev.tombola.app;

import dev.tombola.UserException;
import dev.tombola.connect.Between;
import dev.tombola.connect.ConnectEstimate;
import dev.tombola.connect.ConnectPlan;
import dev.tombola.connect.ConnectSpec;
import dev.tombola.connect.Connector;
import dev.tombola.connect.Pair;
import dev.tombola.connect.Subnetwork;
import dev.tombola.cpu.CpuEngine;
import dev.tombola.data.DataDirectory;
import dev.tombola.data.NearestName;
import dev.tombola.experiment.Experiment;
import dev.tombola.findings.ConnectivityAnalysis;
import dev.tombola.findings.ConnectivityFindings;
import dev.tombola.rewind.Point;
import dev.tombola.train.Engine;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `tombola connect`: how far a step decides where training ends.
@Command(
    name = "connect",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Asks from which step on training is stable: trains copies of the dense network, of tickets"
          + " and of random masks from that step on, each in an order of the examples of its own,"
          + " and tells how much the error rises on the straight line between their weights"
          + " (Frankle et al. 2020). Also between tickets of successive levels (Paul et al. 2022)"
          + " and between replicates.",
      "Interrupted in any way, the same command continues. `report` draws the paths."
    },
    footer = {
      "",
      "A barrier is the highest error on the line less the mean of its ends, on test examples, in"
          + " percentage points; a network with less than 2 is stable. Networks with batch"
          + " normalisation have its statistics computed anew at every point of the line, the ends"
          + " too. A copy's optimiser starts with fresh moments, as a ticket's does.",
      "",
      "Examples:",
      "  ${COMMAND-FULL-NAME} runs/lenet-mnist-quick-0ab1c2d3",
      "  ${COMMAND-FULL-NAME} runs/mine-0ab1c2d3 --at init,500it,2ep --levels 3,5 --copies 3",
      "  ${COMMAND-FULL-NAME} runs/mine-0ab1c2d3 --between levels,replicates"
    })
final class ConnectCommand extends ConsoleCommand {
  @Parameters(index = "0", paramLabel = "<run-dir>", description = "A run directory.")
  private Path directory = Path.of("");

  @Option(
      names = "--at",
      paramLabel = "STEP",
      split = ",",
      description =
          "Steps to train copies from: init, 500it, 2ep (default: the beginning, the rewind"
              + " points, and 1, 2, 5, 10 and 20 %% of the training).")
  private List<String> at = new ArrayList<>();

  @Option(
      names = "--levels",
      paramLabel = "N",
      split = ",",
      description = "Levels whose copies are trained (default: the last that is finished).")
  private List<Integer> levels = new ArrayList<>();

  @Option(
      names = "--replicates",
      paramLabel = "SEED",
      split = ",",
      description = "Replicates, by seed (default: all).")
  private List<Long> replicates = new ArrayList<>();

  @Option(
      names = "--branches",
      paramLabel = "NAME",
      split = ",",
      description = "What to copy: dense, ticket, random-mask (default: all three).")
  private List<String> branches = new ArrayList<>();

  @Option(
      names = "--copies",
      paramLabel = "N",
      description =
          "Copies of each network, of which every two are connected (default: ${DEFAULT-VALUE}).")
  private int copies = ConnectSpec.DEFAULT.copies();

  @Option(
      names = "--between",
      paramLabel = "WHAT",
      split = ",",
      description =
          "What to connect: copies, levels (a ticket and the next), replicates (default: all"
              + " three).")
  private List<String> between = new ArrayList<>();

  @Option(
      names = "--points",
      paramLabel = "N",
      description = "Points on a line, both ends counted (default: ${DEFAULT-VALUE}).")
  private int points = ConnectSpec.POINTS;

  @Option(
      names = "--examples",
      paramLabel = "N",
      description =
          "Training examples to measure on as well, and to compute batch-norm statistics from"
              + " (default: ${DEFAULT-VALUE}).")
  private int examples = ConnectSpec.EXAMPLES;

  @Mixin private Threads threads = new Threads();

  @Option(names = "--json", description = "The result as one JSON object.")
  private boolean json;

  @Option(
      names = "--dry-run",
      description = "Only tell what it would take: trainings, paths, operations, time.")
  private boolean dryRun;

  ConnectCommand(Console console) {
    super(console);
  }

  @Override
  public Integer call() {
    threads.check();
    ConnectSpec spec = spec();
    Engine engine = new CpuEngine();
    Experiment experiment = Experiment.open(directory, DataDirectory.standard(), engine);
    if (dryRun) {
      ConnectWords.estimate(ConnectEstimate.of(experiment, spec, engine, threads.count()), console);
      return 0;
    }
    ConnectPlan plan = ConnectPlan.of(experiment, spec);
    try (ConnectProgress progress =
        new ConnectProgress(console, opening(plan), experiment.spec(), threads.count())) {
      new Connector(engine, threads.count(), progress.begin()).run(experiment, spec);
    }
    ConnectivityFindings findings = ConnectivityAnalysis.of(directory);
    if (json) {
      console.out().println(ConnectJson.of(findings));
    } else {
      ConnectWords.print(findings, console);
      console.out().println();
      console
          .out()
          .printf(
              "Next:  %s report %s   the paths as pictures%n",
              console.command(), Console.relative(directory));
    }
    return 0;
  }

  private ConnectSpec spec() {
    return new ConnectSpec(
        at.stream().map(ConnectCommand::point).toList(),
        levels,
        replicates,
        copies,
        chosen("--branches", Subnetwork.class, branches),
        chosen("--between", Between.class, between),
        points,
        examples);
  }

  private static Point point(String text) {
    try {
      return Point.parse(text.strip().equals("0") ? "init" : text);
    } catch (UserException e) {
      throw new UserException(
          "--at: \"%s\" is no step of a training; use init, or a step as 500it or 2ep"
              .formatted(text),
          e);
    }
  }

  /// The constants of these names; all of them, if there are no names.
  private static <E extends Enum<E>> Set<E> chosen(
      String option, Class<E> type, List<String> names) {
    Set<E> all = EnumSet.allOf(type);
    List<String> known = all.stream().map(Enum::toString).toList();
    for (String name : names) {
      if (!known.contains(name)) {
        throw new UserException(
            "%s: there is no %s; %s".formatted(option, name, NearestName.among(name, known)));
      }
    }
    return names.isEmpty()
        ? all
        : all.stream()
            .filter(constant -> names.contains(constant.toString()))
            .collect(Collectors.toUnmodifiableSet());
  }

  private List<String> opening(ConnectPlan plan) {
    String from = plan.steps().stream().map(String::valueOf).collect(Collectors.joining(", "));
    String copied = copied(plan);
    return Stream.of(
            "%s on %s, %s between networks%s."
                .formatted(
                    Words.count(plan.trainings().size(), "training"),
                    Words.count(threads.count(), "thread"),
                    Words.count(plan.pairs().size(), "path"),
                    copied.isEmpty()
                        ? ""
                        : "; copies from step %s on, of %s".formatted(from, copied)),
            "In "
                + Console.relative(directory.toAbsolutePath().resolve("connect"))
                + "; interrupt at any time, the same command continues.")
        .toList();
  }

  /// `the dense network, ticket at level 3, random-mask at level 3`
  private static String copied(ConnectPlan plan) {
    return plan.pairs().stream()
        .filter(Pair.Copies.class::isInstance)
        .map(Pair.Copies.class::cast)
        .map(copies ->
            copies.subnetwork() == Subnetwork.DENSE
                ? "the dense network"
                : copies.subnetwork() + " at level " + copies.level())
        .distinct()
        .collect(Collectors.joining(", "));
  }
}
