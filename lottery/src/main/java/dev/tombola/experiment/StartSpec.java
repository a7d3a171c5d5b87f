package dev.tombola.experiment;

import static dev.tombola.experiment.SpecRules.require;

import dev.tombola.format.WeightTensors;
import dev.tombola.nn.Mask;
import dev.tombola.nn.Network;
import dev.tombola.nn.Weights;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Where the weights that level 0 starts from come from.
public sealed interface StartSpec {
  /// Drawn by the initialiser, in every replicate anew.
  record Drawn() implements StartSpec {}

  /// Those of a network that was trained before, in every replicate the same.
  ///
  /// @param file a safetensors file; looked for as data files are
  /// @param names by which its tensors, or all that begin so up to a dot, go in the network, where
  ///   they have others: `{"0": fc1}` is `{"0.weight": fc1.weight, "0.bias": fc1.bias}`
  /// @param checksum of the values ([LoadedStart]); an experiment that begins fills it in, and one
  ///   that is given is checked
  /// @param trained whether level 0 is this network as it is, instead of trained further
  record Checkpoint(
      String file, Map<String, String> names, @Nullable String checksum, boolean trained)
      implements StartSpec {
    public Checkpoint {
      require(
          names.values().stream().noneMatch(Objects::isNull),
          "start.names: a name is missing; give it, as in {\"0\": fc1}");
      require(
          checksum == null || checksum.matches("[0-9a-f]{64}"),
          "start.checksum: \"%s\" is no SHA-256 in 64 hexadecimal digits; leave it out, the run directory's spec.yaml will state it"
              .formatted(checksum));
      names = Collections.unmodifiableMap(new LinkedHashMap<>(names));
    }

    Checkpoint withChecksum(String checksum) {
      return new Checkpoint(file, names, checksum, trained);
    }
  }

  /// What tells the values of a network that is started from: the SHA-256 of the plain safetensors
  /// file that has them.
  static String checksum(Weights weights, Network network) {
    return Sha256.of(WeightTensors.file(weights, network, Mask.dense(network)).encode());
  }

  /// Whether level 0 has no steps. (Not by a name with `is`, which would be written as a key.)
  default boolean startsTrained() {
    return this instanceof Checkpoint checkpoint && checkpoint.trained;
  }
}
