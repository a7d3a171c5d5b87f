package dev.tombola.format;

import dev.tombola.format.Safetensors.Tensor;
import dev.tombola.nn.Mask;
import dev.tombola.nn.Network;
import dev.tombola.nn.Parameter;
import dev.tombola.nn.Weights;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;

/// Weights and masks as tensors, at a size that falls with density.
///
/// A mask has a tensor of packed bits per weight, lowest bit first. Weights have a parameter's name
/// and shape where nothing is pruned, else the survivors' values alone, in the mask's order, as
/// `<name>.survivors`. A prefix of the names lets several of them share a file.
public final class WeightTensors {
  private static final String SURVIVORS = ".survivors";

  private WeightTensors() {}

  /// A file of a mask.
  public static Safetensors file(Mask mask) {
    SequencedMap<String, Tensor> tensors = new LinkedHashMap<>();
    put(tensors, "", mask);
    return new Safetensors(tensors, new LinkedHashMap<>());
  }

  /// A file of the weights of a masked network.
  public static Safetensors file(Weights weights, Network network, Mask mask) {
    SequencedMap<String, Tensor> tensors = new LinkedHashMap<>();
    put(tensors, "", weights, network, mask);
    return new Safetensors(tensors, new LinkedHashMap<>());
  }

  public static void put(Map<String, Tensor> to, String prefix, Mask mask) {
    for (Parameter parameter : mask.parameters()) {
      byte[] bits = new byte[Math.ceilDiv(parameter.size(), 8)];
      byte[] used = mask.kept(parameter).toByteArray();
      System.arraycopy(used, 0, bits, 0, used.length);
      to.put(prefix + parameter.name(), Tensor.of(bits));
    }
  }

  /// The mask of a network, whose sizes are compared before anything is made of them.
  ///
  /// @throws IllegalArgumentException when the file has another network's, or none
  public static Mask mask(Safetensors file, String prefix, Network network) {
    Map<Parameter, BitSet> kept = new LinkedHashMap<>();
    for (Parameter parameter : network.prunable()) {
      Tensor bits = file.tensor(prefix + parameter.name());
      if (!bits.is("U8", List.of(Math.ceilDiv(parameter.size(), 8)))) {
        throw new IllegalArgumentException(
            prefix + parameter.name() + ": the mask is of another network than the one asked for");
      }
      kept.put(parameter, BitSet.valueOf(bits.bytes()));
    }
    return Mask.of(network, kept);
  }

  public static void put(
      Map<String, Tensor> to, String prefix, Weights weights, Network network, Mask mask) {
    for (Parameter parameter : network.parameters()) {
      float[] values = weights.values(parameter);
      to.put(
          name(prefix, parameter, mask),
          Tensor.of(
              shape(parameter, mask),
              isPruned(parameter, mask) ? gathered(values, mask.indices(parameter)) : values));
    }
  }

  private static float[] gathered(float[] all, int[] survivors) {
    float[] kept = new float[survivors.length];
    for (int i = 0; i < kept.length; i++) {
      kept[i] = all[survivors[i]];
    }
    return kept;
  }

  /// What the tensors of weights and mask are called, in the order in which they are put.
  public static List<String> names(String prefix, Network network, Mask mask) {
    return network.parameters().stream().map(parameter -> name(prefix, parameter, mask)).toList();
  }

  /// The weights of a masked network, whose sizes are compared before anything is made of them.
  ///
  /// @throws IllegalArgumentException when the file has those of another network or mask
  public static Weights weights(Safetensors file, String prefix, Network network, Mask mask) {
    List<Parameter> parameters = network.parameters();
    for (Parameter parameter : parameters) {
      String name = name(prefix, parameter, mask);
      if (!file.tensor(name).is("F32", shape(parameter, mask))) {
        throw new IllegalArgumentException(
            name + ": the values do not fit the network and its mask");
      }
    }
    Map<String, float[]> values = new LinkedHashMap<>();
    for (Parameter parameter : parameters) {
      float[] kept = file.tensor(name(prefix, parameter, mask)).floats();
      values.put(
          parameter.name(),
          isPruned(parameter, mask) ? scattered(kept, mask.indices(parameter), parameter) : kept);
    }
    return Weights.of(parameters, values);
  }

  private static float[] scattered(float[] kept, int[] survivors, Parameter parameter) {
    float[] all = new float[parameter.size()];
    for (int i = 0; i < kept.length; i++) {
      all[survivors[i]] = kept[i];
    }
    return all;
  }

  private static String name(String prefix, Parameter parameter, Mask mask) {
    return prefix + parameter.name() + (isPruned(parameter, mask) ? SURVIVORS : "");
  }

  private static List<Integer> shape(Parameter parameter, Mask mask) {
    return isPruned(parameter, mask) ? List.of(mask.survivors(parameter)) : parameter.shape();
  }

  private static boolean isPruned(Parameter parameter, Mask mask) {
    return parameter.prunable() && mask.survivors(parameter) < parameter.size();
  }
}
