package dev.tombola.ticket;

import dev.tombola.format.Safetensors;
import dev.tombola.format.Safetensors.Tensor;
import dev.tombola.nn.Mask;
import dev.tombola.nn.Network;
import dev.tombola.nn.Parameter;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Objects;
import java.util.SequencedMap;

/// Weights of eight bits: of each row (the weights of an output neuron or channel) `w = q · scale`
/// with a whole `q` from −127 to 127 and `scale = max |w| / 127`: symmetric, so that zero stays
/// zero. Biases and normalisations stay float32.
///
/// The scale is cut to 17 significant bits: then every `q · scale` is exact in float32, none is
/// beyond it, and the weights that were read make the same file again. A row whose weights are all
/// below 2⁻¹⁰⁰ becomes zero.
final class Int8Rows {
  private static final String SURVIVORS = ".survivors";
  private static final String SCALE = ".scale";
  private static final String INT8 = "I8";
  private static final int GREATEST = 127;

  /// The last bits of a float's fraction, which scales do without: as many as a `q` has.
  private static final int SPARED = 0x7f;

  private static final float SMALLEST = 0x1p-100f;

  private Int8Rows() {}

  /// Whether a file has weights of eight bits.
  static boolean areIn(Safetensors file) {
    return file.tensors().values().stream().anyMatch(tensor -> tensor.dtype().equals(INT8));
  }

  /// Replaces the float32 tensors of weights by `.scale [rows]` and, behind all that is float32,
  /// tensors of their own name and shape of `I8`.
  static void narrow(
      SequencedMap<String, Tensor> tensors, String prefix, Network network, Mask mask) {
    SequencedMap<String, Tensor> narrowed = new LinkedHashMap<>();
    for (Parameter parameter : network.prunable()) {
      String name = name(prefix, parameter, mask);
      Tensor tensor = Objects.requireNonNull(tensors.remove(name));
      float[] weights = tensor.floats();
      int[] rows = rows(parameter, mask);
      float[] scales = scales(parameter, weights, rows);
      byte[] whole = new byte[weights.length];
      for (int i = 0; i < whole.length; i++) {
        float scale = scales[rows[i]];
        whole[i] = scale == 0 ? 0 : (byte) Math.round(weights[i] / scale);
      }
      tensors.put(prefix + parameter.name() + SCALE, Tensor.of(List.of(scales.length), scales));
      narrowed.put(name, new Tensor(INT8, tensor.shape(), ByteBuffer.wrap(whole)));
    }
    tensors.putAll(narrowed);
  }

  /// The names that tensors have after that.
  static void narrow(List<String> names, String prefix, Network network, Mask mask) {
    List<String> narrowed =
        network.prunable().stream().map(parameter -> name(prefix, parameter, mask)).toList();
    names.removeAll(narrowed);
    network.prunable().forEach(parameter -> names.add(prefix + parameter.name() + SCALE));
    names.addAll(narrowed);
  }

  /// The file with float32 tensors in place of those that were narrowed.
  ///
  /// @throws IllegalArgumentException when they do not fit the network or the mask, or are not what
  ///   is written of their weights
  static Safetensors widen(Safetensors file, String prefix, Network network, Mask mask) {
    SequencedMap<String, Tensor> tensors = new LinkedHashMap<>(file.tensors());
    for (Parameter parameter : network.prunable()) {
      String name = name(prefix, parameter, mask);
      Tensor tensor = file.tensor(name);
      Tensor scale = file.tensor(prefix + parameter.name() + SCALE);
      if (!tensor.dtype().equals(INT8)
          || tensor.bytes().remaining() != mask.survivors(parameter)
          || !scale.shape().equals(List.of((long) parameter.shape().getFirst()))) {
        throw new IllegalArgumentException(
            name + ": values or scales do not fit the network and its mask");
      }
      tensors.put(name, Tensor.of(sizes(tensor), weights(parameter, tensor, scale.floats(), mask)));
    }
    return new Safetensors(tensors, file.metadata());
  }

  private static float[] weights(Parameter parameter, Tensor tensor, float[] scales, Mask mask) {
    int[] rows = rows(parameter, mask);
    byte[] whole = tensor.toBytes();
    float[] weights = new float[whole.length];
    for (int i = 0; i < weights.length; i++) {
      float scale = scales[rows[i]];
      weights[i] = whole[i] * scale;
      if (whole[i] != 0 && scale == 0) {
        throw new IllegalArgumentException(parameter.name() + ": a weight has a scale of zero");
      }
    }
    if (!Arrays.equals(scales, scales(parameter, weights, rows))) {
      throw new IllegalArgumentException(
          parameter.name() + ": its scales are not those of its weights");
    }
    return weights;
  }

  private static List<Integer> sizes(Tensor tensor) {
    return tensor.shape().stream().map(Math::toIntExact).toList();
  }

  private static String name(String prefix, Parameter parameter, Mask mask) {
    boolean pruned = mask.survivors(parameter) < parameter.size();
    return prefix + parameter.name() + (pruned ? SURVIVORS : "");
  }

  /// The row of each survivor, in the mask's order.
  private static int[] rows(Parameter parameter, Mask mask) {
    int row = parameter.size() / parameter.shape().getFirst();
    int[] rows = mask.indices(parameter);
    for (int i = 0; i < rows.length; i++) {
      rows[i] /= row;
    }
    return rows;
  }

  private static float[] scales(Parameter parameter, float[] weights, int[] rows) {
    float[] greatest = new float[parameter.shape().getFirst()];
    for (int i = 0; i < weights.length; i++) {
      greatest[rows[i]] = Math.max(greatest[rows[i]], Math.abs(weights[i]));
    }
    float[] scales = new float[greatest.length];
    for (int row = 0; row < scales.length; row++) {
      if (!Float.isFinite(greatest[row])) {
        throw new IllegalArgumentException(
            "%s: row %d has a weight of %s".formatted(parameter.name(), row, greatest[row]));
      }
      int bits = Float.floatToRawIntBits(greatest[row] / GREATEST);
      scales[row] = greatest[row] < SMALLEST ? 0 : Float.intBitsToFloat(bits & ~SPARED);
    }
    return scales;
  }
}
