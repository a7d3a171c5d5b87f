package dev.tombola.ship;

import dev.tombola.UserException;
import dev.tombola.data.Affine;
import dev.tombola.data.DataDirectory;
import dev.tombola.data.LoadedData;
import dev.tombola.data.Normalisation;
import dev.tombola.experiment.DataShape;
import dev.tombola.experiment.Experiment;
import dev.tombola.experiment.ExperimentSpec;
import dev.tombola.experiment.RunFiles;
import dev.tombola.experiment.RunKey;
import dev.tombola.experiment.RunRecord;
import dev.tombola.findings.Analysis;
import dev.tombola.findings.BranchFindings;
import dev.tombola.findings.Findings;
import dev.tombola.findings.LevelFindings;
import dev.tombola.nn.Density;
import dev.tombola.nn.ImageShape;
import dev.tombola.nn.Network;
import dev.tombola.nn.Weights;
import dev.tombola.random.Streams;
import dev.tombola.ticket.Input;
import dev.tombola.ticket.TicketFile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalInt;
import java.util.SequencedMap;
import tools.jackson.databind.JsonNode;

/// From a run directory to ticket files. The same directory gives the same bytes, whenever and
/// wherever: nothing in them is of this machine or this moment.
public final class TicketExport {
  private final Path directory;
  private final ExperimentSpec spec;
  private final DataShape data;
  private final Network network;
  private final Findings findings;

  private TicketExport(
      Path directory, ExperimentSpec spec, DataShape data, Network network, Findings findings) {
    this.directory = directory;
    this.spec = spec;
    this.data = data;
    this.network = network;
    this.findings = findings;
  }

  /// @throws UserException when it is no run directory, or one of its files was altered
  public static TicketExport of(Path runDirectory) {
    ExperimentSpec spec = Experiment.readSpec(runDirectory);
    DataShape data = Experiment.readData(runDirectory);
    Findings findings = Analysis.of(spec, Experiment.readRuns(runDirectory));
    if (findings.levels().isEmpty()) {
      throw new UserException(
          runDirectory + ": no training is finished yet; run the experiment first");
    }
    return new TicketExport(runDirectory, spec, data, spec.network().network(data), findings);
  }

  /// What the experiment found, but for the looks of its masks.
  public Findings findings() {
    return findings;
  }

  /// The level of the least matching density; none when no level was shown to match.
  public OptionalInt leastMatchingLevel() {
    Density least = findings.leastMatching();
    return findings.levels().stream()
        .filter(level -> level.level() > 0 && level.density().equals(least))
        .mapToInt(LevelFindings::level)
        .findFirst();
  }

  /// The level whose density is nearest, as a ratio.
  public int nearestLevel(Density density) {
    return findings.levels().stream()
        .min(Comparator.comparingDouble(level -> ratio(level.density(), density)))
        .orElseThrow()
        .level();
  }

  private static double ratio(Density one, Density other) {
    double ratio = one.value() / other.value();
    return Math.max(ratio, 1 / ratio);
  }

  /// A replicate's ticket.
  ///
  /// @param level 0 for the dense network
  /// @param where the data are looked for; they are needed only where the normalisation is taken
  ///   from them
  /// @throws UserException when its training is not there or diverged, or the data are needed and
  ///   not there
  public TicketFile ticket(int level, long replicate, DataDirectory where) {
    RunRecord run = run(RunKey.ticket(replicate, level));
    RunFiles files = Experiment.files(directory, run.key());
    SequencedMap<Long, Weights> weights = files.weights(network);
    return new TicketFile(
        network,
        files.mask(network),
        at(run.from(), weights, files),
        at(run.to(), weights, files),
        input(replicate, where),
        story(run, files).about());
  }

