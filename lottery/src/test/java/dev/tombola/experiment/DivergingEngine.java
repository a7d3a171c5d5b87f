package dev.tombola.experiment;

import dev.tombola.cpu.CpuEngine;
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
import java.util.List;
import java.util.function.Predicate;

/// The CPU engine, but that some trainings lose their footing at their first iteration.
public record DivergingEngine(Predicate<Training> diverges) implements Engine {
  private static final Engine SOUND = new CpuEngine();

  @Override
  public String version() {
    return SOUND.version();
  }

  @Override
  public Session open(Training training) {
    Session session = SOUND.open(training);
    return diverges.test(training) ? new Diverging(session) : session;
  }

  @Override
  public Evaluation evaluate(Network network, Mask mask, Weights weights, Examples examples) {
    return SOUND.evaluate(network, mask, weights, examples);
  }

  @Override
  public Weights recalibrate(
      Network network, Mask mask, Weights weights, Examples examples, int batch) {
    return SOUND.recalibrate(network, mask, weights, examples, batch);
  }

  @Override
  public Gradient gradient(Network network, Weights weights, Examples examples) {
    return SOUND.gradient(network, weights, examples);
  }

  private record Diverging(Session session) implements Session {
    @Override
    public long step() {
      return session.step();
    }

    @Override
    public void threads(int threads) {
      session.threads(threads);
    }

    @Override
    public double advance(long to) {
      session.advance(session.step() + 1);
      return Double.NaN;
    }

    @Override
    public Evaluation evaluate(Examples examples) {
      return session.evaluate(examples);
    }

    @Override
    public Weights weights() {
      return session.weights();
    }

    @Override
    public State state() {
      return session.state();
    }

    @Override
    public void restore(State state) {
      session.restore(state);
    }

    @Override
    public List<String> plan() {
      return session.plan();
    }

    @Override
    public Cost cost() {
      return session.cost();
    }

    @Override
    public void close() {
      session.close();
    }
  }
}
