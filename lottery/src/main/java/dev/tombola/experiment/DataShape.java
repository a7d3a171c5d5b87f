package dev.tombola.experiment;

import dev.tombola.UserException;
import dev.tombola.data.Dataset;
import dev.tombola.data.LoadedData;
import dev.tombola.nn.ImageShape;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

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

  /// As one line of JSON.
  public String json() {
    return SpecFormat.JSON.writeValueAsString(this);
  }

  /// What [#json] wrote.
  ///
  /// @param name of the text, for error messages
  public static DataShape ofJson(String json, String name) {
    JsonNode tree = SpecFormat.jsonTree(json, name);
    try {
      if (tree.path("name").isString()
          && tree.path("name").stringValue().chars().noneMatch(Character::isISOControl)
          && tree.path("checksum").isString()
          && tree.path("classNames").isArray()
          && tree.path("classNames").valueStream().allMatch(JsonNode::isString)) {
        return SpecFormat.JSON.treeToValue(tree, DataShape.class);
      }
    } catch (JacksonException | IllegalArgumentException e) {
      throw new UserException(name + ": not the shape of any data", e);
    }
    throw new UserException(name + ": not the shape of any data");
  }
}
