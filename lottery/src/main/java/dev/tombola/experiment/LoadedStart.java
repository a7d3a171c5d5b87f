package dev.tombola.experiment;

import static dev.tombola.experiment.SpecRules.require;

import dev.tombola.data.DataDirectory;
import dev.tombola.lottery.Origin;
import dev.tombola.nn.Network;
import dev.tombola.nn.Weights;

/// What level 0 starts from, in memory.
///
/// Of a checkpoint the values count, not the file: its checksum is the SHA-256 of the plain
/// safetensors file that has them in float32, by the network's names and in its order. So neither
/// where it lies, nor what its tensors are called, nor in what type they are stored makes another
/// experiment.
///
/// @param spec with the checksum of what was read
record LoadedStart(StartSpec spec, Origin origin) {

  /// @throws dev.tombola.UserException when the file is missing or wrong, does not fit the network,
  ///   or has other values than its checksum in the specification says
  static LoadedStart load(StartSpec spec, Network network, DataDirectory where) {
    return switch (spec) {
      case StartSpec.Drawn drawn -> new LoadedStart(drawn, new Origin.Drawn());
      case StartSpec.Checkpoint checkpoint -> {
        Weights weights = weights(checkpoint, network, where);
        yield new LoadedStart(
            checkpoint.withChecksum(StartSpec.checksum(weights, network)),
            new Origin.Given(weights, checkpoint.trained()));
      }
    };
  }

  /// The same of a specification that states the checkpoint's checksum, but that the file is only
  /// read, and may only be missing or wrong, when its weights are asked for.
  static LoadedStart whenAsked(StartSpec spec, Network network, DataDirectory where) {
    return switch (spec) {
      case StartSpec.Drawn drawn -> new LoadedStart(drawn, new Origin.Drawn());
      case StartSpec.Checkpoint checkpoint ->
          new LoadedStart(
              checkpoint,
              new Origin.Given(() -> weights(checkpoint, network, where), checkpoint.trained()));
    };
  }

  private static Weights weights(
      StartSpec.Checkpoint checkpoint, Network network, DataDirectory where) {
    Weights weights = ForeignCheckpoint.weights(checkpoint, network, where);
    String checksum = StartSpec.checksum(weights, network);
    require(
        checkpoint.checksum() == null || checkpoint.checksum().equals(checksum),
        "start.checksum: %.8s… is not that of %s, which has %.8s…: bring the checkpoint back that had it, or leave the checksum out to begin an experiment of its own"
            .formatted(checkpoint.checksum(), checkpoint.file(), checksum));
    return weights;
  }
}
