package dev.tombola.cpu;

import static dev.tombola.cpu.Lanes.SPECIES;
import static dev.tombola.cpu.Lanes.WIDTH;

import dev.tombola.train.Optimiser;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;

/// One optimiser step on the values of one parameter: vector body, scalar tail with the same
/// operations.
///
/// A moment below 2⁻¹⁰⁰ becomes zero: one whose gradient stays exactly zero would otherwise decay
/// into denormal numbers, which the JVM cannot flush and some processors compute a hundred times
/// slower.
final class Update {
  private static final float TINY = 0x1p-100f;

  private final Optimiser optimiser;
  private double rate;
  private double correction1;
  private double correction2;

  Update(Optimiser optimiser) {
    this.optimiser = optimiser;
  }

  /// How many moments each value has.
  static int moments(Optimiser optimiser) {
    return switch (optimiser) {
      case Optimiser.Sgd _ -> 0;
      case Optimiser.Momentum _ -> 1;
      case Optimiser.Adam _, Optimiser.AdamW _ -> 2;
    };
  }

  /// Floating-point operations that one value takes.
  static long flops(Optimiser optimiser) {
    return switch (optimiser) {
      case Optimiser.Sgd _ -> 4;
      case Optimiser.Momentum o -> o.nesterov() ? 8 : 6;
      case Optimiser.Adam _, Optimiser.AdamW _ -> 16;
    };
  }

  /// Prepares update number `updates` of a training, from 1.
  void begin(long updates, double learningRate) {
    rate = learningRate;
    double count = updates;
    switch (optimiser) {
      case Optimiser.Adam adam -> correct(adam.beta1(), adam.beta2(), count);
      case Optimiser.AdamW adam -> correct(adam.beta1(), adam.beta2(), count);
      case Optimiser.Sgd _, Optimiser.Momentum _ -> {}
    }
  }

  private void correct(double beta1, double beta2, double count) {
    correction1 = 1 - StrictMath.pow(beta1, count);
    correction2 = 1 - StrictMath.pow(beta2, count);
  }

  /// Moves `length` values of a parameter from `at` on against their gradient, `g` from `from` on,
  /// in place.
  void apply(Tensor tensor, int at, float[] g, int from, int length) {
    float[] w = tensor.values;
    switch (optimiser) {
      case Optimiser.Sgd o -> sgd(w, at, g, from, length, (float) o.weightDecay());
      case Optimiser.Momentum o -> momentum(tensor, at, g, from, length, o);
      case Optimiser.Adam o ->
          adam(tensor, at, g, from, length, o.beta1(), o.beta2(), o.epsilon(), o.weightDecay(), 1);
      case Optimiser.AdamW o ->
          adam(
              tensor,
              at,
              g,
              from,
              length,
              o.beta1(),
              o.beta2(),
              o.epsilon(),
              0,
              1 - rate * o.weightDecay());
    }
  }

  private void sgd(float[] w, int at, float[] g, int from, int length, float decay) {
    float step = (float) -rate;
    int i = 0;
    for (int end = SPECIES.loopBound(length); i < end; i += WIDTH) {
      FloatVector value = FloatVector.fromArray(SPECIES, w, at + i);
      FloatVector slope = value.fma(broadcast(decay), FloatVector.fromArray(SPECIES, g, from + i));
      slope.fma(broadcast(step), value).intoArray(w, at + i);
    }
    for (; i < length; i++) {
      int j = at + i;
      w[j] = Math.fma(Math.fma(w[j], decay, g[from + i]), step, w[j]);
    }
  }

  private void momentum(
      Tensor tensor, int at, float[] g, int from, int length, Optimiser.Momentum optimiser) {
    float[] w = tensor.values;
    float[] m = tensor.first;
    float momentum = (float) optimiser.momentum();
    boolean nesterov = optimiser.nesterov();
    float decay = (float) optimiser.weightDecay();
    float step = (float) -rate;
    int i = 0;
    for (int end = SPECIES.loopBound(length); i < end; i += WIDTH) {
      FloatVector value = FloatVector.fromArray(SPECIES, w, at + i);
      FloatVector slope = value.fma(broadcast(decay), FloatVector.fromArray(SPECIES, g, from + i));
      FloatVector moment = FloatVector.fromArray(SPECIES, m, at + i);
      moment = moment.fma(broadcast(momentum), slope);
      moment = moment.blend(0f, moment.abs().compare(VectorOperators.LT, TINY));
      moment.intoArray(m, at + i);
      FloatVector move = nesterov ? moment.fma(broadcast(momentum), slope) : moment;
      move.fma(broadcast(step), value).intoArray(w, at + i);
    }
    for (; i < length; i++) {
      int j = at + i;
      float slope = Math.fma(w[j], decay, g[from + i]);
      m[j] = flushed(Math.fma(m[j], momentum, slope));
      float move = nesterov ? Math.fma(m[j], momentum, slope) : m[j];
      w[j] = Math.fma(move, step, w[j]);
    }
  }

  private void adam(
      Tensor tensor,
      int at,
      float[] g,
      int from,
      int length,
      double beta1,
      double beta2,
      double epsilon,
      double weightDecay,
      double shrinkage) {
    float[] w = tensor.values;
    float[] m = tensor.first;
    float[] v = tensor.second;
    float b1 = (float) beta1;
    float b2 = (float) beta2;
    float rest1 = (float) (1 - beta1);
    float rest2 = (float) (1 - beta2);
    float step = (float) (-rate / correction1);
    float root = (float) (1 / StrictMath.sqrt(correction2));
    float eps = (float) epsilon;
    float decay = (float) weightDecay;
    float shrink = (float) shrinkage;
    int i = 0;
    for (int end = SPECIES.loopBound(length); i < end; i += WIDTH) {
      FloatVector value = FloatVector.fromArray(SPECIES, w, at + i);
      FloatVector slope = value.fma(broadcast(decay), FloatVector.fromArray(SPECIES, g, from + i));
      value = value.mul(shrink);
      FloatVector first = FloatVector.fromArray(SPECIES, m, at + i).mul(b1);
      first = slope.fma(broadcast(rest1), first);
      first = first.blend(0f, first.abs().compare(VectorOperators.LT, TINY));
      first.intoArray(m, at + i);
      FloatVector second = FloatVector.fromArray(SPECIES, v, at + i).mul(b2);
      second = slope.mul(slope).fma(broadcast(rest2), second);
      second = second.blend(0f, second.compare(VectorOperators.LT, TINY));
      second.intoArray(v, at + i);
      FloatVector divisor = second.sqrt().fma(broadcast(root), broadcast(eps));
      first.div(divisor).fma(broadcast(step), value).intoArray(w, at + i);
    }
    for (; i < length; i++) {
      int j = at + i;
      float slope = Math.fma(w[j], decay, g[from + i]);
      float value = w[j] * shrink;
      m[j] = flushed(Math.fma(slope, rest1, m[j] * b1));
      v[j] = flushed(Math.fma(slope * slope, rest2, v[j] * b2));
      w[j] = Math.fma(m[j] / Math.fma((float) Math.sqrt(v[j]), root, eps), step, value);
    }
  }

  private static FloatVector broadcast(float value) {
    return FloatVector.broadcast(SPECIES, value);
  }

  private static float flushed(float moment) {
    return Math.abs(moment) < TINY ? 0f : moment;
  }
}
