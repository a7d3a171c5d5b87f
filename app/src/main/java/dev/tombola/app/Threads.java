package dev.tombola.app;

import dev.tombola.UserException;
import picocli.CommandLine.Option;

/// The option of all commands that train.
final class Threads {
  @Option(
      names = "--threads",
      paramLabel = "N",
      description =
          "Threads in all: a training on each, or several on one where trainings are fewer"
              + " (default: the processors that this process may use).")
  private int count = Runtime.getRuntime().availableProcessors();

  /// @throws UserException when there are none
  void check() {
    if (count < 1) {
      throw new UserException("--threads: " + count + " is too few; use 1 or more");
    }
  }

  int count() {
    return count;
  }
}
