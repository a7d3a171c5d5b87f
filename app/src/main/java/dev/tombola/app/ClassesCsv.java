package dev.tombola.app;

import dev.tombola.experiment.RunRecord;
import dev.tombola.findings.Findings;
import dev.tombola.train.ClassHits;
import dev.tombola.train.Evaluation;
import dev.tombola.train.Trajectory.EarlyStop;
import java.io.PrintWriter;
import java.util.function.ToIntFunction;

/// `show --classes --csv`: a line per training and class, of trainings that came to their end and
/// whose records say.
final class ClassesCsv {
  private ClassesCsv() {}

  static void print(Findings findings, PrintWriter out) {
    out.println(
        "replicate,level,branch,draw,density,class,name,validationCorrect,validationExamples,"
            + "earlyStopCorrect,lastCorrect,testExamples");
    for (RunRecord run : findings.runs()) {
      EarlyStop earlyStop = run.earlyStop();
      Evaluation last = run.last();
      if (earlyStop == null || last == null) {
        continue;
      }
      ClassHits test = earlyStop.test().byClass();
      Evaluation seen = run.validation();
      ClassHits validation = seen == null ? ClassHits.UNKNOWN : seen.byClass();
      for (int c = 0; c < test.classes(); c++) {
        int label = c;
        out.println(
            String.join(
                ",",
                Long.toString(run.key().replicate()),
                Integer.toString(run.key().level()),
                run.key().branch(),
                Integer.toString(run.key().draw()),
                Double.toString(run.density().value()),
                Integer.toString(c),
                quoted(findings.classNames().get(c)),
                text(validation, hits -> hits.hits(label)),
                text(validation, hits -> hits.examples(label)),
                Integer.toString(test.hits(c)),
                text(last.byClass(), hits -> hits.hits(label)),
                Integer.toString(test.examples(c))));
      }
    }
  }

  private static String text(ClassHits hits, ToIntFunction<ClassHits> number) {
    return hits.known() ? Integer.toString(number.applyAsInt(hits)) : "";
  }

  /// As RFC 4180 has it, where a name needs it.
  static String quoted(String name) {
    return name.matches("[^,\"\\r\\n]*") ? name : '"' + name.replace("\"", "\"\"") + '"';
  }
}
