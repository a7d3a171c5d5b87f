package dev.tombola.experiment;

import dev.tombola.UserException;
import dev.tombola.rewind.Point;
import dev.tombola.train.Step;
import java.util.function.Function;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.ValueDeserializer;
import tools.jackson.databind.ValueSerializer;
import tools.jackson.databind.cfg.EnumFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.jsontype.TypeDeserializer;
import tools.jackson.databind.jsontype.TypeSerializer;
import tools.jackson.databind.module.SimpleModule;
import tools.jackson.dataformat.yaml.YAMLMapper;
import tools.jackson.dataformat.yaml.YAMLWriteFeature;

/// Between specs, trees and text. Strict: an unknown or missing key, or a value of another type, is
/// an error.
final class SpecFormat {
  static final JsonMapper JSON =
      JsonMapper.builder()
          .annotationIntrospector(new KindIntrospector())
          .addModule(module())
          .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .disable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
          .enable(EnumFeature.FAIL_ON_NUMBERS_FOR_ENUMS)
          .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
          .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
          .disable(MapperFeature.SORT_PROPERTIES_ALPHABETICALLY)
          .disable(MapperFeature.SORT_CREATOR_PROPERTIES_FIRST)
          .build();

  private static final YAMLMapper YAML =
      YAMLMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .disable(YAMLWriteFeature.USE_NATIVE_TYPE_ID)
          .disable(YAMLWriteFeature.WRITE_DOC_START_MARKER)
          .enable(YAMLWriteFeature.MINIMIZE_QUOTES)
          .build();

  private SpecFormat() {}

  private static SimpleModule module() {
    return new SimpleModule("tombola")
        .addSerializer(Step.class, new TextSerializer<>())
        .addDeserializer(Step.class, new TextDeserializer<>(Step::parse))
        .addSerializer(Point.class, new TextSerializer<>())
        .addDeserializer(Point.class, new TextDeserializer<>(Point::parse));
  }

  private static final class TextSerializer<T> extends ValueSerializer<T> {
    @Override
    public void serialize(T value, JsonGenerator to, SerializationContext context) {
      to.writeString(value.toString());
    }

    @Override
    public void serializeWithType(
        T value, JsonGenerator to, SerializationContext context, TypeSerializer type) {
      serialize(value, to, context);
    }
  }

  private static final class TextDeserializer<T> extends ValueDeserializer<T> {
    private final Function<String, T> parser;

    TextDeserializer(Function<String, T> parser) {
      this.parser = parser;
    }

    @Override
    public T deserialize(JsonParser from, DeserializationContext context) {
      String text = from.getValueAsString();
      if (text == null) {
        throw new UserException(SpecErrors.found(from) + " is not a text such as 500it");
      }
      return parser.apply(text);
    }

    @Override
    public Object deserializeWithType(
        JsonParser from, DeserializationContext context, TypeDeserializer type) {
      return deserialize(from, context);
    }
  }

  /// @param name of the text, for error messages
  static JsonNode yamlTree(String text, String name) {
    try {
      return YAML.readTree(text);
    } catch (JacksonException e) {
      throw new UserException(
          "%s: not valid YAML%s: %s"
              .formatted(name, place(e), SpecErrors.firstLine(e.getOriginalMessage())),
          e);
    }
  }

  /// @param name of the text, for error messages
  static JsonNode jsonTree(String text, String name) {
    try {
      return JSON.reader().with(StreamReadFeature.STRICT_DUPLICATE_DETECTION).readTree(text);
    } catch (JacksonException e) {
      throw new UserException(name + ": not valid JSON" + place(e), e);
    }
  }

  static String yaml(JsonNode tree) {
    return YAML.writeValueAsString(tree);
  }

  static JsonNode tree(ExperimentSpec spec) {
    return JSON.valueToTree(spec);
  }

  /// Binds a tree, of an older spec too; `name` is the spec's, for error messages.
  static ExperimentSpec spec(JsonNode tree, String name) {
    if (!tree.isObject()) {
      throw new UserException(name + ": is not a map of settings");
    }
    SpecHistory.update(tree);
    try {
      return JSON.treeToValue(tree, ExperimentSpec.class);
    } catch (JacksonException e) {
      throw new UserException(name + ": " + SpecErrors.describe(e, tree), e);
    }
  }

  private static String place(JacksonException e) {
    return e.getLocation() == null
        ? ""
        : " in line " + e.getLocation().getLineNr() + ", column " + e.getLocation().getColumnNr();
  }
}
