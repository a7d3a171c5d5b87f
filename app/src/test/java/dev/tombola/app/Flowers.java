package dev.tombola.app;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/// A small table of the user's own, and an experiment on it that takes a second.
final class Flowers {
  private Flowers() {}

  static Path csv(Path folder) throws IOException {
    return Files.writeString(folder.resolve("flowers.csv"), table(240));
  }

  static String table(int rows) {
    Random random = new Random(1);
    StringBuilder text = new StringBuilder("a,b,c,species\n");
    for (int i = 0; i < rows; i++) {
      int species = i % 3;
      for (int j = 0; j < 3; j++) {
        text.append(random.nextGaussian() + (j == species ? 1.5 : 0)).append(',');
      }
      text.append(List.of("rose", "lily", "iris").get(species)).append('\n');
    }
    return text.toString();
  }

  /// Eight trainings: two replicates of three levels, and a control at the last.
  static List<String> run(Path csv, Path out, String... more) {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "run",
                "lenet-mnist-quick",
                "name=flowers",
                "data={source: {kind: csv, train: "
                    + csv
                    + ", label: species}, validation: 40, test: 60}",
                "data.normalise={kind: from-training, by: feature}",
                "network.hidden=[12]",
                "training.batch=16",
                "training.length=40it",
                "evaluateEvery=10it",
                "branches=[{kind: reinit, levels: [2]}]",
                "replicates=2",
                "levels=2",
                "--out=" + out));
    arguments.addAll(List.of(more));
    return arguments;
  }
}
