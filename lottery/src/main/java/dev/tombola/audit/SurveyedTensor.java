package dev.tombola.audit;

import dev.tombola.format.Elements;
import dev.tombola.format.Safetensors.Tensor;
import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A tensor of a checkpoint as its network uses it, masked if a mask is stored beside it, without
/// its values: which of them are zero, and how many are no finite numbers.
///
/// @param name without the ending that a stored mask gives it
/// @param masked whether a mask is stored beside it
/// @param weight whether it multiplies inputs, by its two or more dimensions, or is masked
/// @param zero which values are zero, row-major
/// @param pruned those that the mask prunes; where there is no mask, the same as `zero`
/// @param blurred values of its mask that are neither 0 nor 1
public record SurveyedTensor(
    String name,
    List<Long> shape,
    int size,
    boolean masked,
    boolean weight,
    BitSet zero,
    BitSet pruned,
    int nan,
    int infinite,
    int blurred) {
  public SurveyedTensor {
    shape = List.copyOf(shape);
  }

  /// @param mask of the same shape, if there is one
  static SurveyedTensor of(String name, Tensor tensor, @Nullable Tensor mask) {
    Elements values = Elements.of(tensor);
    Elements kept = mask == null ? null : Elements.of(mask);
    BitSet zero = new BitSet(values.count());
    BitSet pruned = kept == null ? zero : new BitSet(values.count());
    int nan = 0;
    int infinite = 0;
    int blurred = 0;
    for (int i = 0; i < values.count(); i++) {
      double value = values.at(i);
      if (kept != null) {
        double factor = kept.at(i);
        value *= factor;
        blurred += factor == 0 || factor == 1 ? 0 : 1;
        pruned.set(i, factor == 0);
      }
      zero.set(i, value == 0);
      nan += Double.isNaN(value) ? 1 : 0;
      infinite += Double.isInfinite(value) ? 1 : 0;
    }
    boolean weight = (tensor.shape().size() > 1 && !tensor.dtype().equals("BOOL")) || kept != null;
    return new SurveyedTensor(
        name,
        tensor.shape(),
        values.count(),
        kept != null,
        weight,
        zero,
        pruned,
        nan,
        infinite,
        blurred);
  }

  public int zeros() {
    return zero.cardinality();
  }

  public double sparsity() {
    return size == 0 ? 0 : (double) zeros() / size;
  }

  /// Whether it may be a layer's weight: `[outputs][inputs]`, and maybe a window.
  public boolean hasNeurons() {
    return weight && shape.size() > 1 && size > 0;
  }

  public int outputs() {
    return Math.toIntExact(shape.get(0));
  }

  public int inputs() {
    return Math.toIntExact(shape.get(1));
  }

  /// Weights between an output and an input.
  int window() {
    return size / outputs() / inputs();
  }

  /// Outputs that nothing leads to.
  public int deadOutputs() {
    int fan = size / outputs();
    int dead = 0;
    for (int output = 0; output < outputs(); output++) {
      dead += zero.nextClearBit(output * fan) >= (output + 1) * fan ? 1 : 0;
    }
    return dead;
  }

  /// Inputs that lead nowhere.
  public int deadInputs() {
    BitSet used = new BitSet(inputs());
    for (int i = zero.nextClearBit(0); i < size; i = zero.nextClearBit(i + 1)) {
      used.set(i / window() % inputs());
    }
    return inputs() - used.cardinality();
  }
}
