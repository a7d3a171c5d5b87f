package dev.tombola.app;

import dev.tombola.UserException;
import dev.tombola.experiment.Experiment;
import dev.tombola.experiment.ExperimentSpec;
import dev.tombola.experiment.Plan;
import dev.tombola.experiment.Plan.PlannedRun;
import dev.tombola.experiment.RunKey;
import dev.tombola.experiment.RunRecord;
import dev.tombola.findings.Analysis;
import dev.tombola.findings.Findings;
import dev.tombola.findings.Verdict;
import dev.tombola.nn.Density;
import dev.tombola.verify.RecordedTransfer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/// `tombola list`: the run directories of a folder.
@Command(
    name = "list",
    mixinStandardHelpOptions = true,
    description = "Lists the run directories of a folder, and the transfers of tickets.")
final class ListCommand extends ConsoleCommand {
  private static final String USUAL = "runs";
  private static final String NOTHING = "nothing shown yet";
  private static final List<String> HEAD =
      List.of("run directory", "replicates", "levels", "trainings");

  @Parameters(
      index = "0",
      arity = "0..1",
      paramLabel = "DIR",
      description = "Folder of run directories (default: " + USUAL + ").")
  private @Nullable Path folder;

  ListCommand(Console console) {
    super(console);
  }

  @Override
  public Integer call() {
    Table table = new Table(HEAD.size());
    table.row(HEAD, "best verdict");
    boolean any = false;
    for (Path directory : directories()) {
      any = true;
      try {
        if (Experiment.isRunDirectory(directory)) {
          Findings found =
              Analysis.of(Experiment.readSpec(directory), Experiment.readRuns(directory));
          table.row(row(directory, found), best(found));
        } else {
          RecordedTransfer transfer = RecordedTransfer.read(directory);
          table.row(row(directory, transfer), best(transfer));
        }
      } catch (UserException | UncheckedIOException e) {
        table.row(List.of(directory.getFileName().toString(), "unreadable", "", ""));
        console.complain(String.valueOf(e.getMessage()));
      }
    }
    if (any) {
      table.print(console);
    } else {
      console.say(
          console.asCalled(
              "No run directories in %s; `tombola run lenet-mnist-quick` makes one."
                  .formatted(folder == null ? USUAL : folder)));
    }
    return 0;
  }

  private Set<Path> directories() {
    Set<Path> directories = new TreeSet<>();
    try (DirectoryStream<Path> entries =
        Files.newDirectoryStream(folder == null ? Path.of(USUAL) : folder)) {
      for (Path entry : entries) {
        if (Experiment.isRunDirectory(entry) || Experiment.isTransfer(entry)) {
          directories.add(entry);
        }
      }
    } catch (NoSuchFileException e) {
      if (folder == null) {
        return directories;
      }
      throw new UserException(
          folder + ": there is no such folder; give one that holds run directories", e);
    } catch (IOException e) {
      throw new UserException(folder + ": cannot be read as a folder of run directories", e);
    }
    return directories;
  }

  private static List<String> row(Path directory, Findings found) {
    ExperimentSpec spec = found.spec();
    Set<RunKey> done = keys(found.runs());
    List<RunKey> planned = Plan.of(spec).runs().stream().map(PlannedRun::key).toList();
    long replicates = whole(planned, done, RunKey::replicate);
    long levels = whole(planned, done, key -> (long) key.level());
    return List.of(
        directory.getFileName().toString(),
        replicates + " of " + spec.replicates(),
        Math.max(0, levels - 1) + " of " + spec.levels(),
        "%d of %d".formatted(done.size(), planned.size()));
  }

  private static List<String> row(Path directory, RecordedTransfer transfer) {
    List<RunKey> planned = transfer.planned();
    Set<RunKey> done = keys(transfer.runs());
    return List.of(
        directory.getFileName().toString(),
        whole(planned, done, RunKey::replicate) + " of " + transfer.spec().replicates(),
        "",
        "%d of %d".formatted(done.size(), planned.size()));
  }

  private static Set<RunKey> keys(List<RunRecord> runs) {
    return runs.stream().map(RunRecord::key).collect(Collectors.toSet());
  }

  /// How many groups of planned runs are done to the last.
  private static long whole(List<RunKey> planned, Set<RunKey> done, Function<RunKey, Long> group) {
    Map<Long, List<RunKey>> groups =
        planned.stream().collect(Collectors.groupingBy(group, TreeMap::new, Collectors.toList()));
    return groups.values().stream().filter(done::containsAll).count();
  }

  /// The most that an experiment shows: the least matching density, else the supported claim at the
  /// least density, and one of a difference before one of none. That a level matches says nothing
  /// where one above it was not shown to.
  static String best(Findings found) {
    Density least = found.leastMatching();
    if (least != null) {
      return "matches dense down to " + least;
    }
    return found.verdicts().stream()
        .filter(verdict -> verdict.verdict() == Verdict.Outcome.SUPPORTED)
        .filter(verdict -> !verdict.claim().equals(Verdict.MATCHES_DENSE))
        .max(
            Comparator.comparingInt(Verdict::level)
                .thenComparing(verdict -> !verdict.claim().contains(Verdict.EQUALS)))
        .map(verdict -> Words.claim(verdict, found.levels().get(verdict.level()).density()))
        .orElse(NOTHING);
  }

  /// All that a transfer shows, and on which data.
  private static String best(RecordedTransfer transfer) {
    String shown =
        transfer.findings().stream()
            .flatMap(found -> found.verdicts().stream())
            .filter(verdict -> verdict.verdict() == Verdict.Outcome.SUPPORTED)
            .map(Words::claim)
            .collect(Collectors.joining(", "));
    return "on %s at %s: %s"
        .formatted(transfer.data(), transfer.ticket().density(), shown.isEmpty() ? NOTHING : shown);
  }
}
