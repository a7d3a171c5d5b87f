package dev.tombola.experiment;

import java.util.Arrays;
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
    if (type == int.class || type == long.class) {
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
    return "a " + type.getSimpleName().toLowerCase(Locale.ROOT);
  }
}
