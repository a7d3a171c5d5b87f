package dev.tombola.experiment;

import dev.tombola.UserException;
import dev.tombola.branch.Ticket;
import dev.tombola.format.Safetensors;
import dev.tombola.nn.Mask;
import dev.tombola.nn.Network;
import dev.tombola.nn.Weights;
import dev.tombola.train.Trajectory;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// The files of one run. `DONE` is written last and has the checksums of the others, but the
/// timing, so a run is there whole or not at all, and a file that was changed since is noticed
/// whenever it is read.
public final class RunFiles {
  private static final String WEIGHTS_PREFIX = "weights-";
  private static final String WEIGHTS_SUFFIX = ".safetensors";

  private final Path directory;

  RunFiles(Path directory) {
    this.directory = directory;
  }

  public Path directory() {
    return directory;
  }

  public boolean done() {
    return Files.exists(directory.resolve(RunPaths.DONE));
  }

  /// Whether the run is done; if so, makes sure that its files are what they were, and takes away
  /// what an interruption after the last of them has left.
  boolean finish() {
    if (done()) {
      verify();
      checkpoint().delete();
      return true;
    }
    return false;
  }

  /// Records a finished run.
  void write(
      RunRecord run, Ticket ticket, Trajectory trajectory, String environment, String timing) {
    SequencedMap<String, byte[]> files = new LinkedHashMap<>();
    files.put(RunPaths.METRICS, bytes(Metrics.write(run)));
    files.put(RunPaths.MASK, WeightFiles.mask(ticket.mask()).encode());
    trajectory
        .weights()
        .forEach((step, weights) ->
            files.put(
                RunPaths.weights(step),
                WeightFiles.weights(weights, ticket.network(), ticket.mask()).encode()));
    files.put(RunPaths.ENVIRONMENT, bytes(environment));
    ObjectNode sums = SpecFormat.JSON.createObjectNode();
    files.forEach((name, content) -> {
      AtomicFiles.write(directory.resolve(name), content);
      sums.put(name, Sha256.of(content));
    });
    AtomicFiles.write(directory.resolve(RunPaths.TIMING), bytes(timing));
    AtomicFiles.force(directory);
    AtomicFiles.write(directory.resolve(RunPaths.DONE), bytes(sums.toPrettyString() + "\n"));
    checkpoint().delete();
  }

  CheckpointFile checkpoint() {
    return new CheckpointFile(directory.resolve(RunPaths.CHECKPOINT));
  }

  /// The run without its weights.
  public RunRecord record() {
    return Metrics.read(text(RunPaths.METRICS), directory.resolve(RunPaths.METRICS).toString());
  }

  public Mask mask(Network network) {
    return WeightFiles.mask(tensors(RunPaths.MASK), network);
  }

  /// The recorded weights by iteration, ascending.
  public SequencedMap<Long, Weights> weights(Network network) {
    Mask mask = mask(network);
    SequencedMap<Long, Weights> weights = new TreeMap<>();
    for (String name : sums().keySet()) {
      if (name.startsWith(WEIGHTS_PREFIX)) {
        String step =
            name.substring(WEIGHTS_PREFIX.length(), name.length() - WEIGHTS_SUFFIX.length());
        weights.put(Long.valueOf(step), WeightFiles.weights(tensors(name), "", network, mask));
      }
    }
    return weights;
  }

  /// What [dev.tombola.lottery.Lottery] needs to play on.
  Trajectory trajectory(Network network) {
    RunRecord run = record();
    return new Trajectory(
        run.plan(),
        run.work(),
        run.curve(),
        weights(network),
        run.earlyStop(),
        run.last(),
        run.divergedAt());
  }

  /// Seconds that the run took since its last interruption, and the processor's for the thread that
  /// ran it: those of further threads on the same training are not counted.
  public JsonNode timing() {
    return SpecFormat.JSON.readTree(unchecked(RunPaths.TIMING));
  }

  public JsonNode environment() {
    return SpecFormat.JSON.readTree(text(RunPaths.ENVIRONMENT));
  }

  /// Reads every file and compares its checksum.
  public void verify() {
    Map<String, String> sums = sums();
    sums.keySet().forEach(name -> checked(name, sums));
  }

  private Safetensors tensors(String name) {
    return Safetensors.decode(checked(name), directory.resolve(name).toString());
  }

  private String text(String name) {
    return new String(checked(name), StandardCharsets.UTF_8);
  }

  private byte[] checked(String name) {
    return checked(name, sums());
  }

  private byte[] checked(String name, Map<String, String> sums) {
    byte[] content = unchecked(name);
    if (!Sha256.of(content).equals(sums.get(name))) {
      throw altered(name, null);
    }
    return content;
  }

  /// Checksums by file, of every file but the timing.
  private Map<String, String> sums() {
    Map<String, String> sums = new LinkedHashMap<>();
    try {
      SpecFormat.JSON
          .readTree(unchecked(RunPaths.DONE))
          .forEachEntry((name, sum) -> sums.put(name, sum.stringValue()));
    } catch (JacksonException e) {
      throw altered(RunPaths.DONE, e);
    }
    if (!sums.keySet().containsAll(List.of(RunPaths.METRICS, RunPaths.MASK))) {
      throw altered(RunPaths.DONE, null);
    }
    return sums;
  }

  private UserException altered(String name, @Nullable Throwable cause) {
    return new UserException(
        "%s: truncated or altered; delete the folder %s and run the same command to train it again"
            .formatted(directory.resolve(name), directory),
        cause);
  }

  private byte[] unchecked(String name) {
    try {
      return Files.readAllBytes(directory.resolve(name));
    } catch (NoSuchFileException e) {
      throw new UserException(
          "%s: missing; delete the folder %s and run the same command to train it again"
              .formatted(directory.resolve(name), directory),
          e);
    } catch (IOException e) {
      throw new UserException(
          "%s: cannot be read (%s); check its permissions and the disk"
              .formatted(directory.resolve(name), e),
          e);
    }
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
