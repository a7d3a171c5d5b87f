package dev.tombola.app.bench;

import dev.tombola.UserException;
import dev.tombola.data.Examples;
import dev.tombola.data.Split;
import dev.tombola.train.Engine;
import dev.tombola.train.State;
import dev.tombola.train.Training;

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

  /// Validation examples of every session would be laid out in memory, and nobody looks at them
  /// here.
  static Training withoutLooks(Training training) {
    Examples train = training.split().train();
    Examples one = new Examples(train.dataset(), new int[] {train.row(0)}, train.affine());
    return new Training(
        training.network(),
        training.mask(),
        training.start(),
        training.optimiser(),
        training.rate(),
        new Split(train, one, one),
        training.order(),
        training.batch(),
        training.from(),
        training.to(),
        training.evaluateEvery(),
        training.keep());
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
