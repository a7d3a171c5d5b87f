package dev.tombola.experiment;

import dev.tombola.UserException;
import dev.tombola.branch.Ticket;
import dev.tombola.format.Safetensors;
import dev.tombola.format.Safetensors.Tensor;
import dev.tombola.format.WeightTensors;
import dev.tombola.nn.Weights;
import dev.tombola.train.Checkpoints;
import dev.tombola.train.State;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.TreeMap;

/// A run's newest checkpoint: one file, replaced whole, gone when the run is done.
final class CheckpointFile {
  /// Between two checkpoints; `-Dtombola.checkpointSeconds` sets it, for tests.
  private static final Duration EVERY =
      Duration.ofSeconds(Long.getLong("tombola.checkpointSeconds", 20));

  private static final String STATE = "state/";
  private static final String BEST = "best/";
  private static final String KEPT = "kept/";
  private static final String SUM = "sha256";

  private final Path path;

  CheckpointFile(Path path) {
    this.path = path;
  }

  void delete() {
    AtomicFiles.delete(path);
  }

  /// Checkpoints of this ticket's training, one every twenty seconds.
  Checkpoints of(Ticket ticket) {
    return new Checkpoints() {
      private long last = System.nanoTime();

      @Override
      public Optional<Checkpoint> newest() {
        return Files.exists(path) ? Optional.of(read(ticket)) : Optional.empty();
      }

      @Override
      public boolean due() {
        return System.nanoTime() - last > EVERY.toNanos();
      }

      @Override
      public void save(Checkpoint checkpoint) {
        AtomicFiles.write(path, encode(checkpoint, ticket));
        last = System.nanoTime();
      }
    };
  }

  static byte[] encode(Checkpoints.Checkpoint checkpoint, Ticket ticket) {
    SequencedMap<String, Tensor> tensors = new LinkedHashMap<>();
    checkpoint
        .state()
        .values()
        .forEach(
            (name, values) -> tensors.put(STATE + name, Tensor.of(List.of(values.length), values)));
    WeightTensors.put(tensors, BEST, checkpoint.best(), ticket.network(), ticket.mask());
    checkpoint
        .weights()
        .forEach((step, weights) ->
            WeightTensors.put(
                tensors, KEPT + step + "/", weights, ticket.network(), ticket.mask()));
    SequencedMap<String, String> metadata = new LinkedHashMap<>();
    metadata.put("step", Long.toString(checkpoint.state().step()));
    metadata.put("curve", Metrics.curve(checkpoint.curve()));
    metadata.put("lossSum", Double.toHexString(checkpoint.lossSum()));
    metadata.put(SUM, "");
    Safetensors file = new Safetensors(tensors, metadata);
    metadata.put(SUM, Sha256.of(file.encode()));
    return file.withMetadata(metadata).encode();
  }

  private Checkpoints.Checkpoint read(Ticket ticket) {
    Safetensors file = Safetensors.read(path);
    Map<String, String> metadata = new LinkedHashMap<>(file.metadata());
    String sum = metadata.put(SUM, "");
    if (!Sha256.of(file.withMetadata(metadata).encode()).equals(sum)) {
      throw new UserException(
          path
              + ": truncated or altered; delete it and run the same command to train this run"
              + " anew");
    }
    SequencedMap<String, float[]> state = new LinkedHashMap<>();
    SequencedMap<Long, Weights> kept = new TreeMap<>();
    for (String name : file.tensors().sequencedKeySet()) {
      if (name.startsWith(STATE)) {
        state.put(name.substring(STATE.length()), file.tensor(name).floats());
      } else if (name.startsWith(KEPT)) {
        String step = name.substring(KEPT.length(), name.indexOf('/', KEPT.length()));
        kept.computeIfAbsent(
            Long.valueOf(step),
            _ -> WeightTensors.weights(file, KEPT + step + "/", ticket.network(), ticket.mask()));
      }
    }
    return new Checkpoints.Checkpoint(
        new State(Long.parseLong(metadata.getOrDefault("step", "0")), state),
        Metrics.curve(metadata.getOrDefault("curve", "")),
        Double.parseDouble(metadata.getOrDefault("lossSum", "0")),
        kept,
        WeightTensors.weights(file, BEST, ticket.network(), ticket.mask()));
  }
}
