package dev.tombola.experiment;

import dev.tombola.UserException;
import dev.tombola.data.DataDirectory;
import dev.tombola.data.LoadedData;
import dev.tombola.lottery.Lottery;
import dev.tombola.lottery.Origin;
import dev.tombola.nn.Network;
import dev.tombola.nn.Weights;
import dev.tombola.random.Streams;
import dev.tombola.ticket.TicketFile;
import dev.tombola.train.Engine;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Pattern;
import tools.jackson.core.JacksonException;

/// An experiment with its data and its place on disk.
///
/// @param spec what is asked for
/// @param data what it is asked of
/// @param origin what its lotteries start from
/// @param paths where its runs lie: `<folder>/<name>-<hash8>`
public record Experiment(ExperimentSpec spec, LoadedData data, Origin origin, RunPaths paths) {
  /// Loads the data and the checkpoint, if it starts from one, and names the place; writes nothing.
  ///
  /// @param folder that holds the run directories
  public static Experiment of(
      ExperimentSpec asked, DataDirectory where, Path folder, Engine engine) {
    return of(asked, LoadedData.load(asked.data(), where), where, folder, engine);
  }

  /// As above.
  ///
  /// @param data that the spec names
  public static Experiment of(
      ExperimentSpec asked, LoadedData data, DataDirectory where, Path folder, Engine engine) {
    Network network = asked.network().network(data.train());
    return of(asked, data, LoadedStart.load(asked.start(), network, where), folder, engine);
  }

  /// An experiment that another machine has run: its checkpoint, if it starts from one, is only
  /// looked for when its weights are asked for. Writes nothing.
  ///
  /// @param spec which states the checkpoint's checksum
  /// @param data that the spec names
  public static Experiment again(
      ExperimentSpec spec, LoadedData data, DataDirectory where, Engine engine) {
    Network network = spec.network().network(data.train());
    return of(spec, data, LoadedStart.whenAsked(spec.start(), network, where), Path.of(""), engine);
  }

  private static Experiment of(
      ExperimentSpec asked, LoadedData data, LoadedStart start, Path folder, Engine engine) {
    ExperimentSpec spec = asked.with(start.spec());
    String hash = SpecFile.hash(spec, DataShape.of(data), engine.version());
    RunPaths paths = new RunPaths(folder.resolve(spec.name() + "-" + hash));
    Experiment experiment = new Experiment(spec, data, start.origin(), paths);
    Lottery lottery = experiment.lottery(spec.seed());
    SpecRules.check(spec, lottery, lottery.split());
    return experiment;
  }

  /// The experiment of a run directory, to do more with its finished runs.
  ///
  /// @throws UserException when it is none, nothing in it is finished, its data or its checkpoint
  ///   are no longer the same, or another engine trained it
  public static Experiment open(Path directory, DataDirectory where, Engine engine) {
    List<RunRecord> runs = readRuns(directory);
    if (runs.isEmpty()) {
      throw new UserException(
          directory + ": no training is finished yet; run the experiment first");
    }
    String trainedBy =
        files(directory, runs.getFirst().key()).environment().path("engine").asString("");
    if (!trainedBy.equals(engine.version())) {
      throw new UserException(
          "%s: trained by the engine %s, but this tombola has %s, whose trainings differ; use the version that trained it, or run the experiment anew"
              .formatted(directory, trainedBy, engine.version()));
    }
    ExperimentSpec spec = readSpec(directory);
    LoadedData data = LoadedData.load(spec.data(), where);
    if (!data.checksum().equals(readData(directory).checksum())) {
      throw new UserException(
          "%s: the data that its spec.yaml names are no longer those that it was trained on; bring those back"
              .formatted(directory));
    }
    Network network = spec.network().network(data.train());
    LoadedStart start = LoadedStart.load(spec.start(), network, where);
    return new Experiment(spec, data, start.origin(), new RunPaths(directory));
  }

  /// The lottery of a replicate.
  public Lottery lottery(long replicate) {
    Streams streams = Streams.of(replicate);
    return spec.lottery(origin, data.split(streams), streams);
  }

  public Network network() {
    return spec.network().network(data.train());
  }

  /// How many of the weights that pruning may touch are zero in the checkpoint that level 0 starts
  /// from; none in drawn ones.
  public long zerosAtStart() {
    return switch (origin) {
      case Origin.Drawn _ -> 0;
      case Origin.Given given -> {
        Weights weights = given.weights();
        yield network().prunable().stream()
            .mapToLong(weight -> zeros(weights.values(weight)))
            .sum();
      }
    };
  }

  private static long zeros(float[] values) {
    long zeros = 0;
    for (float value : values) {
      zeros += value == 0 ? 1 : 0;
    }
    return zeros;
  }

  /// Writes `spec.yaml`, or raises the totals of the one that is there: they never shrink. One that
  /// was truncated is written anew.
  void begin() {
    String shape = SpecFormat.JSON.valueToTree(DataShape.of(data)).toPrettyString() + "\n";
    AtomicFiles.write(paths.data(), shape.getBytes(StandardCharsets.UTF_8));
    byte[] yaml = SpecFile.write(withTotalsThere()).getBytes(StandardCharsets.UTF_8);
    AtomicFiles.write(paths.spec(), yaml);
  }

  private ExperimentSpec withTotalsThere() {
    if (!Files.exists(paths.spec())) {
      return spec;
    }
    long replicates;
    long levels;
    try {
      ExperimentSpec there = readSpec(paths.directory());
      replicates = there.replicates();
      levels = there.levels();
    } catch (UserException e) {
      // Truncated or altered: the folders tell how far it went.
      replicates = paths.mostOf("replicate-") - spec.seed() + 1;
      levels = paths.mostOf("level-");
    }
    return spec.withTotals(
        (int) Math.max(spec.replicates(), replicates), (int) Math.max(spec.levels(), levels));
  }