  private RunRecord run(RunKey key) {
    if (key.level() < 0 || key.level() > spec.levels()) {
      throw new UserException(
          "--level: %d, but %s has levels 0 to %d"
              .formatted(key.level(), directory, spec.levels()));
    }
    if (!spec.seeds().contains(key.replicate())) {
      throw new UserException(
          "--replicate: %d, but %s has replicates %d to %d"
              .formatted(
                  key.replicate(), directory, spec.seeds().getFirst(), spec.seeds().getLast()));
    }
    RunRecord run =
        findings.runs().stream()
            .filter(found -> found.key().equals(key))
            .findFirst()
            .orElseThrow(() ->
                new UserException(
                    "%s: the training of %s is not finished; the experiment's command continues it"
                        .formatted(directory, key)));
    if (run.diverged()) {
      throw new UserException(
          "%s: the training of %s diverged, there is no ticket to export; choose another --replicate or --level"
              .formatted(directory, key));
    }
    return run;
  }

  private static Weights at(long step, SequencedMap<Long, Weights> weights, RunFiles files) {
    Weights found = weights.get(step);
    if (found == null) {
      throw new UserException(
          "%s: has no weights of iteration %d; delete the folder and run the experiment's command to train it again"
              .formatted(files.directory(), step));
    }
    return found;
  }

  private Input input(long replicate, DataDirectory where) {
    Affine affine =
        switch (spec.data().normalise()) {
          case Normalisation.None _ -> Affine.identity();
          case Normalisation.Stated stated -> stated(stated);
          case Normalisation.FromTraining _ -> measured(replicate, where);
        };
    return new Input(affine.scales(), affine.shifts(), data.classNames());
  }

  private Affine stated(Normalisation.Stated stated) {
    int pairs = stated.mean().size();
    ImageShape image = data.image();
    int run = pairs > 1 && image != null ? image.height() * image.width() : 1;
    return Affine.standardising(
        stated.mean().stream().mapToDouble(mean -> mean).toArray(),
        stated.deviation().stream().mapToDouble(deviation -> deviation).toArray(),
        run);
  }

  private Affine measured(long replicate, DataDirectory where) {
    LoadedData loaded;
    try {
      loaded = LoadedData.load(spec.data(), where);
    } catch (UserException e) {
      throw new UserException(
          "%s: its inputs are normalised by its training examples (data.normalise: from-training), so these are needed to export a ticket, but %s"
              .formatted(directory, e.getMessage()),
          e);
    }
    if (!loaded.checksum().equals(data.checksum())) {
      throw new UserException(
          "%s: its inputs are normalised by its training examples, but the data that its spec.yaml names are no longer those that it was trained on; bring those back"
              .formatted(directory));
    }
    return loaded.split(Streams.of(replicate)).train().affine();
  }

  private TicketStory story(RunRecord run, RunFiles files) {
    int level = run.key().level();
    return new TicketStory(
        ShippedData.in(spec),
        ShippedData.in(data),
        TicketRun.of(run),
        findings.runs().stream()
            .filter(other -> comparable(other.key(), run.key()))
            .map(TicketRun::of)
            .toList(),
        accuracies(level),
        findings.verdicts().stream().filter(verdict -> verdict.level() == level).toList(),
        code(files.environment()));
  }

  /// The dense network's and the level's other runs, of the same replicate.
  private static boolean comparable(RunKey other, RunKey ticket) {
    return other.replicate() == ticket.replicate()
        && !other.equals(ticket)
        && (other.level() == 0 || other.level() == ticket.level());
  }

  private List<TicketStory.Accuracy> accuracies(int level) {
    List<TicketStory.Accuracy> accuracies = new ArrayList<>();
    for (LevelFindings found : findings.levels()) {
      if (found.level() == 0 || found.level() == level) {
        found
            .branches()
            .forEach((branch, over) -> accuracies.add(accuracy(found.level(), branch, over)));
      }
    }
    return accuracies;
  }

  private static TicketStory.Accuracy accuracy(int level, String branch, BranchFindings over) {
    return new TicketStory.Accuracy(level, branch, over.n(), over.earlyStopAccuracy());
  }

  private static TicketStory.Code code(JsonNode environment) {
    return new TicketStory.Code(
        environment.path("engine").asString("unknown"),
        environment.path("version").asString("unknown"),
        environment.path("commit").asString("unknown"),
        environment.path("java").asString("unknown"));
  }
}
