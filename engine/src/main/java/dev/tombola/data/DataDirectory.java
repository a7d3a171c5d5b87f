package dev.tombola.data;

import dev.tombola.UserException;
import dev.tombola.format.Safetensors;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/// Where data files are looked for, in this order: `$TOMBOLA_DATA`; `$XDG_DATA_HOME/tombola`, or
/// `~/.local/share/tombola`; what is shipped on the class path (MNIST); `/usr/share/datasets`,
/// where Debian's packages put theirs. Each holds a folder per data set, named as the set is.
/// Immutable.
public final class DataDirectory {
  private static final Path SYSTEM = Path.of("/usr/share/datasets");

  /// Of a checkpoint, which is read as a whole: what an array holds.
  private static final long MOST_BYTES = Integer.MAX_VALUE - 8;

  private final List<Path> own;
  private final Path system;
  private final @Nullable String mirror;
  private final SequencedMap<String, SourceParts> inMemory;
  private final Map<String, Safetensors> checkpoints;

  private DataDirectory(
      List<Path> own,
      Path system,
      @Nullable String mirror,
      SequencedMap<String, SourceParts> inMemory,
      Map<String, Safetensors> checkpoints) {
    this.own = own;
    this.system = system;
    this.mirror = mirror;
    this.inMemory = inMemory;
    this.checkpoints = checkpoints;
  }

  /// @param environment the process's environment variables
  /// @param home the user's home directory
  /// @param system where the operating system's packages put data sets
  public DataDirectory(Map<String, String> environment, Path home, Path system) {
    this(
        own(environment, home),
        system,
        environment.get("TOMBOLA_DATA_MIRROR"),
        new LinkedHashMap<>(),
        Map.of());
  }

  /// As the environment of this process says.
  public static DataDirectory standard() {
    return new DataDirectory(System.getenv(), Path.of(System.getProperty("user.home")), SYSTEM);
  }

  private static List<Path> own(Map<String, String> environment, Path home) {
    List<Path> own = new ArrayList<>();
    String stated = environment.get("TOMBOLA_DATA");
    if (stated != null && !stated.isBlank()) {
      own.add(Path.of(stated));
    }
    String shared = environment.get("XDG_DATA_HOME");
    boolean usable = shared != null && Path.of(shared).isAbsolute();
    own.add((usable ? Path.of(shared) : home.resolve(".local/share")).resolve("tombola"));
    return List.copyOf(own);
  }

  /// This directory with a data set of the caller's own, found as [DataSource.Named] by the name of
  /// its training part, before any other of that name.
  ///
  /// @param test the test part, or null if it is to be held out of the training part
  public DataDirectory with(Dataset train, @Nullable Dataset test) {
    SequencedMap<String, SourceParts> more = new LinkedHashMap<>(inMemory);
    more.put(train.name(), new SourceParts(train, test));
    return new DataDirectory(own, system, mirror, more, checkpoints);
  }

  /// This directory with a checkpoint of the caller's own, found by this name before any file.
  public DataDirectory with(String name, Safetensors checkpoint) {
    Map<String, Safetensors> more = new HashMap<>(checkpoints);
    more.put(name, checkpoint);
    return new DataDirectory(own, system, mirror, inMemory, more);
  }

  /// The checkpoint of this name, or in this file, which is looked for as the user's data files
  /// are.
  ///
  /// @param setting that names it
  /// @throws UserException if there is none, or it is no valid safetensors file
  public Safetensors checkpoint(String setting, String file) {
    Safetensors given = checkpoints.get(file);
    if (given != null) {
      return given;
    }
    Path path = resolve(setting, file);
    try {
      if (Files.size(path) > MOST_BYTES) {
        throw new UserException(
            "%s: %s is larger than 2 GB, as no network here is; give the checkpoint of a smaller one"
                .formatted(setting, file));
      }
      return Safetensors.read(path);
    } catch (IOException | UncheckedIOException e) {
      throw new UserException(
          "%s: %s cannot be read; give a file that this user may read".formatted(setting, file), e);
    }
  }

  Optional<SourceParts> inMemory(String name) {
    return Optional.ofNullable(inMemory.get(name));
  }

  List<String> inMemoryNames() {
    return List.copyOf(inMemory.keySet());
  }

  /// Where downloads are put: `$TOMBOLA_DATA`, else the user's own data directory.
  public Path downloads() {
    return own.getFirst();
  }

  /// Where downloads come from instead of the official addresses: `$TOMBOLA_DATA_MIRROR`.
  Optional<URI> mirror() {
    if (mirror == null || mirror.isBlank()) {
      return Optional.empty();
    }
    if (!mirror.startsWith("http://") && !mirror.startsWith("https://")) {
      throw new UserException("TOMBOLA_DATA_MIRROR: `" + mirror + "` is no http or https address");
    }
    try {
      return Optional.of(new URI(mirror));
    } catch (URISyntaxException e) {
      throw new UserException("TOMBOLA_DATA_MIRROR: " + e.getMessage(), e);
    }
  }

  /// Every place that is searched, as a person would write it.
  public List<String> places() {
    List<String> places = new ArrayList<>();
    own.forEach(path -> places.add(path.toString()));
    places.add("inside the program");
    places.add(system.toString());
    return places;
  }

  /// The first file of this name that there is; a `.gz` file may lie there uncompressed.
  Optional<Input> find(String dataset, String file) {
    List<String> names =
        file.endsWith(".gz") ? List.of(file, file.substring(0, file.length() - 3)) : List.of(file);
    return own.stream()
        .flatMap(root -> inFolder(root, dataset, names).stream())
        .findFirst()
        .or(() -> bundled(dataset, names))
        .or(() -> inFolder(system, dataset, names));
  }

  private static Optional<Input> inFolder(Path root, String dataset, List<String> names) {
    return names.stream()
        .map(name -> root.resolve(dataset).resolve(name))
        .filter(Files::isRegularFile)
        .findFirst()
        .map(Input::file);
  }

  /// By the class loader, which also finds resources of other modules if their package is open.
  private static Optional<Input> bundled(String dataset, List<String> names) {
    ClassLoader loader = Objects.requireNonNull(DataDirectory.class.getClassLoader());
    for (String name : names) {
      URL resource = loader.getResource("dev/tombola/" + dataset + "/" + name);
      if (resource != null) {
        return Optional.of(Input.resource(resource));
      }
    }
    return Optional.empty();
  }

  /// A user's own file: absolute, or relative to the working directory, else to [#downloads].
  ///
  /// @throws UserException if there is none; it names every place that was searched
  Path resolve(String setting, String file) {
    if (file.isBlank()) {
      throw new UserException(setting + ": no file is named");
    }
    List<Path> tried = new ArrayList<>();
    try {
      tried.add(Path.of(file));
    } catch (InvalidPathException e) {
      throw new UserException(
          setting + ": \"" + file.strip() + "\" is no file's name; give one", e);
    }
    if (!tried.getFirst().isAbsolute()) {
      own.forEach(root -> tried.add(root.resolve(file)));
    }
    for (Path path : tried) {
      if (Files.isRegularFile(path)) {
        return path;
      }
    }
    throw new UserException(
        "%s: there is no file %s; looked for %s"
            .formatted(
                setting,
                file,
                String.join(
                    ", ", tried.stream().map(p -> p.toAbsolutePath().toString()).toList())));
  }
}
