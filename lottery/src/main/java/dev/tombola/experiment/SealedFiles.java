package dev.tombola.experiment;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.tombola.UserException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.node.ObjectNode;

/// The files of a folder beneath a seal: `DONE` is written last and has their checksums, so they
/// are there whole or not at all, and a file that was changed since is noticed whenever it is read.
public final class SealedFiles {
  private final Path directory;
  private final List<String> necessary;

  /// @param necessary files without which the seal is a broken one
  SealedFiles(Path directory, List<String> necessary) {
    this.directory = directory;
    this.necessary = List.copyOf(necessary);
  }

  public Path directory() {
    return directory;
  }

  public boolean done() {
    return Files.exists(directory.resolve(RunPaths.DONE));
  }

  /// Writes files and seals them; a seal that was there is broken first.
  ///
  /// @param unsealed files that may change from run to run
  public void write(SequencedMap<String, byte[]> files, Map<String, byte[]> unsealed) {
    AtomicFiles.delete(directory.resolve(RunPaths.DONE));
    ObjectNode sums = SpecFormat.JSON.createObjectNode();
    files.forEach((name, content) -> {
      AtomicFiles.write(directory.resolve(name), content);
      sums.put(name, Sha256.of(content));
    });
    unsealed.forEach((name, content) -> AtomicFiles.write(directory.resolve(name), content));
    AtomicFiles.force(directory);
    AtomicFiles.write(
        directory.resolve(RunPaths.DONE), (sums.toPrettyString() + "\n").getBytes(UTF_8));
  }

  /// Reads every file and compares its checksum.
  public void verify() {
    Map<String, String> sums = sums();
    sums.keySet().forEach(name -> read(name, sums));
  }

  /// A file's content.
  ///
  /// @throws UserException when it is not what was sealed
  public byte[] read(String name) {
    return read(name, sums());
  }

  /// The sealed files.
  Set<String> names() {
    return sums().keySet();
  }

  private byte[] read(String name, Map<String, String> sums) {
    byte[] content = unchecked(name);
    if (!Sha256.of(content).equals(sums.get(name))) {
      throw altered(name, null);
    }
    return content;
  }

  private Map<String, String> sums() {
    Map<String, String> sums = new LinkedHashMap<>();
    try {
      SpecFormat.JSON
          .readTree(unchecked(RunPaths.DONE))
          .forEachEntry((name, sum) -> sums.put(name, sum.stringValue()));
    } catch (JacksonException e) {
      throw altered(RunPaths.DONE, e);
    }
    if (!sums.keySet().containsAll(necessary)) {
      throw altered(RunPaths.DONE, null);
    }
    return sums;
  }

  private UserException altered(String name, @Nullable Throwable cause) {
    return new UserException(
        "%s: truncated or altered; delete the folder %s and run the same command to train it again"
            .formatted(directory.resolve(name), directory),
        cause);
  }

  byte[] unchecked(String name) {
    try {
      return Files.readAllBytes(directory.resolve(name));
    } catch (NoSuchFileException e) {
      throw new UserException(
          "%s: missing; delete the folder %s and run the same command to train it again"
              .formatted(directory.resolve(name), directory),
          e);
    } catch (IOException e) {
      throw AtomicFiles.unreadable(directory.resolve(name), e);
    }
  }
}
