package dev.tombola.app;

import dev.tombola.experiment.RunRecord;
import dev.tombola.train.Evaluation;
import dev.tombola.train.Trajectory.EarlyStop;
import dev.tombola.train.Work;
import java.io.PrintWriter;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// `show --csv`: a line per training.
final class RunsCsv {
  private RunsCsv() {}

  static void print(List<RunRecord> runs, PrintWriter out) {
    out.println(
        "replicate,level,branch,draw,density,survivors,weights,earlyStopIteration,censored,"
            + "validationLoss,earlyStopAccuracy,earlyStopLoss,lastIteration,lastAccuracy,lastLoss,divergedAt,"
            + "flops,sparseFlops,validationAccuracy");
    for (RunRecord run : runs) {
      EarlyStop earlyStop = run.earlyStop();
      Evaluation last = run.last();
      Work work = run.work();
      Evaluation validation = run.validation();
      out.println(
          String.join(
              ",",
              Long.toString(run.key().replicate()),
              Integer.toString(run.key().level()),
              run.key().branch(),
              Integer.toString(run.key().draw()),
              Double.toString(run.density().value()),
              Long.toString(run.survivors()),
              Long.toString(run.weights()),
              text(earlyStop == null ? null : earlyStop.step()),
              text(earlyStop == null ? null : earlyStop.censored()),
              text(earlyStop == null ? null : earlyStop.validationLoss()),
              text(earlyStop == null ? null : earlyStop.test().accuracy()),
              text(earlyStop == null ? null : earlyStop.test().loss()),
              Long.toString(run.to()),
              text(last == null ? null : last.accuracy()),
              text(last == null ? null : last.loss()),
              text(run.divergedAt()),
              text(work == null ? null : work.flops()),
              text(work == null ? null : work.sparseFlops()),
              text(validation == null ? null : validation.accuracy())));
    }
  }

  private static String text(@Nullable Object value) {
    return value == null ? "" : value.toString();
  }
}
