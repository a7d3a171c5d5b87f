package dev.tombola.cpu;

import dev.tombola.data.Examples;
import dev.tombola.nn.Layer;
import dev.tombola.nn.Weights;
import dev.tombola.train.Cost;
import dev.tombola.train.Engine;
import dev.tombola.train.Evaluation;
import dev.tombola.train.State;
import dev.tombola.train.Training;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;

/// One training under way.
final class CpuSession implements Engine.Session {
  /// A step of up to four times so many operations is best done by one thread, of n² times so many
  /// by n: work falls with their number, and the waiting for one another grows with it.
  private static final double OPERATIONS_FOR_ONE = 3e5;

  private final Training training;
  private final Program program;
  private final Update update;
  private final int mostThreads;
  private final boolean drops;
  private final Assembly assembly;
  private final Blocks blocks;
  private final int[] batch;
  private long step;

  CpuSession(Training training, KernelChoice choice) {
    this(training, choice, new Team());
  }

  /// @param team to be closed with the session
  CpuSession(Training training, KernelChoice choice, Team team) {
    this.training = training;
    int moments = Update.moments(training.optimiser());
    program =
        Program.learning(
            training.network(),
            training.mask(),
            training.start(),
            choice,
            training.batch(),
            moments,
            team);
    update = new Update(training.optimiser());
    assembly = new Assembly(training.network().inputs(), training.views(), training.batch());
    blocks = new Blocks(training.network().inputs());
    batch = new int[training.batch()];
    mostThreads = (int) Math.max(1, Math.sqrt(cost().step() / OPERATIONS_FOR_ONE));
    step = training.from();
    drops = training.network().flat().stream().anyMatch(layer -> layer instanceof Layer.Dropout);
  }

  @Override
  public long step() {
    return step;
  }

  @Override
  public void threads(int threads) {
    program.threads(Math.min(threads, mostThreads));
  }

  @Override
  public void close() {
    program.close();
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
    training.order().batch(step, batch);
    assembly.at(step);
    assembly.batch(program, training.split().train(), batch, 0, batch.length);
    program.begin(batch.length, true);
    if (drops) {
      program.pass().dropout = training.dropout().within("step-" + step);
    }
    update.begin(step - training.from() + 1, training.rate().applyAsDouble(step));
    return program.learn(1f / batch.length, update) / batch.length;
  }

  @Override
  public Evaluation evaluate(Examples examples) {
    return blocks.evaluate(program, examples);
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
        .forEach((name, array) -> {
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
    for (Tensor tensor : program.tensors()) {
      arrays.put(tensor.name, tensor.values);
      if (tensor.first.length > 0) {
        arrays.put(tensor.name + ".moment1", tensor.first);
      }
      if (tensor.second.length > 0) {
        arrays.put(tensor.name + ".moment2", tensor.second);
      }
    }
    return arrays;
  }

  @Override
  public List<String> plan() {
    return program.plan();
  }

  @Override
  public Cost cost() {
    return program.cost(batch.length, Update.flops(training.optimiser()));
  }
}
