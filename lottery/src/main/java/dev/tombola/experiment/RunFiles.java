package dev.tombola.experiment;

import dev.tombola.branch.Ticket;
import dev.tombola.format.Safetensors;
import dev.tombola.format.WeightTensors;
import dev.tombola.nn.Mask;
import dev.tombola.nn.Network;
import dev.tombola.nn.Weights;
import dev.tombola.train.Trajectory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;

/// The files of one run, sealed but for the timing.
public final class RunFiles {
  private static final String WEIGHTS_PREFIX = "weights-";
  private static final String WEIGHTS_SUFFIX = ".safetensors";

  private final Path directory;
  private final SealedFiles sealed;

  RunFiles(Path directory) {
    this.directory = directory;
    sealed = new SealedFiles(directory, List.of(RunPaths.METRICS, RunPaths.MASK));
  }

  public Path directory() {
    return directory;
  }

  public boolean done() {
    return sealed.done();
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
  ///
  /// @param recorded weights by iteration
  void write(
      RunRecord run,
      Ticket ticket,
      SequencedMap<Long, Weights> recorded,
      String environment,
      String timing) {
    SequencedMap<String, byte[]> files = new LinkedHashMap<>();
    files.put(RunPaths.METRICS, bytes(Metrics.write(run)));
    files.put(RunPaths.MASK, WeightTensors.file(ticket.mask()).encode());
    recorded.forEach((step, weights) ->
        files.put(
            RunPaths.weights(step),
            WeightTensors.file(weights, ticket.network(), ticket.mask()).encode()));
    files.put(RunPaths.ENVIRONMENT, bytes(environment));
    sealed.write(files, Map.of(RunPaths.TIMING, bytes(timing)));
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
    return WeightTensors.mask(tensors(RunPaths.MASK), "", network);
  }

  /// The recorded weights by iteration, ascending.
  public SequencedMap<Long, Weights> weights(Network network) {
    Mask mask = mask(network);
    SequencedMap<Long, Weights> weights = new TreeMap<>();
    weightFiles()
        .forEach((step, file) -> weights.put(step, WeightTensors.weights(file, "", network, mask)));
    return weights;
  }

  /// The same as their files have them.
  public SequencedMap<Long, Safetensors> weightFiles() {
    SequencedMap<Long, Safetensors> files = new TreeMap<>();
    for (String name : sealed.names()) {
      if (name.startsWith(WEIGHTS_PREFIX)) {
        String step =
            name.substring(WEIGHTS_PREFIX.length(), name.length() - WEIGHTS_SUFFIX.length());
        files.put(Long.valueOf(step), tensors(name));
      }
    }
    return files;
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
    return SpecFormat.JSON.readTree(sealed.unchecked(RunPaths.TIMING));
  }

  public JsonNode environment() {
    return SpecFormat.JSON.readTree(text(RunPaths.ENVIRONMENT));
  }

  /// Reads every file and compares its checksum.
  public void verify() {
    sealed.verify();
  }

  private Safetensors tensors(String name) {
    return Safetensors.decode(sealed.read(name), directory.resolve(name).toString());
  }

  private String text(String name) {
    return new String(sealed.read(name), StandardCharsets.UTF_8);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
