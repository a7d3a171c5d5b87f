package dev.tombola.experiment;

import dev.tombola.data.Dataset;
import dev.tombola.data.LoadedData;
import dev.tombola.nn.ImageShape;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a run directory keeps of its data, in `data.json`, so that its runs can be read without
/// them.
///
/// @param checksum SHA-256 of the contents
/// @param image the shape of an example's features when they are pixels, else null
public record DataShape(
    String name,
    int features,
    int classes,
    List<String> classNames,
    @Nullable ImageShape image,
    String checksum) {

  static DataShape of(LoadedData data) {
    Dataset train = data.train();
    return new DataShape(
        train.name(),
        train.features(),
        train.classes(),
        train.classNames(),
        train.image().orElse(null),
        data.checksum());
  }
}
