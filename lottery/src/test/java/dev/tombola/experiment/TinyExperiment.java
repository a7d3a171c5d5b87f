package dev.tombola.experiment;

import dev.tombola.cpu.CpuEngine;
import dev.tombola.data.DataDirectory;
import dev.tombola.data.Dataset;
import dev.tombola.random.RandomStream;
import dev.tombola.random.Streams;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// An experiment of a second: blobs of three classes, a network of a few hundred weights.
public final class TinyExperiment {
  private TinyExperiment() {}

  /// @param arguments folder, threads, then overrides
  public static void main(String[] arguments) {
    List<String> overrides = List.of(arguments).subList(2, arguments.length);
    run(Path.of(arguments[0]), Integer.parseInt(arguments[1]), RunListener.NONE, overrides);
  }

  public static Experiment run(Path folder, int threads, String... overrides) {
    return run(folder, threads, RunListener.NONE, List.of(overrides));
  }

  static Experiment run(Path folder, int threads, RunListener listener, List<String> overrides) {
    Experiment experiment = of(folder, overrides);
    new Runner(new CpuEngine(), threads, listener).run(experiment);
    return experiment;
  }

  static Experiment of(Path folder, List<String> overrides) {
    return of(folder, overrides, data());
  }

  /// Where its data are found.
  public static DataDirectory data() {
    return data("blobs", 3);
  }

  public static Experiment of(Path folder, List<String> overrides, DataDirectory data) {
    List<String> all =
        new ArrayList<>(
            List.of(
                "name=tiny",
                "replicates=2",
                "levels=2",
                "data.source={kind: named, name: blobs}",
                "data.validation=60",
                "network.hidden=[16, 8]",
                "training.batch=20",
                "training.length=60it",
                "training.schedule.rate=0.01",
                "evaluateEvery=20it",
                "branches=[{kind: reinit, levels: [2]}, {kind: random-mask, levels: [1]}]"));
    all.addAll(overrides);
    return Experiment.of(SpecFile.resolve("lenet-mnist-quick", all), data, folder, new CpuEngine());
  }

  /// Where other blobs are found, of the same shape.
  ///
  /// @param name of the data set
  public static DataDirectory data(String name, long seed) {
    return DataDirectory.standard()
        .with(blobs(name, seed, 300, "train"), blobs(name, seed, 100, "test"));
  }

  private static Dataset blobs(String name, long seed, int size, String part) {
    RandomStream random = Streams.of(seed).named(part);
    float[] values = new float[size * 12];
    int[] labels = new int[size];
    for (int n = 0; n < size; n++) {
      labels[n] = random.nextInt(3);
      for (int i = 0; i < 12; i++) {
        values[n * 12 + i] = (float) random.nextGaussian() + (i % 3 == labels[n] ? 1 : 0);
      }
    }
    return Dataset.of(name, 12, 3, values, labels);
  }
}
