package dev.tombola.experiment;

import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/// Words for error messages.
final class Names {
  private Names() {}

  static String kinds(Class<?> base) {
    return base.isSealed()
        ? Arrays.stream(base.getPermittedSubclasses())
            .map(KindIntrospector::name)
            .sorted()
            .collect(Collectors.joining(", "))
        : base.getSimpleName();
  }

  static String type(Class<?> type) {
    if (List.of(int.class, long.class, Integer.class, Long.class).contains(type)) {
      return "a whole number";
    }
    if (type == double.class || type == Double.class) {
      return "a number";
    }
    if (type == boolean.class) {
      return "true or false";
    }
    if (type.isEnum()) {
      return Arrays.stream(type.getEnumConstants())
          .map(constant -> constant.toString().toLowerCase(Locale.ROOT).replace('_', '-'))
          .collect(Collectors.joining(", ", "one of ", ""));
    }
    if (Collection.class.isAssignableFrom(type)) {
      return "a list";
    }
    if (type.isSealed()) {
      return "a map whose kind is one of " + kinds(type);
    }
    if (type.isRecord()) {
      return Arrays.stream(type.getRecordComponents())
          .map(RecordComponent::getName)
          .collect(Collectors.joining(", ", "a map with the keys ", ""));
    }
    return type == String.class ? "a text" : "a map";
  }
}