  /// Whether a folder is a run directory, though what is in it may be altered.
  public static boolean isRunDirectory(Path directory) {
    return Files.exists(new RunPaths(directory).spec());
  }

  /// Whether a folder is what a transfer leaves, though what is in it may be altered.
  public static boolean isTransfer(Path directory) {
    return Files.exists(directory.resolve(RunPaths.TRANSFER));
  }

  /// The spec of a run directory.
  ///
  /// @throws UserException when there is none, or it cannot be read
  public static ExperimentSpec readSpec(Path directory) {
    Path file = new RunPaths(directory).spec();
    try {
      return SpecFormat.spec(
          SpecFormat.yamlTree(Files.readString(file), file.toString()), file.toString());
    } catch (UserException e) {
      throw new UserException(
          e.getMessage()
              + " (if it was truncated or altered: the experiment's command writes it anew)",
          e);
    } catch (IOException e) {
      throw new UserException(directory + ": no run directory: " + instead(directory), e);
    }
  }

  /// What lies there, and where that is shown.
  private static String instead(Path path) {
    if (TicketFile.isOne(path)) {
      return "it is a ticket, which `tombola ticket show` shows";
    }
    if (isTransfer(path)) {
      return "a ticket was transferred there; the same `tombola ticket transfer` shows it again";
    }
    return "it has no readable spec.yaml; `tombola list` shows those there are";
  }

  /// The shape of a run directory's data.
  public static DataShape readData(Path directory) {
    Path file = new RunPaths(directory).data();
    try {
      return SpecFormat.JSON.readValue(Files.readString(file), DataShape.class);
    } catch (IOException | JacksonException e) {
      throw new UserException(
          file + ": missing or altered; run the experiment's command again to write it anew", e);
    }
  }

  /// The network that a run directory's tickets are of.
  public static Network readNetwork(Path directory) {
    return readSpec(directory).network().network(readData(directory));
  }

  /// The files of one run of a run directory.
  public static RunFiles files(Path directory, RunKey key) {
    return new RunFiles(new RunPaths(directory).run(key));
  }

  /// The files of one training that `connect` keeps.
  public static RunFiles connectFiles(Path directory, RunKey key) {
    return new RunFiles(new RunPaths(directory).connect().run(key));
  }

  /// The folder of a path between two networks, which has a name as runs have.
  public static SealedFiles path(Path directory, RunKey key) {
    return new SealedFiles(new RunPaths(directory).connect().run(key), List.of(RunPaths.PATH));
  }

  /// What a folder of a transfer says of itself.
  public static SealedFiles transferFiles(Path directory) {
    return new SealedFiles(directory, List.of(RunPaths.TICKET, RunPaths.TRANSFER));
  }

  /// The recorded paths between networks, in no particular order; each is checked.
  public static List<String> readPaths(Path directory) {
    return everyPath(directory).stream()
        .map(files -> new String(files.read(RunPaths.PATH), StandardCharsets.UTF_8))
        .toList();
  }

  /// The finished runs of a run directory, in order. Each is checked against its checksum, and the
  /// spec against the directory's name.
  public static List<RunRecord> readRuns(Path directory) {
    RunPaths paths = new RunPaths(directory);
    ExperimentSpec spec = readSpec(directory);
    List<RunRecord> runs = new ArrayList<>();
    for (Plan.PlannedRun planned : Plan.of(spec).runs()) {
      RunFiles files = new RunFiles(paths.run(planned.key()));
      if (files.done()) {
        if (runs.isEmpty()) {
          checkName(directory, spec, files);
        }
        runs.add(files.record());
      }
    }
    Collections.sort(runs, Comparator.comparing(RunRecord::key));
    return runs;
  }

  /// Whether spec and data are those that the directory was named after; a directory that somebody
  /// gave a name of his own says nothing about them.
  ///
  /// @param first a finished run of it
  /// @return whether the name says something
  /// @throws UserException when they are others
  public static boolean checkName(Path directory, ExperimentSpec spec, RunFiles first) {
    String name = directory.toAbsolutePath().normalize().getFileName().toString();
    if (!name.matches(Pattern.quote(spec.name()) + "-[0-9a-f]{8}")) {
      return false;
    }
    String engine = first.environment().path("engine").asString("");
    String named = spec.name() + "-" + SpecFile.hash(spec, readData(directory), engine);
    if (!name.equals(named)) {
      throw new UserException(
          "%s: by its spec.yaml and data.json it would be called %s; if they were altered, run the experiment's command again to write them anew, else give the folder that name"
              .formatted(directory, named));
    }
    return true;
  }

  /// Every finished run that lies in a run directory, whether its spec plans it or not.
  public static List<RunFiles> everyRun(Path directory) {
    return finished(new RunPaths(directory));
  }

  /// Every finished training that `connect` keeps.
  public static List<RunFiles> everyConnectRun(Path directory) {
    return finished(new RunPaths(directory).connect());
  }

  private static List<RunFiles> finished(RunPaths paths) {
    return paths.holding(RunPaths.METRICS).stream().map(RunFiles::new).toList();
  }

  /// The files of every recorded path between networks.
  public static List<SealedFiles> everyPath(Path directory) {
    return new RunPaths(directory)
        .connect().holding(RunPaths.PATH).stream()
            .map(folder -> new SealedFiles(folder, List.of(RunPaths.PATH)))
            .toList();
  }

  /// The files of one run.
  public RunFiles files(RunKey key) {
    return new RunFiles(paths.run(key));
  }
}
