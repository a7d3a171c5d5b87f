package dev.tombola.cpu;

import static dev.tombola.cpu.Lanes.SPECIES;
import static dev.tombola.cpu.Lanes.WIDTH;

import dev.tombola.train.Optimiser;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;

/// One optimiser step on the values of one parameter: vector body, scalar tail with the same operations.
///
/// A moment below 2⁻¹⁰⁰ becomes zero: one whose gradient stays exactly zero would otherwise decay into
/// denormal numbers, which the JVM cannot flush and some processors compute a hundred times slower.
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
  int moments() {
    return switch (optimiser) {
      case Optimiser.Sgd _ -> 0;
      case Optimiser.Momentum _ -> 1;
      case Optimiser.Adam _, Optimiser.AdamW _ -> 2;
    };
  }

  /// Prepares the `count`-th update of a training, from 1.
  void begin(long count, double learningRate) {
    rate = learningRate;
    switch (optimiser) {
      case Optimiser.Adam adam -> correct(adam.beta1(), adam.beta2(), count);
      case Optimiser.AdamW adam -> correct(adam.beta1(), adam.beta2(), count);
      case Optimiser.Sgd _, Optimiser.Momentum _ -> {}
    }
  }

  private void correct(double beta1, double beta2, long count) {
    correction1 = 1 - StrictMath.pow(beta1, count);
    correction2 = 1 - StrictMath.pow(beta2, count);
  }

  /// Moves `w` against `g` in place; all arrays have the same length.
  void apply(float[] w, float[] g, float[] m, float[] v) {
    switch (optimiser) {
      case Optimiser.Sgd sgd -> sgd(w, g, (float) sgd.weightDecay());
      case Optimiser.Momentum o ->
          momentum(w, g, m, (float) o.momentum(), o.nesterov(), (float) o.weightDecay());
      case Optimiser.Adam o ->
          adam(w, g, m, v, o.beta1(), o.beta2(), o.epsilon(), (float) o.weightDecay(), 1f);
      case Optimiser.AdamW o ->
          adam(w, g, m, v, o.beta1(), o.beta2(), o.epsilon(), 0f, (float) (1 - rate * o.weightDecay()));
    }
  }

  private void sgd(float[] w, float[] g, float decay) {
    float step = (float) -rate;
    int i = 0;
    for (int end = SPECIES.loopBound(w.length); i < end; i += WIDTH) {
      FloatVector value = FloatVector.fromArray(SPECIES, w, i);
      FloatVector slope = value.fma(broadcast(decay), FloatVector.fromArray(SPECIES, g, i));
      slope.fma(broadcast(step), value).intoArray(w, i);
    }
    for (; i < w.length; i++) {
      w[i] = Math.fma(Math.fma(w[i], decay, g[i]), step, w[i]);
    }
  }

  private void momentum(
      float[] w, float[] g, float[] m, float momentum, boolean nesterov, float decay) {
    float step = (float) -rate;
    int i = 0;
    for (int end = SPECIES.loopBound(w.length); i < end; i += WIDTH) {
      FloatVector value = FloatVector.fromArray(SPECIES, w, i);
      FloatVector slope = value.fma(broadcast(decay), FloatVector.fromArray(SPECIES, g, i));
      FloatVector moment = FloatVector.fromArray(SPECIES, m, i).fma(broadcast(momentum), slope);
      moment = moment.blend(0f, moment.abs().compare(VectorOperators.LT, TINY));
      moment.intoArray(m, i);
      FloatVector move = nesterov ? moment.fma(broadcast(momentum), slope) : moment;
      move.fma(broadcast(step), value).intoArray(w, i);
    }
    for (; i < w.length; i++) {
      float slope = Math.fma(w[i], decay, g[i]);
      m[i] = flushed(Math.fma(m[i], momentum, slope));
      float move = nesterov ? Math.fma(m[i], momentum, slope) : m[i];
      w[i] = Math.fma(move, step, w[i]);
    }
  }

  private void adam(
      float[] w,
      float[] g,
      float[] m,
      float[] v,
      double beta1,
      double beta2,
      double epsilon,
      float decay,
      float shrink) {
    float b1 = (float) beta1;
    float b2 = (float) beta2;
    float rest1 = (float) (1 - beta1);
    float rest2 = (float) (1 - beta2);
    float step = (float) (-rate / correction1);
    float root = (float) (1 / StrictMath.sqrt(correction2));
    float eps = (float) epsilon;
    int i = 0;
    for (int end = SPECIES.loopBound(w.length); i < end; i += WIDTH) {
      FloatVector value = FloatVector.fromArray(SPECIES, w, i);
      FloatVector slope = value.fma(broadcast(decay), FloatVector.fromArray(SPECIES, g, i));
      value = value.mul(shrink);
      FloatVector first = FloatVector.fromArray(SPECIES, m, i).mul(b1);
      first = slope.fma(broadcast(rest1), first);
      first = first.blend(0f, first.abs().compare(VectorOperators.LT, TINY));
      first.intoArray(m, i);
      FloatVector second = FloatVector.fromArray(SPECIES, v, i).mul(b2);
      second = slope.mul(slope).fma(broadcast(rest2), second);
      second = second.blend(0f, second.compare(VectorOperators.LT, TINY));
      second.intoArray(v, i);
      FloatVector divisor = second.sqrt().fma(broadcast(root), broadcast(eps));
      first.div(divisor).fma(broadcast(step), value).intoArray(w, i);
    }
    for (; i < w.length; i++) {
      float slope = Math.fma(w[i], decay, g[i]);
      float value = w[i] * shrink;
      m[i] = flushed(Math.fma(slope, rest1, m[i] * b1));
      v[i] = flushed(Math.fma(slope * slope, rest2, v[i] * b2));
      w[i] = Math.fma(m[i] / Math.fma((float) Math.sqrt(v[i]), root, eps), step, value);
    }
  }

  private static FloatVector broadcast(float value) {
    return FloatVector.broadcast(SPECIES, value);
  }

  private static float flushed(float moment) {
    return Math.abs(moment) < TINY ? 0f : moment;
  }
}
