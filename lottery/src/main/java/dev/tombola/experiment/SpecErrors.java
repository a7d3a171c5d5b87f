package dev.tombola.experiment;

import dev.tombola.UserException;
import dev.tombola.data.NearestName;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.exc.InputCoercionException;
import tools.jackson.databind.DatabindException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.exc.InvalidFormatException;
import tools.jackson.databind.exc.InvalidTypeIdException;
import tools.jackson.databind.exc.MismatchedInputException;
import tools.jackson.databind.exc.UnrecognizedPropertyException;

/// What is wrong with a spec, in one sentence that names the setting.
final class SpecErrors {
  /// The parser's own words, in which the first line tells nothing.
  private static final Pattern TAB = Pattern.compile("(?s)\\(TAB\\).*?line (\\d+)");

  private SpecErrors() {}

  /// @param tree the spec
  static String describe(JacksonException e, JsonNode tree) {
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      if (cause instanceof UserException user) {
        return at(path(e), user.getMessage());
      }
    }
    return switch (e) {
      case UnrecognizedPropertyException unknown ->
          unknown(path(e), unknown.getPropertyName(), known(unknown));
      case InvalidTypeIdException kind when kind.getTypeId() == null ->
          "%s: needs a kind, one of %s"
              .formatted(path(e), Names.kinds(kind.getBaseType().getRawClass()));
      case InvalidTypeIdException kind ->
          "%s.kind: \"%s\" is not one of %s"
              .formatted(path(e), kind.getTypeId(), Names.kinds(kind.getBaseType().getRawClass()));
      case InvalidFormatException value ->
          "%s: \"%s\" is not %s"
              .formatted(path(e), value.getValue(), Names.type(value.getTargetType()));
      case MismatchedInputException missing
          when missing.getOriginalMessage().startsWith("Missing required") ->
          path(e)
              + ": is missing"
              + stranger(missing, tree).map(unknown -> "; " + unknown).orElse("");
      case MismatchedInputException other when other.getTargetType() != null ->
          "%s: %s is not %s".formatted(path(e), found(other), Names.type(other.getTargetType()));
      case InputCoercionException _ ->
          "%s is too large or too small"
              .formatted(path(e).isEmpty() ? "a number" : path(e) + ": the number");
      case DatabindException other ->
          "%s: %s"
              .formatted(
                  path(e).isEmpty() ? "spec" : path(e), firstLine(other.getOriginalMessage()));
      default -> firstLine(e.getOriginalMessage());
    };
  }

  private static List<String> known(UnrecognizedPropertyException e) {
    return e.getKnownPropertyIds() == null
        ? List.of()
        : e.getKnownPropertyIds().stream().map(String::valueOf).sorted().toList();
  }

  /// @param path of the key
  private static String unknown(String path, String key, List<String> known) {
    return known.isEmpty()
        ? "unknown key %s: there is nothing to set here but the kind".formatted(path)
        : "unknown key %s; %s".formatted(path, NearestName.among(key, known));
  }

  /// What else is wrong with a map in which a key is missing: often the key is there, mistyped.
  private static Optional<String> stranger(MismatchedInputException missing, JsonNode tree) {
    JacksonException.Reference key = missing.getPath().getLast();
    if (!(key.from() instanceof Class<?> type) || !type.isRecord()) {
      return Optional.empty();
    }
    JsonNode map = tree;
    for (JacksonException.Reference step :
        missing.getPath().subList(0, missing.getPath().size() - 1)) {
      map =
          step.getPropertyName() == null
              ? map.path(step.getIndex())
              : map.path(step.getPropertyName());
    }
    List<String> known =
        Arrays.stream(type.getRecordComponents()).map(RecordComponent::getName).sorted().toList();
    String path = path(missing);
    String parent = path.substring(0, path.length() - key.getPropertyName().length());
    return map.propertyNames().stream()
        .filter(name -> !known.contains(name) && !name.equals(KindIntrospector.KIND))
        .findFirst()
        .map(name -> unknown(parent + name, name, known));
  }

  /// A record's own message with the place in the spec, of which it may know the end.
  private static String at(String path, String message) {
    String last = path.substring(path.lastIndexOf('.') + 1);
    if (path.isEmpty() || message.startsWith(path)) {
      return message;
    }
    return message.startsWith(last + ".")
        ? path.substring(0, path.length() - last.length()) + message
        : path + ": " + message;
  }

  /// What stands where reading stopped.
  private static String found(MismatchedInputException e) {
    return e.processor() instanceof JsonParser parser ? found(parser) : "this";
  }

  static String found(JsonParser parser) {
    return switch (parser.currentToken()) {
      case START_ARRAY, END_ARRAY -> "a list";
      case START_OBJECT, END_OBJECT, PROPERTY_NAME -> "a map";
      case VALUE_NULL -> "nothing";
      case null, default -> {
        @Nullable String text = parser.getValueAsString();
        yield text == null ? "this" : "\"" + text + "\"";
      }
    };
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

  static String firstLine(String message) {
    Matcher tab = TAB.matcher(message);
    if (tab.find()) {
      return "line %s has a tab where YAML allows blanks only; indent with blanks"
          .formatted(tab.group(1));
    }
    return message.lines().findFirst().orElse("");
  }
}
