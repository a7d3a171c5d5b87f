package dev.tombola.audit;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/// Weights one after another, as of a network without shortcuts: each takes what the one before it
/// gives. A unit is a feature, or a whole channel where there is a window.
///
/// A unit is reached when a weight that is not zero leads to it from a reached one (inputs are
/// reached), and reaches when one leads from it to one that reaches (outputs do).
///
/// @param effective weights on a path from an input to an output
/// @param weights all, zero or not
/// @param dead hidden units on no such path
/// @param hidden all hidden units
public record NeuronChain(long effective, long weights, int dead, int hidden) {

  /// A chain, or why there is none.
  public record Outcome(Optional<NeuronChain> chain, String misfit) {}

  /// Of the tensors of a checkpoint that have neurons, in the order of the file, or else in that of
  /// their names, in which `10` follows `9`.
  static Outcome of(List<SurveyedTensor> tensors) {
    if (tensors.size() < 2) {
      return new Outcome(Optional.empty(), "it has fewer than two layers");
    }
    Optional<String> misfit = misfit(tensors);
    if (misfit.isEmpty()) {
      return new Outcome(Optional.of(chain(tensors)), "");
    }
    List<SurveyedTensor> named = new ArrayList<>(tensors);
    named.sort(Comparator.comparing(tensor -> counted(tensor.name())));
    return misfit(named).isEmpty()
        ? new Outcome(Optional.of(chain(named)), "")
        : new Outcome(Optional.empty(), misfit.get());
  }

  /// A name whose order is that of the numbers in it.
  private static String counted(String name) {
    StringBuilder counted = new StringBuilder();
    for (String part : name.split("(?<=\\D)(?=\\d)|(?<=\\d)(?=\\D)", -1)) {
      boolean number = !part.isEmpty() && Character.isDigit(part.charAt(0));
      counted.append("0".repeat(number ? Math.max(0, 9 - part.length()) : 0)).append(part);
    }
    return counted.toString();
  }

  private static Optional<String> misfit(List<SurveyedTensor> tensors) {
    for (int i = 1; i < tensors.size(); i++) {
      SurveyedTensor before = tensors.get(i - 1);
      SurveyedTensor tensor = tensors.get(i);
      if (!fits(before, tensor)) {
        return Optional.of(
            "its layers do not follow one another, as %s %s does not take what %s %s gives"
                .formatted(tensor.name(), tensor.shape(), before.name(), before.shape()));
      }
    }
    return Optional.empty();
  }

  /// Channels may be flattened on their way into a layer without a window.
  private static boolean fits(SurveyedTensor before, SurveyedTensor tensor) {
    boolean flattened = before.shape().size() > 2 && tensor.shape().size() == 2;
    return flattened
        ? tensor.inputs() % before.outputs() == 0
        : tensor.inputs() == before.outputs();
  }

  private static NeuronChain chain(List<SurveyedTensor> tensors) {
    int layers = tensors.size();
    boolean[][] reached = new boolean[layers + 1][];
    boolean[][] reaching = new boolean[layers + 1][];
    reached[0] = new boolean[tensors.getFirst().inputs()];
    Arrays.fill(reached[0], true);
    for (int l = 0; l < layers; l++) {
      boolean[] from = reached[l];
      boolean[] to = new boolean[tensors.get(l).outputs()];
      walk(tensors.get(l), from.length, (input, output) -> to[output] |= from[input]);
      reached[l + 1] = to;
    }
    reaching[layers] = new boolean[tensors.getLast().outputs()];
    Arrays.fill(reaching[layers], true);
    for (int l = layers - 1; l >= 0; l--) {
      boolean[] to = reaching[l + 1];
      boolean[] from = new boolean[reached[l].length];
      walk(tensors.get(l), from.length, (input, output) -> from[input] |= to[output]);
      reaching[l] = from;
    }
    return count(tensors, reached, reaching);
  }

  private static NeuronChain count(
      List<SurveyedTensor> tensors, boolean[][] reached, boolean[][] reaching) {
    long[] effective = new long[1];
    long weights = 0;
    int dead = 0;
    int hidden = 0;
    for (int l = 0; l < tensors.size(); l++) {
      boolean[] from = reached[l];
      boolean[] to = reaching[l + 1];
      walk(
          tensors.get(l),
          from.length,
          (input, output) -> effective[0] += from[input] && to[output] ? 1 : 0);
      weights += tensors.get(l).size();
      for (int unit = 0; l > 0 && unit < from.length; unit++) {
        hidden++;
        dead += from[unit] && reaching[l][unit] ? 0 : 1;
      }
    }
    return new NeuronChain(effective[0], weights, dead, hidden);
  }

  private interface Step {
    void from(int input, int output);
  }

  /// Goes along every weight that is not zero.
  ///
  /// @param units that the layer before gives; as many as inputs, unless channels were flattened
  private static void walk(SurveyedTensor tensor, int units, Step step) {
    int window = tensor.window() * (tensor.inputs() / units);
    int fan = units * window;
    for (int i = tensor.zero().nextClearBit(0);
        i < tensor.size();
        i = tensor.zero().nextClearBit(i + 1)) {
      step.from(i % fan / window, i / fan);
    }
  }
}
