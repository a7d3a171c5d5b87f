package dev.tombola.experiment;

import dev.tombola.UserException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/// The right to train an experiment: one process at a time has it. The system takes it back when
/// the process ends, however it ends.
final class ExperimentLock implements AutoCloseable {
  private final FileChannel channel;

  private ExperimentLock(FileChannel channel) {
    this.channel = channel;
  }

  /// @throws UserException when another process holds it, or the folder cannot be written to
  static ExperimentLock of(RunPaths paths) {
    FileChannel channel;
    try {
      Files.createDirectories(paths.directory());
      channel = FileChannel.open(paths.lock(), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    } catch (IOException e) {
      throw AtomicFiles.unwritable(paths.lock(), e);
    }
    try {
      if (tryLock(channel) != null) {
        return new ExperimentLock(channel);
      }
      channel.close();
    } catch (IOException e) {
      throw AtomicFiles.unwritable(paths.lock(), e);
    }
    throw new UserException(
        paths.directory()
            + ": another process is training this experiment; wait for it or stop it");
  }

  private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
    try {
      return channel.tryLock();
    } catch (OverlappingFileLockException e) {
      return null;
    }
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
