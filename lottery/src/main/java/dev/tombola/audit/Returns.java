package dev.tombola.audit;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;

/// Weights that are pruned in one checkpoint and are not zero in another.
///
/// @param before what the first is called
/// @param after what the second is called
/// @param layers that both have, in the same shape, and of which some are pruned in the first
public record Returns(String before, String after, List<Layer> layers) {
  public Returns {
    layers = List.copyOf(layers);
  }

  /// @param pruned weights in the first checkpoint
  /// @param returned of these, those that are not zero in the second
  public record Layer(String name, long pruned, long returned) {}

  static Returns between(Checkpoint before, Checkpoint after) {
    List<Layer> layers = new ArrayList<>();
    for (Map.Entry<String, SurveyedTensor> entry : before.tensors().entrySet()) {
      SurveyedTensor tensor = entry.getValue();
      SurveyedTensor other = after.tensors().get(entry.getKey());
      int pruned = tensor.pruned().cardinality();
      if (tensor.weight() && pruned > 0 && other != null && other.shape().equals(tensor.shape())) {
        BitSet returned = (BitSet) tensor.pruned().clone();
        returned.andNot(other.zero());
        layers.add(new Layer(tensor.name(), pruned, returned.cardinality()));
      }
    }
    return new Returns(before.name(), after.name(), layers);
  }

  public long pruned() {
    return layers.stream().mapToLong(Layer::pruned).sum();
  }

  public long returned() {
    return layers.stream().mapToLong(Layer::returned).sum();
  }
}
