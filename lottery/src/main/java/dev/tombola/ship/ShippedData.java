package dev.tombola.ship;

import dev.tombola.data.DataSource;
import dev.tombola.data.DataSpec;
import dev.tombola.experiment.DataShape;
import dev.tombola.experiment.ExperimentSpec;
import dev.tombola.experiment.StartSpec;
import org.jspecify.annotations.Nullable;

/// A spec that may leave the machine: data files and checkpoints of a whole path stand in it by
/// their names alone, which are looked for where the spec is used. What they contain has its
/// checksum.
final class ShippedData {
  /// A whole path of any system: the bytes of a ticket do not depend on where it is exported.
  private static final String WHOLE_PATH = "(/|\\\\|[A-Za-z]:[/\\\\]).*";

  private ShippedData() {}

  static ExperimentSpec in(ExperimentSpec spec) {
    DataSpec data = spec.data();
    return spec.with(start(spec.start()))
        .with(
            new DataSpec(
                source(data.source()),
                data.validation(),
                data.test(),
                data.normalise(),
                data.augment()));
  }

  private static StartSpec start(StartSpec start) {
    return switch (start) {
      case StartSpec.Drawn drawn -> drawn;
      case StartSpec.Checkpoint(var path, var names, var checksum, var trained) ->
          new StartSpec.Checkpoint(file(path), names, checksum, trained);
    };
  }

  static DataShape in(DataShape data) {
    return new DataShape(
        file(data.name()),
        data.features(),
        data.classes(),
        data.classNames(),
        data.image(),
        data.checksum());
  }

  private static DataSource source(DataSource source) {
    return switch (source) {
      case DataSource.Named named -> named;
      case DataSource.Idx(var x, var y, var testX, var testY, var classes) ->
          new DataSource.Idx(file(x), file(y), optional(testX), optional(testY), classes);
      case DataSource.Csv(var train, var test, var label, var header, var separator) ->
          new DataSource.Csv(file(train), optional(test), label, header, separator);
      case DataSource.Numpy(var x, var y, var testX, var testY, var classes) ->
          new DataSource.Numpy(file(x), optional(y), optional(testX), optional(testY), classes);
    };
  }

  private static @Nullable String optional(@Nullable String path) {
    return path == null ? null : file(path);
  }

  private static String file(String path) {
    return path.matches(WHOLE_PATH)
        ? path.substring(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1)
        : path;
  }
}
