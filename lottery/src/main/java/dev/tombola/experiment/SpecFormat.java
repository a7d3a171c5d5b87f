package dev.tombola.experiment;

import dev.tombola.UserException;
import dev.tombola.data.NearestName;
import dev.tombola.rewind.Point;
import dev.tombola.train.Step;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.DatabindException;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.ValueDeserializer;
import tools.jackson.databind.ValueSerializer;
import tools.jackson.databind.cfg.EnumFeature;
import tools.jackson.databind.exc.InvalidFormatException;
import tools.jackson.databind.exc.InvalidTypeIdException;
import tools.jackson.databind.exc.MismatchedInputException;
import tools.jackson.databind.exc.UnrecognizedPropertyException;
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
        throw new UserException("expected a text such as 500it, but found " + from.currentToken());
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
          "%s: not valid YAML%s: %s".formatted(name, place(e), firstLine(e.getOriginalMessage())),
          e);
    }
  }

  static String yaml(JsonNode tree) {
    return YAML.writeValueAsString(tree);
  }

  static JsonNode tree(ExperimentSpec spec) {
    return JSON.valueToTree(spec);
  }

  /// Binds a tree; `name` is the spec's, for error messages.
  static ExperimentSpec spec(JsonNode tree, String name) {
    try {
      return JSON.treeToValue(tree, ExperimentSpec.class);
    } catch (JacksonException e) {
      throw new UserException(name + ": " + describe(e), e);
    }
  }

  private static String describe(JacksonException e) {
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      if (cause instanceof UserException user) {
        return path(e).isEmpty() || user.getMessage().startsWith(path(e))
            ? user.getMessage()
            : path(e) + ": " + user.getMessage();
      }
    }
    return switch (e) {
      case UnrecognizedPropertyException unknown -> {
        List<String> known =
            unknown.getKnownPropertyIds() == null
                ? List.of()
                : unknown.getKnownPropertyIds().stream().map(String::valueOf).sorted().toList();
        yield "unknown key %s; did you mean %s? There are %s"
            .formatted(
                path(e),
                NearestName.of(unknown.getPropertyName(), known),
                String.join(", ", known));
      }
      case InvalidTypeIdException kind ->
          "%s.kind: \"%s\" is not one of %s"
              .formatted(
                  path(e),
                  kind.getTypeId() == null ? "" : kind.getTypeId(),
                  Names.kinds(kind.getBaseType().getRawClass()));
      case InvalidFormatException value ->
          "%s: \"%s\" is not %s"
              .formatted(path(e), value.getValue(), Names.type(value.getTargetType()));
      case MismatchedInputException other
          when other.getTargetType() != null && wrongText(other) != null ->
          "%s: \"%s\" is not %s"
              .formatted(path(e), wrongText(other), Names.type(other.getTargetType()));
      case DatabindException other ->
          "%s: %s"
              .formatted(
                  path(e).isEmpty() ? "spec" : path(e), firstLine(other.getOriginalMessage()));
      default -> firstLine(e.getOriginalMessage());
    };
  }

  /// The scalar at which reading stopped.
  private static @Nullable String wrongText(MismatchedInputException e) {
    return e.processor() instanceof JsonParser parser ? parser.getValueAsString() : null;
  }

  private static String path(JacksonException e) {
    StringBuilder path = new StringBuilder();
    for (JacksonException.Reference reference : e.getPath()) {
      if (reference.getPropertyName() == null) {
        path.append('[').append(reference.getIndex()).append(']');
      } else {
        path.append(path.isEmpty() ? "" : ".").append(reference.getPropertyName());
      }
    }
    return path.toString();
  }

  private static String place(JacksonException e) {
    return e.getLocation() == null
        ? ""
        : " in line " + e.getLocation().getLineNr() + ", column " + e.getLocation().getColumnNr();
  }

  private static String firstLine(String message) {
    return message.lines().findFirst().orElse("");
  }
}
