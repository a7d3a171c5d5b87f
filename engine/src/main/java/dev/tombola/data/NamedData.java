package dev.tombola.data;

import dev.tombola.UserException;
import java.util.List;
import java.util.stream.Stream;

/// A data set that is known by name, with its files and what they must contain.
///
/// @param name as in [DataSource.Named], and the name of its folder in a [DataDirectory]
/// @param title one line that says what it is
/// @param licence as its authors state it
/// @param citation whom to cite
/// @param format how its files are laid out
/// @param classNames `[classes]`
public record NamedData(
    String name,
    String title,
    String licence,
    String citation,
    Format format,
    List<String> classNames,
    List<DataFile> files) {
  /// How the files of a data set are laid out.
  public enum Format {
    /// Four files: training images and labels, test images and labels.
    IDX,
    /// One archive of five training batches and a test batch: a label byte, then 3 × 32 × 32
    /// pixels.
    CIFAR
  }

  public NamedData {
    classNames = List.copyOf(classNames);
    files = List.copyOf(files);
  }

  /// Every data set that is known by name.
  public static List<NamedData> all() {
    return List.of(KnownData.MNIST, KnownData.FASHION_MNIST, KnownData.CIFAR_10);
  }

  /// @throws UserException if there is none of this name; it names the nearest
  public static NamedData named(String name) {
    return all().stream()
        .filter(data -> data.name.equals(name))
        .findFirst()
        .orElseThrow(() -> unknown(name, List.of()));
  }

  static UserException unknown(String name, List<String> others) {
    List<String> names =
        Stream.concat(others.stream(), all().stream().map(NamedData::name)).toList();
    return new UserException(
        "data: there is no data set called `%s`; %s"
            .formatted(name, NearestName.among(name, names)));
  }
}
