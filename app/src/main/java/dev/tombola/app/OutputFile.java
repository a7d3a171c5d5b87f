package dev.tombola.app;

import dev.tombola.UserException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;

/// The one file that a command writes where `--output` says.
final class OutputFile {
  private OutputFile() {}

  /// Its whole path.
  ///
  /// @param example of a file's name
  /// @throws UserException when it is a folder, or would lie in none that is there: that is a
  ///   mistyped path more often than a wish
  static Path of(Path output, String example) {
    if (Files.isDirectory(output)) {
      throw new UserException(
          "--output: %s is a folder; name a file in it, such as %s"
              .formatted(output, output.resolve(example)));
    }
    Path file = output.toAbsolutePath().normalize();
    Path folder = Objects.requireNonNull(file.getParent(), "only a root has none, and is a folder");
    if (!Files.isDirectory(folder)) {
      throw new UserException(
          "--output: there is no folder %s; make it first, or name one that is there"
              .formatted(Console.relative(folder)));
    }
    return file;
  }
}
