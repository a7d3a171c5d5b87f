package dev.tombola.audit;

import dev.tombola.experiment.Plan.PlannedRun;
import dev.tombola.experiment.RunFiles;
import dev.tombola.experiment.RunKey;
import dev.tombola.experiment.RunRecord;
import dev.tombola.format.Safetensors;
import dev.tombola.format.WeightTensors;
import dev.tombola.nn.Mask;
import dev.tombola.nn.Network;
import dev.tombola.nn.Weights;
import java.util.Map;
import java.util.SequencedMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/// A finished run as its files have it. Its weights are read whenever they are asked for: those of
/// a whole experiment may be more than the memory holds.
///
/// @param network its own, which is a smaller one for the control `small-dense`
record RecordedRun(
    PlannedRun planned, RunFiles files, RunRecord record, Network network, Mask mask) {

  /// @throws IllegalArgumentException when its mask or weights are not of this network
  /// @throws dev.tombola.UserException when its files cannot be read
  static RecordedRun read(PlannedRun planned, RunFiles files, Network network) {
    Mask mask = files.mask(network);
    RecordedRun run = new RecordedRun(planned, files, files.record(), network, mask);
    if (run.weights().isEmpty()) {
      throw new IllegalArgumentException("it has no weights");
    }
    return run;
  }

  RunKey key() {
    return planned.key();
  }

  SequencedMap<Long, Weights> weights() {
    SequencedMap<Long, Weights> weights = new TreeMap<>();
    files
        .weightFiles()
        .forEach((step, file) -> weights.put(step, WeightTensors.weights(file, "", network, mask)));
    return weights;
  }

  Weights start() {
    return weights().firstEntry().getValue();
  }

  /// Tensors in the files of weights that no surviving weight and no other parameter has, by step.
  SequencedMap<Long, Set<String>> strangers() {
    SequencedMap<Long, Set<String>> strangers = new TreeMap<>();
    for (Map.Entry<Long, Safetensors> entry : files.weightFiles().entrySet()) {
      Weights weights = WeightTensors.weights(entry.getValue(), "", network, mask);
      Set<String> names = new TreeSet<>(entry.getValue().tensors().keySet());
      names.removeAll(WeightTensors.file(weights, network, mask).tensors().keySet());
      if (!names.isEmpty()) {
        strangers.put(entry.getKey(), names);
      }
    }
    return strangers;
  }
}
