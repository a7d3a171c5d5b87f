package dev.tombola.nn;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.function.ToIntFunction;
import java.util.stream.Collectors;

/// A value for every parameter of a network: row-major float32, by name, in the network's order.
///
/// Immutable by convention: whoever builds one hands its arrays over, whoever reads one leaves them
/// alone.
public final class Weights {
  private final SequencedMap<String, float[]> values;

  private Weights(SequencedMap<String, float[]> values) {
    this.values = values;
  }

  /// @throws IllegalArgumentException when a parameter is missing, unknown or of another size
  public static Weights of(List<Parameter> parameters, Map<String, float[]> values) {
    SequencedMap<String, float[]> ordered = new LinkedHashMap<>();
    for (Parameter parameter : parameters) {
      float[] value = values.get(parameter.name());
      if (value == null || value.length != parameter.size()) {
        throw new IllegalArgumentException(
            "%s: expected %d values, got %s"
                .formatted(
                    parameter.name(), parameter.size(), value == null ? "none" : value.length));
      }
      ordered.put(parameter.name(), value);
    }
    if (values.size() > ordered.size()) {
      throw new IllegalArgumentException(
          "values of unknown parameters: "
              + values.keySet().stream()
                  .filter(name -> !ordered.containsKey(name))
                  .collect(Collectors.joining(", ")));
    }
    return new Weights(ordered);
  }

  /// The values of one parameter, row-major; not to be modified.
  public float[] values(String parameter) {
    float[] found = values.get(parameter);
    if (found == null) {
      throw new IllegalArgumentException("no parameter is called " + parameter);
    }
    return found;
  }

  public float[] values(Parameter parameter) {
    return values(parameter.name());
  }

  /// Names in the network's order.
  public List<String> names() {
    return List.copyOf(values.sequencedKeySet());
  }

  /// These values with one parameter replaced.
  public Weights with(String parameter, float[] value) {
    if (values(parameter).length != value.length) {
      throw new IllegalArgumentException(parameter + ": another size");
    }
    SequencedMap<String, float[]> changed = new LinkedHashMap<>(values);
    changed.put(parameter, value);
    return new Weights(changed);
  }

  /// `m ⊙ θ`: these values with every pruned weight exactly `+0`.
  public Weights masked(Mask mask) {
    SequencedMap<String, float[]> changed = new LinkedHashMap<>(values);
    for (Parameter parameter : mask.parameters()) {
      float[] from = values(parameter);
      float[] to = new float[from.length];
      for (int i = 0; i < to.length; i++) {
        to[i] = mask.keeps(parameter, i) ? from[i] : 0f;
      }
      changed.put(parameter.name(), to);
    }
    return new Weights(changed);
  }

  /// True when every value has the same bits.
  public boolean sameBits(Weights other) {
    if (!names().equals(other.names())) {
      return false;
    }
    ToIntFunction<String> mismatch =
        name -> java.util.Arrays.mismatch(bits(values(name)), bits(other.values(name)));
    return names().stream().allMatch(name -> mismatch.applyAsInt(name) < 0);
  }

  private static int[] bits(float[] values) {
    int[] bits = new int[values.length];
    for (int i = 0; i < bits.length; i++) {
      bits[i] = Float.floatToRawIntBits(values[i]);
    }
    return bits;
  }
}
