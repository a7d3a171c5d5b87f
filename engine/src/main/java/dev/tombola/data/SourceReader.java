package dev.tombola.data;

import dev.tombola.UserException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Reads each kind of source.
final class SourceReader {
  private final DataDirectory where;

  SourceReader(DataDirectory where) {
    this.where = where;
  }

  SourceParts read(DataSource source) {
    return switch (source) {
      case DataSource.Named named -> named(named.name());
      case DataSource.Idx idx -> idx(idx);
      case DataSource.Csv csv -> csv(csv);
      case DataSource.Numpy numpy -> numpy(numpy);
    };
  }

  private SourceParts named(String name) {
    return where
        .inMemory(name)
        .orElseGet(() -> {
          if (NamedData.all().stream().noneMatch(data -> data.name().equals(name))) {
            throw NamedData.unknown(name, where.inMemoryNames());
          }
          return new NamedFiles(NamedData.named(name), where).read();
        });
  }

  private SourceParts idx(DataSource.Idx source) {
    requireBoth("testImages", source.testImages(), "testLabels", source.testLabels());
    Dataset train =
        idxPart("train", source.trainImages(), source.trainLabels(), stated(source.classes()));
    Dataset test =
        source.testImages() == null || source.testLabels() == null
            ? null
            : idxPart("test", source.testImages(), source.testLabels(), train.classes());
    return new SourceParts(train, test);
  }

  private Dataset idxPart(String part, String images, String labels, int classes) {
    return IdxFile.dataset(
        images, input(part + "Images", images), input(part + "Labels", labels), classes, List.of());
  }

  private SourceParts csv(DataSource.Csv source) {
    CsvFile train = CsvFile.read(input("train", source.train()), source);
    CsvClasses classes = CsvClasses.of(train);
    Dataset trainPart = csvPart(source.train(), train, classes);
    if (source.test() == null) {
      return new SourceParts(trainPart, null);
    }
    CsvFile test = CsvFile.read(input("test", source.test()), source);
    test.columns().requireSameAs(train.columns(), test.input());
    return new SourceParts(trainPart, csvPart(source.test(), test, classes));
  }

  private static Dataset csvPart(String name, CsvFile file, CsvClasses classes) {
    return file.dataset(name, classes.of(file.words(), file.input()), classes.names());
  }

  private SourceParts numpy(DataSource.Numpy source) {
    Path train = where.resolve("train", source.train());
    int classes = stated(source.classes());
    if (!isArchive(source.train())) {
      Dataset trainPart =
          numpyPart("train", source.train(), Input.file(train), source.trainLabels(), classes);
      return new SourceParts(trainPart, numpyTest(source, trainPart.classes()));
    }
    NumpyArchive archive = NumpyArchive.open(train);
    if (!archive.has("x_train") || archive.has("x")) {
      Dataset trainPart = numpyPart(source.train(), archive, "x", "y", classes);
      return new SourceParts(trainPart, numpyTest(source, trainPart.classes()));
    }
    Dataset trainPart = numpyPart(source.train(), archive, "x_train", "y_train", classes);
    Dataset testPart =
        source.test() == null && archive.has("x_test")
            ? numpyPart(
                source.train() + " (x_test)", archive, "x_test", "y_test", trainPart.classes())
            : numpyTest(source, trainPart.classes());
    return new SourceParts(trainPart, testPart);
  }

  private @Nullable Dataset numpyTest(DataSource.Numpy source, int classes) {
    String test = source.test();
    if (test == null) {
      return null;
    }
    Path file = where.resolve("test", test);
    if (!isArchive(test)) {
      return numpyPart("test", test, Input.file(file), source.testLabels(), classes);
    }
    NumpyArchive archive = NumpyArchive.open(file);
    return archive.has("x_test")
        ? numpyPart(test, archive, "x_test", "y_test", classes)
        : numpyPart(test, archive, "x", "y", classes);
  }

  private static Dataset numpyPart(
      String name, NumpyArchive archive, String x, String y, int classes) {
    return NumpyArray.dataset(name, NumpyArray.read(archive.array(x)), archive.array(y), classes);
  }

  private Dataset numpyPart(
      String part, String name, Input x, @Nullable String labels, int classes) {
    if (labels == null) {
      throw new UserException(
          "%sLabels: missing; %s holds the features only, and the labels lie in a .npy file of their own"
              .formatted(part, name));
    }
    return NumpyArray.dataset(name, NumpyArray.read(x), input(part + "Labels", labels), classes);
  }

  private Input input(String setting, String file) {
    return Input.file(where.resolve(setting, file));
  }

  /// Classes as the parts want them: 0 when the labels decide.
  private static int stated(@Nullable Integer classes) {
    if (classes != null && (classes < 2 || classes > Dataset.MOST_CLASSES)) {
      throw new UserException(
          "data.source.classes: %d; use 2 to %d".formatted(classes, Dataset.MOST_CLASSES));
    }
    return classes == null ? 0 : classes;
  }

  private static boolean isArchive(String file) {
    return file.endsWith(".npz");
  }

  private static void requireBoth(
      String first, @Nullable String a, String second, @Nullable String b) {
    if ((a == null) != (b == null)) {
      throw new UserException(
          "%s: missing, though %s is given; give both or neither"
              .formatted(a == null ? first : second, a == null ? second : first));
    }
  }
}
