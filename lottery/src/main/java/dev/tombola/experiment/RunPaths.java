package dev.tombola.experiment;

import java.nio.file.Path;

/// Every name inside a run directory.
public record RunPaths(Path directory) {
  public static final String DONE = "DONE";
  static final String METRICS = "metrics.jsonl";
  static final String MASK = "mask.safetensors";
  static final String ENVIRONMENT = "environment.json";
  static final String TIMING = "timing.json";
  static final String CHECKPOINT = "checkpoint.safetensors";

  Path spec() {
    return directory.resolve("spec.yaml");
  }

  Path data() {
    return directory.resolve("data.json");
  }

  Path lock() {
    return directory.resolve(".lock");
  }

  /// Where a run lies: `replicate-1/level-3/reinit`, further draws as `reinit-2`.
  public Path run(RunKey key) {
    String branch = key.draw() == 1 ? key.branch() : key.branch() + "-" + key.draw();
    return directory
        .resolve("replicate-" + key.replicate())
        .resolve("level-" + key.level())
        .resolve(branch);
  }

  static String weights(long step) {
    return "weights-" + step + ".safetensors";
  }
}
