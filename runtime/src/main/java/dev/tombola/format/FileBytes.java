package dev.tombola.format;

import dev.tombola.UserException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// A whole file's bytes.
public final class FileBytes {
  /// Of an array in Java.
  private static final long MOST = Integer.MAX_VALUE - 8L;

  private FileBytes() {}

  /// @throws UserException when there is no such file, it is something else, such as a folder, or
  ///   it cannot be read
  public static byte[] of(Path path) {
    try {
      if (!Files.exists(path)) {
        throw new UserException(path + ": there is no such file");
      }
      if (!Files.isRegularFile(path)) {
        throw new UserException(path + ": not a file; name one");
      }
      if (Files.size(path) > MOST) {
        throw new UserException(
            "%s: has %,d bytes, but files of more than %,d cannot be read"
                .formatted(path, Files.size(path), MOST));
      }
      return Files.readAllBytes(path);
    } catch (IOException e) {
      throw new UserException(path + ": cannot be read: " + e.getMessage(), e);
    }
  }
}
