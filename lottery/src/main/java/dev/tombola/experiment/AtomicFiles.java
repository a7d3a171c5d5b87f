package dev.tombola.experiment;

import dev.tombola.UserException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/// Files that are there whole or not at all.
public final class AtomicFiles {
  private AtomicFiles() {}

  /// Writes beside, forces to disk, and renames into place.
  ///
  /// @throws UserException when the folder cannot be written to or the disk is full
  public static void write(Path path, byte[] content) {
    Path beside = beside(path);
    try {
      Files.createDirectories(path.getParent());
      try (FileChannel channel =
          FileChannel.open(
              beside,
              StandardOpenOption.CREATE,
              StandardOpenOption.WRITE,
              StandardOpenOption.TRUNCATE_EXISTING)) {
        ByteBuffer bytes = ByteBuffer.wrap(content);
        while (bytes.hasRemaining()) {
          channel.write(bytes);
        }
        channel.force(false);
      }
      Files.move(beside, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      try {
        Files.deleteIfExists(beside);
      } catch (IOException suppressed) {
        e.addSuppressed(suppressed);
      }
      throw unwritable(path, e);
    }
  }

  /// Makes the names in a folder outlive a power cut, where the system has a way to.
  static void force(Path directory) {
    try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
      channel.force(true);
    } catch (IOException e) {
      return; // Windows opens no folders; the checksums in DONE stand guard
    }
  }

  /// Deletes a file that [#write] wrote, and what is left of a write that was interrupted.
  static void delete(Path path) {
    try {
      Files.deleteIfExists(path);
      Files.deleteIfExists(beside(path));
    } catch (IOException e) {
      throw unwritable(path, e);
    }
  }

  private static Path beside(Path path) {
    return path.resolveSibling("." + path.getFileName() + ".new");
  }

  static UserException unreadable(Path path, IOException cause) {
    return new UserException(
        "%s: cannot be read (%s); check its permissions and the disk".formatted(path, cause),
        cause);
  }

  /// What to tell a user about a write that failed.
  static UserException unwritable(Path path, IOException cause) {
    String reason =
        switch (cause) {
          case AccessDeniedException _ -> "permission denied";
          case FileAlreadyExistsException e -> e.getFile() + " is a file, not a folder";
          case FileSystemException e when e.getReason() != null -> e.getReason();
          default -> String.valueOf(cause.getMessage());
        };
    return new UserException(
        "%s: cannot be written: %s; once it can be, the same command continues"
            .formatted(path, reason),
        cause);
  }
}
