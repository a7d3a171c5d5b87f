package dev.tombola.app.report;

import dev.tombola.data.Examples;
import dev.tombola.nn.Mask;
import dev.tombola.nn.Network;
import dev.tombola.nn.Weights;
import dev.tombola.train.Cost;
import dev.tombola.train.Engine;
import dev.tombola.train.Evaluation;
import dev.tombola.train.Gradient;
import dev.tombola.train.State;
import dev.tombola.train.Training;
import java.util.LinkedHashMap;
import java.util.List;

/// An engine that trains nothing, whatever the network: weights stay where they start.
record StillEngine() implements Engine {
  @Override
  public String version() {
    return "still-1";
  }

  @Override
  public Session open(Training training) {
    return new Still(training);
  }

  @Override
  public Evaluation evaluate(Network network, Mask mask, Weights weights, Examples examples) {
    return new Evaluation(1, examples.size() / 2, examples.size());
  }

  @Override
  public Weights recalibrate(
      Network network, Mask mask, Weights weights, Examples examples, int batch) {
    return weights;
  }

  @Override
  public Gradient gradient(Network network, Weights weights, Examples examples) {
    throw new UnsupportedOperationException();
  }

  private static final class Still implements Session {
    private final Training training;
    private long step;

    Still(Training training) {
      this.training = training;
      step = training.from();
    }

    @Override
    public long step() {
      return step;
    }

    @Override
    public void threads(int threads) {}

    @Override
    public double advance(long to) {
      step = to;
      return 1;
    }

    @Override
    public Evaluation evaluate(Examples examples) {
      return new Evaluation(1 + 1.0 / (1 + step), examples.size() / 2, examples.size());
    }

    @Override
    public Weights weights() {
      return training.start().masked(training.mask());
    }

    @Override
    public State state() {
      return new State(step, new LinkedHashMap<>());
    }

    @Override
    public void restore(State state) {
      step = state.step();
    }

    @Override
    public List<String> plan() {
      return List.of();
    }

    @Override
    public Cost cost() {
      return new Cost(2 * training.mask().survivors(), 0, 1, 0);
    }

    @Override
    public void close() {}
  }
}
