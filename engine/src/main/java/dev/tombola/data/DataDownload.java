package dev.tombola.data;

import dev.tombola.UserException;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Fetches named data sets from where their authors put them (`tombola data get <name>`).
///
/// Bytes arrive in a `.part` file beside the target, which a later call continues, and which takes
/// the target's name, atomically, only when its checksum is right. A file lock keeps two processes
/// from fetching the same file at once.
public final class DataDownload {
  /// Is told how far a file is, some hundred times per file; it must be quick.
  public interface Progress {
    /// @param done bytes that have arrived so far, of [DataFile#size]
    void arrived(DataFile file, long done);
  }

  /// A file that is there now.
  ///
  /// @param place where it is
  /// @param fetched false if it had been there before
  public record Fetched(DataFile file, String place, boolean fetched) {}

  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final DataDirectory where;
  private final @Nullable URI mirror;
  private final Duration patience;

  private DataDownload(DataDirectory where, @Nullable URI mirror, Duration patience) {
    this.where = where;
    this.mirror = mirror;
    this.patience = patience;
  }

  /// From the official addresses, or from `$TOMBOLA_DATA_MIRROR` if that is set, into
  /// [DataDirectory#downloads].
  public static DataDownload into(DataDirectory where) {
    return new DataDownload(where, where.mirror().orElse(null), PATIENCE);
  }

  /// The same, but from `<mirror>/<data set>/<file>`.
  public DataDownload from(URI mirror) {
    return new DataDownload(where, mirror, patience);
  }

  /// The same, but giving up on a server that is silent for so long.
  DataDownload within(Duration patience) {
    return new DataDownload(where, mirror, patience);
  }

  /// Fetches every file of a data set that is not there intact.
  ///
  /// @throws UserException if a file cannot be fetched or written; what has arrived is kept
  /// @throws InterruptedException if the thread is interrupted; likewise
  public List<Fetched> get(NamedData data, Progress progress) throws InterruptedException {
    HttpClient client =
        HttpClient.newBuilder()
            .followRedirects(HttpClient.Redirect.NORMAL)
            .connectTimeout(patience)
            .build();
    try {
      List<Fetched> files = new ArrayList<>();
      for (DataFile file : data.files()) {
        files.add(get(client, data, file, progress));
      }
      return List.copyOf(files);
    } finally {
      client.shutdownNow();
    }
  }

  private Fetched get(HttpClient client, NamedData data, DataFile file, Progress progress)
      throws InterruptedException {
    NamedFiles files = new NamedFiles(data, where);
    if (files.isIntact(file)) {
      return new Fetched(file, files.place(file).orElseThrow(), false);
    }
    Path target = where.downloads().resolve(data.name()).resolve(file.name());
    Path partial = target.resolveSibling(file.name() + ".part");
    try {
      Files.createDirectories(target.getParent());
      fetch(client, data, file, partial, progress);
      if (files.isIntact(file)) {
        Files.deleteIfExists(partial); // another process was first
      } else {
        Files.move(
            partial, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      }
    } catch (IOException e) {
      throw new UserException(
          "%s: cannot be written (%s: %s); set TOMBOLA_DATA to a folder that can"
              .formatted(target, e.getClass().getSimpleName(), e.getMessage()),
          e);
    }
    return new Fetched(file, target.toString(), true);
  }

  private void fetch(
      HttpClient client, NamedData data, DataFile file, Path partial, Progress progress)
      throws IOException, InterruptedException {
    try (FileChannel part =
            FileChannel.open(
                partial,
                StandardOpenOption.CREATE,
                StandardOpenOption.READ,
                StandardOpenOption.WRITE);
        FileLock lock = lock(part)) {
      if (lock == null) {
        throw new UserException(partial + ": another process is fetching this file");
      }
      FileFetch fetch =
          new FileFetch(client, file, part, patience, done -> progress.arrived(file, done));
      List<UserException> failures = new ArrayList<>();
      for (URI address : addresses(data, file)) {
        UserException failure = fetch.from(address);
        if (failure == null) {
          part.force(true);
          return;
        }
        failures.add(failure);
      }
      throw together(failures);
    }
  }

  private static @Nullable FileLock lock(FileChannel part) throws IOException {
    try {
      return part.tryLock();
    } catch (OverlappingFileLockException e) {
      return null;
    }
  }

  private List<URI> addresses(NamedData data, DataFile file) {
    return mirror == null
        ? file.addresses()
        : List.of(
            URI.create(
                mirror.toString().replaceAll("/+$", "") + "/" + data.name() + "/" + file.name()));
  }

  private static UserException together(List<UserException> failures) {
    if (failures.size() == 1) {
      return failures.getFirst();
    }
    return new UserException(
        String.join("\n", failures.stream().map(UserException::getMessage).toList()),
        failures.getFirst());
  }
}
