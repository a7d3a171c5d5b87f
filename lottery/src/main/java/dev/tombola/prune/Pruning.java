package dev.tombola.prune;

import dev.tombola.nn.Mask;
import dev.tombola.nn.Network;
import dev.tombola.nn.Parameter;
import dev.tombola.nn.Weights;
import dev.tombola.random.Streams;
import java.util.Arrays;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/// One round of pruning.
///
/// @param layerCollapse what happens when a layer is about to lose its last weight
public record Pruning(
    Rounds rounds, Criterion criterion, Scope scope, LayerCollapse layerCollapse) {

  /// A pruning that lets a layer lose its last weight.
  public Pruning(Rounds rounds, Criterion criterion, Scope scope) {
    this(rounds, criterion, scope, LayerCollapse.REPORT);
  }

  /// Weights whose scores are compared with one another, and how many of their survivors a round
  /// drops.
  public record Group(List<Parameter> weights, int drops) {
    public Group {
      weights = List.copyOf(weights);
    }

    public long survivors(Mask mask) {
      return weights.stream().mapToLong(mask::survivors).sum();
    }
  }

  /// The groups of this scope: each layer by itself, or all together. A group drops `rate ×
  /// survivors`, rounded half up, but never the last weight of a layer if that is prevented.
  public List<Group> groups(Network network, Mask mask) {
    Map<Parameter, Integer> survivors = new LinkedHashMap<>();
    mask.parameters().forEach(weight -> survivors.put(weight, mask.survivors(weight)));
    return groups(network, survivors);
  }

  private List<Group> groups(Network network, Map<Parameter, Integer> survivors) {
    List<Parameter> weights = scope.weights(network);
    int[] counts = weights.stream().mapToInt(survivors::get).toArray();
    return switch (scope) {
      case Scope.Layerwise layerwise ->
          IntStream.range(0, counts.length)
              .mapToObj(l -> {
                double rate = layerwise.rate(weights.get(l), network);
                return new Group(List.of(weights.get(l)), drops(rate, counts[l]));
              })
              .toList();
      case Scope.Global global -> List.of(new Group(weights, drops(global.rate(), counts)));
      case Scope.ErdosRenyiKernel kernel -> {
        long kept = Arrays.stream(counts).asLongStream().sum() - drops(kernel.rate(), counts);
        int[] after = ErdosRenyi.counts(weights, counts, kept, least());
        yield IntStream.range(0, counts.length)
            .mapToObj(l -> new Group(List.of(weights.get(l)), counts[l] - after[l]))
            .toList();
      }
    };
  }

  /// @param survivors of each layer of a group
  private int drops(double rate, int... survivors) {
    long all = Arrays.stream(survivors).asLongStream().sum();
    long kept = Arrays.stream(survivors).mapToLong(count -> Math.min(count, least())).sum();
    return Math.toIntExact(Math.min(Math.round(rate * all), all - kept));
  }

  /// How many weights a layer keeps that has some.
  private int least() {
    return switch (layerCollapse) {
      case REPORT -> 0;
      case PREVENT -> 1;
    };
  }

  /// How many of `levels` rounds have something to prune, of a network that is dense at first.
  public int fruitfulRounds(Network network, int levels) {
    Map<Parameter, Integer> survivors = new LinkedHashMap<>();
    network.prunable().forEach(weight -> survivors.put(weight, weight.size()));
    for (int round = 1; round <= levels; round++) {
      List<Group> groups = groups(network, survivors);
      if (groups.stream().allMatch(group -> group.drops == 0)) {
        return round - 1;
      }
      groups.forEach(group -> drop(group, survivors));
    }
    return levels;
  }

  /// Drops some of a group's survivors; which layers they are of changes no number of drops.
  private void drop(Group group, Map<Parameter, Integer> survivors) {
    int left = group.drops;
    for (Parameter weight : group.weights) {
      int count = survivors.getOrDefault(weight, 0);
      int drops = Math.min(left, count - Math.min(count, least()));
      survivors.put(weight, count - drops);
      left -= drops;
    }
  }

  /// The mask after one more round: in each group exactly [Group#drops] survivors of least score
  /// fall; equal scores fall to the lower layer, then the lower index, so the same scores give the
  /// same mask on every machine. If no layer may lose its last weight, its best one is passed over.
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
    long[] keys = new long[Math.toIntExact(group.survivors(mask))];
    BitSet kept = new BitSet(keys.length);
    int position = 0;
    for (Parameter weight : group.weights) {
      float[] scores = criterion.scores(weight, trained, streams);
      int first = position;
      for (int index : mask.indices(weight)) {
        keys[position] = key(scores[index], position);
        position++;
      }
      kept.set(first, position);
    }
    BitSet best = best(group, mask, keys);
    Arrays.sort(keys);
    int left = group.drops;
    for (int i = 0; left > 0; i++) {
      int lowest = (int) keys[i];
      if (!best.get(lowest)) {
        kept.clear(lowest);
        left--;
      }
    }
    Mask pruned = mask;
    position = 0;
    for (Parameter weight : group.weights) {
      BitSet bits = mask.kept(weight);
      for (int index : mask.indices(weight)) {
        bits.set(index, kept.get(position));
        position++;
      }
      pruned = pruned.with(weight, bits);
    }
    return pruned;
  }

  /// The places of the best survivor of each layer, if layers are not to lose them.
  ///
  /// @param keys of all survivors, place by place
  private BitSet best(Group group, Mask mask, long[] keys) {
    BitSet best = new BitSet();
    int first = 0;
    for (Parameter weight : group.weights) {
      int end = first + mask.survivors(weight);
      if (least() > 0 && end > first) {
        best.set((int) Arrays.stream(keys, first, end).max().orElseThrow());
      }
      first = end;
    }
    return best;
  }

  /// A number that is less for a lesser score, and among equal ones for an earlier position: score
  /// in the upper half, as an integer of the same order (NaN above all), position in the lower.
  private static long key(float score, int position) {
    int bits = Float.floatToIntBits(score + 0f); // −0 is 0
    return (long) (bits ^ (bits >> 31 & Integer.MAX_VALUE)) << 32 | position;
  }
}
