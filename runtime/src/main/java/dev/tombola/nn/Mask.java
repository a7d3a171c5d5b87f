package dev.tombola.nn;

import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;

/// Which prunable weights are kept: one bit per weight, row-major as the weights are. Immutable.
public final class Mask {
  private final SequencedMap<Parameter, BitSet> kept;

  private Mask(SequencedMap<Parameter, BitSet> kept) {
    this.kept = kept;
  }

  /// The mask that keeps everything.
  public static Mask dense(Network network) {
    SequencedMap<Parameter, BitSet> all = new LinkedHashMap<>();
    for (Parameter parameter : network.prunable()) {
      BitSet bits = new BitSet(parameter.size());
      bits.set(0, parameter.size());
      all.put(parameter, bits);
    }
    return new Mask(all);
  }

  /// The mask of a network that keeps what these bits say; they are copied.
  ///
  /// @throws IllegalArgumentException when there are none for one of its weights, or too many
  public static Mask of(Network network, Map<Parameter, BitSet> bits) {
    SequencedMap<Parameter, BitSet> kept = new LinkedHashMap<>();
    for (Parameter parameter : network.prunable()) {
      BitSet own = bits.get(parameter);
      if (own == null) {
        throw new IllegalArgumentException("the mask does not cover " + parameter.name());
      }
      kept.put(parameter, fitting(parameter, own));
    }
    return new Mask(kept);
  }

  public List<Parameter> parameters() {
    return List.copyOf(kept.sequencedKeySet());
  }

  public boolean keeps(Parameter parameter, int index) {
    return bits(parameter).get(index);
  }

  /// Number of weights of this parameter that are kept.
  public int survivors(Parameter parameter) {
    return bits(parameter).cardinality();
  }

  public long survivors() {
    return kept.values().stream().mapToLong(BitSet::cardinality).sum();
  }

  /// Indices of the kept weights of this parameter, ascending.
  public int[] indices(Parameter parameter) {
    return bits(parameter).stream().toArray();
  }

  public Density density() {
    long total = kept.keySet().stream().mapToLong(Parameter::size).sum();
    return Density.of(survivors(), total);
  }

  public Density density(Parameter parameter) {
    return Density.of(survivors(parameter), parameter.size());
  }

  /// The kept bits of one parameter, a copy.
  public BitSet kept(Parameter parameter) {
    return (BitSet) bits(parameter).clone();
  }

  /// This mask with one parameter's bits replaced; the bits are copied.
  public Mask with(Parameter parameter, BitSet bits) {
    bits(parameter);
    SequencedMap<Parameter, BitSet> changed = new LinkedHashMap<>(kept);
    changed.put(parameter, fitting(parameter, bits));
    return new Mask(changed);
  }

  private static BitSet fitting(Parameter parameter, BitSet bits) {
    if (bits.length() > parameter.size()) {
      throw new IllegalArgumentException(
          "%s has %d weights, but bit %d is set"
              .formatted(parameter.name(), parameter.size(), bits.length() - 1));
    }
    return (BitSet) bits.clone();
  }

  private BitSet bits(Parameter parameter) {
    BitSet bits = kept.get(parameter);
    if (bits == null) {
      throw new IllegalArgumentException("the mask does not cover " + parameter.name());
    }
    return bits;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Mask mask && kept.equals(mask.kept);
  }

  @Override
  public int hashCode() {
    return kept.hashCode();
  }
}
