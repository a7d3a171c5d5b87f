package dev.tombola.audit;

import dev.tombola.format.Excerpt;
import dev.tombola.format.Safetensors;
import dev.tombola.format.Safetensors.Tensor;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;

/// Anybody's checkpoint, surveyed.
///
/// @param name of the file among those that are looked at together
/// @param tensors as the network uses them, by name, in the order of the file
/// @param misfits masks that are stored beside weights of another shape, a sentence each
/// @param chain its neurons, if its weights follow one another
public record Checkpoint(
    Path file,
    String name,
    SequencedMap<String, SurveyedTensor> tensors,
    List<String> misfits,
    NeuronChain.Outcome chain) {
  /// As PyTorch's `torch.nn.utils.prune` stores a weight and its mask.
  private static final String ORIGINAL = "_orig";

  private static final String MASK = "_mask";

  static Checkpoint read(Path path, String name) {
    Map<String, Tensor> stored = Safetensors.read(path).tensors();
    SequencedMap<String, SurveyedTensor> tensors = new LinkedHashMap<>();
    List<String> misfits = new ArrayList<>();
    stored.forEach((key, tensor) -> {
      String base = base(key, ORIGINAL);
      Tensor mask = base.isEmpty() ? null : stored.get(base + MASK);
      boolean isMask = !base(key, MASK).isEmpty() && stored.containsKey(base(key, MASK) + ORIGINAL);
      if (isMask) {
        return;
      }
      if (mask != null && !mask.shape().equals(tensor.shape())) {
        misfits.add("%s of %s has a mask of %s".formatted(key, tensor.shape(), mask.shape()));
        mask = null;
      }
      String effective = mask == null || stored.containsKey(base) ? key : base;
      tensors.put(effective, SurveyedTensor.of(Excerpt.printable(effective), tensor, mask));
    });
    return new Checkpoint(path, name, tensors, misfits, chain(tensors));
  }

  private static NeuronChain.Outcome chain(SequencedMap<String, SurveyedTensor> tensors) {
    return NeuronChain.of(
        tensors.sequencedValues().stream().filter(SurveyedTensor::hasNeurons).toList());
  }

  /// The name without its ending; empty if it has another.
  private static String base(String name, String ending) {
    return name.endsWith(ending) ? name.substring(0, name.length() - ending.length()) : "";
  }

  /// The tensors that multiply inputs, and those that are masked.
  public List<SurveyedTensor> weights() {
    return tensors.sequencedValues().stream().filter(SurveyedTensor::weight).toList();
  }

  /// All others: biases, normalisations, counters.
  public List<SurveyedTensor> others() {
    return tensors.sequencedValues().stream().filter(tensor -> !tensor.weight()).toList();
  }
}
