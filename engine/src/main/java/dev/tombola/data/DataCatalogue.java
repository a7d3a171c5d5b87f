package dev.tombola.data;

import dev.tombola.UserException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// What is there of the data sets that are known by name (`tombola data list` and `data check`).
public final class DataCatalogue {
  /// A data set and where its files are.
  ///
  /// @param places `[files]`, empty for a file that is not there
  public record Entry(NamedData data, List<Optional<String>> places) {
    public Entry {
      places = List.copyOf(places);
    }

    /// True if no file is missing; whether they are intact only [#check] tells.
    public boolean isComplete() {
      return places.stream().allMatch(Optional::isPresent);
    }
  }

  /// What became of a file.
  public enum State {
    /// Its contents are as its authors made them.
    INTACT,
    /// It is truncated, damaged or another file.
    ALTERED,
    /// It is nowhere to be found.
    MISSING
  }

  /// @param message where the file is, or what is wrong with it and the way out
  public record FileCheck(NamedData data, DataFile file, State state, String message) {}

  private final DataDirectory where;

  public DataCatalogue(DataDirectory where) {
    this.where = where;
  }

  /// Looks which files are there, without reading them.
  public List<Entry> list() {
    return NamedData.all().stream()
        .map(data -> {
          NamedFiles files = new NamedFiles(data, where);
          return new Entry(data, data.files().stream().map(files::place).toList());
        })
        .toList();
  }

  /// Reads every file that is there and compares its contents; some seconds.
  public List<FileCheck> check() {
    List<FileCheck> checks = new ArrayList<>();
    for (NamedData data : NamedData.all()) {
      for (DataFile file : data.files()) {
        checks.add(check(data, file));
      }
    }
    return List.copyOf(checks);
  }

  private FileCheck check(NamedData data, DataFile file) {
    NamedFiles files = new NamedFiles(data, where);
    Optional<String> place = files.place(file);
    if (place.isEmpty()) {
      return new FileCheck(
          data, file, State.MISSING, "fetch it with `tombola data get " + data.name() + "`");
    }
    try {
      files.verify(file);
      return new FileCheck(data, file, State.INTACT, place.get());
    } catch (UserException e) {
      return new FileCheck(data, file, State.ALTERED, String.valueOf(e.getMessage()));
    }
  }
}
