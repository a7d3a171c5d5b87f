package dev.tombola.experiment;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/// Every name inside a run directory.
public record RunPaths(Path directory) {
  public static final String DONE = "DONE";

  /// What a linear path between two networks is recorded in.
  public static final String PATH = "path.jsonl";

  /// The ticket whose transfer a folder is of, and what it is transferred to.
  public static final String TICKET = "origin.ticket";

  public static final String TRANSFER = "transfer.json";

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

  /// What `connect` keeps: trainings of its own, where [#run] says, and paths between networks.
  public RunPaths connect() {
    return new RunPaths(directory.resolve("connect"));
  }

  static String weights(long step) {
    return "weights-" + step + ".safetensors";
  }

  /// The folders of runs and paths beneath that are done and hold a file of this name, in order of
  /// their names. Those of `connect` are its own.
  List<Path> holding(String file) {
    if (!Files.isDirectory(directory)) {
      return List.of();
    }
    try (Stream<Path> found = Files.walk(directory, 4)) {
      return found
          .filter(path -> path.endsWith(file))
          .map(Path::getParent)
          .filter(folder -> Files.exists(folder.resolve(DONE)))
          .sorted()
          .toList();
    } catch (IOException e) {
      throw AtomicFiles.unreadable(directory, e);
    }
  }

  /// The greatest number of a replicate's or level's folder, whose name begins so; 0 if there is
  /// none.
  int mostOf(String prefix) {
    try (Stream<Path> found = Files.walk(directory, 2)) {
      return found
          .map(folder -> folder.getFileName().toString())
          .filter(name -> name.matches(prefix + "\\d{1,9}"))
          .mapToInt(name -> Integer.parseInt(name.substring(prefix.length())))
          .max()
          .orElse(0);
    } catch (IOException e) {
      throw AtomicFiles.unwritable(directory, e);
    }
  }
}
