package dev.tombola.experiment;

import dev.tombola.UserException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// The right to train an experiment: one process at a time has it. The system takes it back when
/// the process ends, however it ends.
public final class ExperimentLock implements AutoCloseable {
  /// Locks of this process. A second channel on the file must not even be opened: closing any of
  /// them gives up the process's lock, as POSIX has it.
  private static final Set<Path> HELD = ConcurrentHashMap.newKeySet();

  private final FileChannel channel;
  private final Path directory;

  private ExperimentLock(FileChannel channel, Path directory) {
    this.channel = channel;
    this.directory = directory;
  }

  /// @throws UserException when someone else holds it, or the folder cannot be written to
  public static ExperimentLock of(RunPaths paths) {
    try {
      Path directory = Files.createDirectories(paths.directory()).toRealPath();
      if (HELD.add(directory)) {
        return lock(paths, directory);
      }
    } catch (IOException e) {
      throw AtomicFiles.unwritable(paths.lock(), e);
    }
    throw busy(paths, "this");
  }

  private static ExperimentLock lock(RunPaths paths, Path directory) throws IOException {
    @Nullable FileChannel channel = null;
    boolean locked = false;
    try {
      channel = FileChannel.open(paths.lock(), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      locked = channel.tryLock() != null;
      if (!locked) {
        throw busy(paths, "another");
      }
      return new ExperimentLock(channel, directory);
    } finally {
      if (!locked) {
        HELD.remove(directory);
        if (channel != null) {
          channel.close();
        }
      }
    }
  }

  private static UserException busy(RunPaths paths, String which) {
    return new UserException(
        "%s: %s process is training this experiment; wait for it or stop it"
            .formatted(paths.directory(), which));
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      HELD.remove(directory);
    }
  }
}
