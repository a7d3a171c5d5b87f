package dev.tombola.prune;

import dev.tombola.nn.Mask;
import dev.tombola.nn.Network;
import dev.tombola.nn.Parameter;
import dev.tombola.nn.Weights;
import dev.tombola.random.Streams;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;

/// One round of pruning.
public record Pruning(Rounds rounds, Criterion criterion, Scope scope) {

  /// Weights whose scores are compared with one another, and the fraction of their survivors that
  /// falls.
  public record Group(List<Parameter> weights, double rate) {
    public long survivors(Mask mask) {
      return weights.stream().mapToLong(mask::survivors).sum();
    }

    /// How many survivors a round drops: `rate × survivors`, rounded half up.
    public int drops(Mask mask) {
      return Math.toIntExact(Math.round(rate * survivors(mask)));
    }
  }

  /// The groups of this scope: each layer by itself, or all together.
  public List<Group> groups(Network network, Mask mask) {
    return switch (scope) {
      case Scope.Layerwise layerwise ->
          mask.parameters().stream()
              .map(weight -> new Group(List.of(weight), layerwise.rate(weight, network)))
              .toList();
      case Scope.Global global ->
          List.of(
              new Group(
                  mask.parameters().stream().filter(w -> global.prunes(w, network)).toList(),
                  global.rate()));
    };
  }

  /// The mask after one more round: in each group exactly [Group#drops] survivors of least score
  /// fall; equal scores fall to the lower layer, then the lower index, so the same scores give the
  /// same mask on every machine.
  ///
  /// @param trained the weights that are scored
  /// @param streams for criteria that draw
  public Mask prune(Network network, Mask mask, Weights trained, Streams streams) {
    Mask pruned = mask;
    for (Group group : groups(network, mask)) {
      pruned = drop(group, pruned, trained, streams);
    }
    return pruned;
  }

  private record Candidate(int weight, int index, float score) {}

  private Mask drop(Group group, Mask mask, Weights trained, Streams streams) {
    List<Candidate> candidates = new ArrayList<>();
    List<BitSet> kept = new ArrayList<>();
    for (int w = 0; w < group.weights().size(); w++) {
      Parameter weight = group.weights().get(w);
      kept.add(mask.kept(weight));
      float[] scores = criterion.scores(weight, trained, streams);
      for (int index : mask.indices(weight)) {
        candidates.add(new Candidate(w, index, scores[index]));
      }
    }
    // The sort is stable and candidates come in order of layer and index: that is the rule for
    // ties.
    candidates.sort(Comparator.comparingDouble(Candidate::score));
    for (Candidate fallen : candidates.subList(0, group.drops(mask))) {
      kept.get(fallen.weight).clear(fallen.index);
    }
    Mask pruned = mask;
    for (int w = 0; w < kept.size(); w++) {
      pruned = pruned.with(group.weights().get(w), kept.get(w));
    }
    return pruned;
  }
}
