package dev.tombola.app.bench;

import dev.tombola.UserException;
import dev.tombola.train.Engine;
import dev.tombola.train.State;

/// Training steps, one at a time: from the beginning of a training to its end, and then from its
/// beginning again, so that weights and activations are those of a training however long it is
/// timed.
final class StepWork implements Runnable {
  private final Engine.Session session;
  private final State beginning;
  private final long end;

  /// @param end the iteration before which it begins anew
  StepWork(Engine.Session session, long end) {
    this.session = session;
    this.end = end;
    beginning = session.state();
  }

  @Override
  public void run() {
    if (session.step() >= end) {
      session.restore(beginning);
    }
    if (Double.isNaN(session.advance(session.step() + 1))) {
      throw new UserException(
          "training.schedule.rate: the training diverges after "
              + session.step()
              + " steps, which cannot be timed; use a lower rate");
    }
  }
}
