package dev.tombola.app.report;

import dev.tombola.cpu.CpuEngine;
import dev.tombola.data.DataDirectory;
import dev.tombola.data.Dataset;
import dev.tombola.experiment.Experiment;
import dev.tombola.experiment.RunListener;
import dev.tombola.experiment.Runner;
import dev.tombola.experiment.SpecFile;
import dev.tombola.nn.ImageShape;
import dev.tombola.random.RandomStream;
import dev.tombola.random.Streams;
import dev.tombola.train.Engine;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// Experiments of a second whose reports are opened; the name of their data tries to break out of
/// the page.
final class ReportedExperiment {
  private ReportedExperiment() {}

  static Path run(Path folder, String... overrides) {
    return run(folder, dots(160, "train"), dots(80, "test"), overrides);
  }

  static Path run(Path folder, Dataset train, Dataset test, String... overrides) {
    List<String> all = new ArrayList<>(List.of("network.hidden=[10]"));
    all.addAll(List.of(overrides));
    return run(folder, new CpuEngine(), train, test, all);
  }

  static Path run(Path folder, Engine engine, Dataset train, Dataset test, List<String> overrides) {
    List<String> all =
        new ArrayList<>(
            List.of(
                "name=tiny",
                "data={source: {kind: named, name: <b>dots</b></script>}, validation: 40}",
                "training.batch=20",
                "training.length=40it",
                "evaluateEvery=10it",
                "branches=[{kind: reinit}]"));
    all.addAll(overrides);
    DataDirectory data = DataDirectory.standard().with(train, test);
    Experiment experiment =
        Experiment.of(SpecFile.resolve("lenet-mnist-quick", all), data, folder, engine);
    new Runner(engine, 2, RunListener.NONE).run(experiment);
    return experiment.paths().directory();
  }

  /// Pictures of 4 × 5 pixels.
  static Dataset dots(int size, String name) {
    return numbers(size, name).asImages(new ImageShape(1, 4, 5));
  }

  /// Examples of 20 features.
  static Dataset numbers(int size, String name) {
    RandomStream random = Streams.of(1).named(name);
    float[] values = new float[size * 20];
    int[] labels = new int[size];
    for (int n = 0; n < size; n++) {
      labels[n] = random.nextInt(2);
      for (int i = 0; i < 20; i++) {
        values[n * 20 + i] = (float) random.nextGaussian() + (i % 2 == labels[n] ? 1 : 0);
      }
    }
    return Dataset.of("<b>dots</b></script>", 20, 2, values, labels);
  }
}
