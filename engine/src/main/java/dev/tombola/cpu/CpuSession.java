package dev.tombola.cpu;

import dev.tombola.data.Examples;
import dev.tombola.nn.Weights;
import dev.tombola.train.Engine;
import dev.tombola.train.Evaluation;
import dev.tombola.train.State;
import dev.tombola.train.Training;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;

/// One training on one thread.
final class CpuSession implements Engine.Session {
  private final Training training;
  private final Program program;
  private final Update update;
  private final float[][][] moments;
  private final Inputs block;
  private final int[] batch;
  private final int[] labels = new int[Lanes.COUNT];
  private final float[] scratch;
  private final Blocks validation;
  private long step;

  CpuSession(Training training, KernelChoice choice) {
    this.training = training;
    program = new Program(training.network(), training.mask(), training.start(), choice);
    update = new Update(training.optimiser());
    moments = new float[program.tensors().size()][2][];
    for (int t = 0; t < moments.length; t++) {
      int length = program.tensors().get(t).values().length;
      for (int k = 0; k < 2; k++) {
        moments[t][k] = new float[k < update.moments() ? length : 0];
      }
    }
    block = new Inputs(training.network().inputs());
    scratch = new float[Lanes.COUNT * Lanes.padded(block.features)];
    batch = new int[training.batch()];
    validation = new Blocks(training.split().validation());
    step = training.from();
  }

  @Override
  public long step() {
    return step;
  }

  @Override
  public double advance(long to) {
    double sum = 0;
    long first = step;
    while (step < to) {
      double loss = iterate();
      step++;
      if (!Double.isFinite(loss)) {
        return Double.NaN;
      }
      sum += loss;
    }
    return sum / (to - first);
  }

  private double iterate() {
    Examples examples = training.split().train();
    training.order().batch(step, batch);
    program.clearGradients();
    float scale = 1f / batch.length;
    double sum = 0;
    for (int from = 0; from < batch.length; from += Lanes.COUNT) {
      int count = Math.min(Lanes.COUNT, batch.length - from);
      block.fill(examples, batch, from, count, scratch);
      for (int n = 0; n < count; n++) {
        labels[n] = examples.label(batch[from + n]);
      }
      sum += program.learn(block, labels, scale);
    }
    update.begin(step - training.from() + 1, training.rate().applyAsDouble(step));
    for (int t = 0; t < moments.length; t++) {
      Stage.Tensor tensor = program.tensors().get(t);
      update.apply(tensor.values(), tensor.gradient(), moments[t][0], moments[t][1]);
    }
    return sum / batch.length;
  }

  @Override
  public Evaluation evaluate(Examples examples) {
    boolean known = examples == training.split().validation();
    return (known ? validation : new Blocks(examples)).evaluate(program);
  }

  @Override
  public Weights weights() {
    return program.weights();
  }

  @Override
  public State state() {
    SequencedMap<String, float[]> values = new LinkedHashMap<>();
    arrays().forEach((name, array) -> values.put(name, array.clone()));
    return new State(step, values);
  }

  @Override
  public void restore(State state) {
    arrays()
        .forEach(
            (name, array) -> {
              float[] saved = state.values().get(name);
              if (saved == null || saved.length != array.length) {
                throw new IllegalArgumentException("the state does not fit: " + name);
              }
              System.arraycopy(saved, 0, array, 0, array.length);
            });
    step = state.step();
  }

  private SequencedMap<String, float[]> arrays() {
    SequencedMap<String, float[]> arrays = new LinkedHashMap<>();
    for (int t = 0; t < moments.length; t++) {
      Stage.Tensor tensor = program.tensors().get(t);
      arrays.put(tensor.name(), tensor.values());
      for (int k = 0; k < update.moments(); k++) {
        arrays.put(tensor.name() + ".moment" + (k + 1), moments[t][k]);
      }
    }
    return arrays;
  }

  @Override
  public List<String> plan() {
    return program.plan();
  }
}
