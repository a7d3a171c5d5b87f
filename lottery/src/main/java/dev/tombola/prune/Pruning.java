package dev.tombola.prune;

import dev.tombola.nn.Mask;
import dev.tombola.nn.Network;
import dev.tombola.nn.Parameter;
import dev.tombola.nn.Weights;
import dev.tombola.random.Streams;
import java.util.Arrays;
import java.util.BitSet;
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
      return Math.toIntExact(drops(survivors(mask)));
    }

    private long drops(long survivors) {
      return Math.round(rate * survivors);
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

  /// How many of `levels` rounds have something to prune, of a network that is dense at first.
  public int fruitfulRounds(Network network, int levels) {
    Mask dense = Mask.dense(network);
    List<Group> groups = groups(network, dense);
    long[] survivors = groups.stream().mapToLong(group -> group.survivors(dense)).toArray();
    for (int round = 1; round <= levels; round++) {
      long dropped = 0;
      for (int g = 0; g < survivors.length; g++) {
        long drops = groups.get(g).drops(survivors[g]);
        survivors[g] -= drops;
        dropped += drops;
      }
      if (dropped == 0) {
        return round - 1;
      }
    }
    return levels;
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

  private Mask drop(Group group, Mask mask, Weights trained, Streams streams) {
    long[] order = new long[Math.toIntExact(group.survivors(mask))];
    int position = 0;
    for (Parameter weight : group.weights()) {
      float[] scores = criterion.scores(weight, trained, streams);
      for (int index : mask.indices(weight)) {
        order[position] = key(scores[index], position);
        position++;
      }
    }
    Arrays.sort(order);
    BitSet fallen = new BitSet(order.length);
    for (int i = 0; i < group.drops(mask); i++) {
      fallen.set((int) order[i]);
    }
    Mask pruned = mask;
    position = 0;
    for (Parameter weight : group.weights()) {
      BitSet kept = mask.kept(weight);
      for (int index : mask.indices(weight)) {
        kept.set(index, !fallen.get(position));
        position++;
      }
      pruned = pruned.with(weight, kept);
    }
    return pruned;
  }

  /// A number that is less for a lesser score, and among equal ones for an earlier position: score
  /// in the upper half, as an integer of the same order (NaN above all), position in the lower.
  private static long key(float score, int position) {
    int bits = Float.floatToIntBits(score + 0f); // −0 is 0
    return (long) (bits ^ (bits >> 31 & Integer.MAX_VALUE)) << 32 | position;
  }
}
