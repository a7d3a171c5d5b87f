import dev.tombola.cpu.CpuEngine;
import dev.tombola.data.DataDirectory;
import dev.tombola.data.Dataset;
import dev.tombola.experiment.Experiment;
import dev.tombola.experiment.ExperimentSpec;
import dev.tombola.experiment.RunListener;
import dev.tombola.experiment.RunRecord;
import dev.tombola.experiment.Runner;
import dev.tombola.experiment.SpecFile;
import dev.tombola.findings.Analysis;
import dev.tombola.findings.Findings;
import dev.tombola.findings.Verdict;
import dev.tombola.lottery.Lottery;
import dev.tombola.train.Engine;
import dev.tombola.train.Watcher;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;

/// A winning ticket of a network of your own, on arrays of your own: first played once in memory,
/// then as an experiment with controls, replicates and verdicts.
///
/// Run it with the fat jar: `java --add-modules jdk.incubator.vector -cp app/target/tombola.jar
/// docs/FirstTicket.java`
public class FirstTicket {
  public static void main(String[] arguments) throws Exception {
    // 1. Your data: features row by row, and a class for each row.
    Dataset train = rings(3000, new Random(1));
    Dataset test = rings(1000, new Random(2));
    DataDirectory data = DataDirectory.standard().with(train, test);

    // 2. What to do with it: a preset, and what is different here; `tombola presets kinds` has all
    // there is.
    ExperimentSpec spec =
        SpecFile.resolve(
            "lenet-mnist-quick",
            List.of(
                "name=rings",
                "data.source={kind: named, name: rings}",
                "data.validation=500",
                "data.normalise={kind: none}",
                "network.hidden=[40, 20]",
                "training.batch=50",
                "training.length=600it",
                "training.schedule.rate=0.005",
                "evaluateEvery=50it",
                "replicates=3",
                "levels=3",
                "branches=[{kind: reinit, levels: [3]}, {kind: random-mask, levels: [3]}]"));
    Path runs = arguments.length > 0 ? Path.of(arguments[0]) : Files.createTempDirectory("runs");
    Engine engine = new CpuEngine();
    Experiment experiment = Experiment.of(spec, data, runs, engine);

    // 3. One lottery in memory: train, prune, rewind, retrain. A watcher is told how far it is, and
    // cancels by answering false.
    Lottery lottery = experiment.lottery(spec.seed());
    Watcher watcher = progress -> !Thread.currentThread().isInterrupted();
    for (Lottery.Level level : lottery.play(spec.levels(), engine, watcher)) {
      System.out.printf(
          "level %d: %s of the weights, %.1f %% on test data%n",
          level.number(), level.ticket().mask().density(), level.trajectory().last().accuracy());
    }

    // 4. The same with controls and replicates, on disk, resumable, on all processors.
    RunListener progress =
        new RunListener() {
          @Override
          public void finished(RunRecord run, double seconds) {
            System.out.printf("done: %s in %.1f s%n", run.key(), seconds);
          }

          @Override
          public boolean cancelled() {
            return false; // true ends it; running it again continues
          }
        };
    new Runner(engine, Runtime.getRuntime().availableProcessors(), progress).run(experiment);

    // 5. What it shows.
    Findings findings = Analysis.of(experiment.paths().directory());
    for (Verdict verdict : findings.verdicts()) {
      System.out.printf(
          "%s at level %d: %s (n = %d)%n",
          verdict.claim(), verdict.level(), verdict.verdict(), verdict.n());
    }
    System.out.println("least matching density: " + findings.leastMatching());
  }

  /// Points of the plane in three rings, with eight features of noise.
  private static Dataset rings(int size, Random random) {
    int features = 10;
    float[] values = new float[size * features];
    int[] labels = new int[size];
    for (int n = 0; n < size; n++) {
      labels[n] = random.nextInt(3);
      double angle = 2 * Math.PI * random.nextDouble();
      double radius = 1 + labels[n] + 0.25 * random.nextGaussian();
      values[n * features] = (float) (radius * Math.cos(angle));
      values[n * features + 1] = (float) (radius * Math.sin(angle));
      for (int i = 2; i < features; i++) {
        values[n * features + i] = (float) (0.3 * random.nextGaussian());
      }
    }
    return Dataset.of("rings", features, 3, values, labels);
  }
}
