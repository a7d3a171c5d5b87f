package dev.tombola.data;

import dev.tombola.UserException;
import org.jspecify.annotations.Nullable;

/// What a source holds: a training part, and a test part if it has one of its own.
record SourceParts(Dataset train, @Nullable Dataset test) {
  SourceParts {
    if (test != null && test.features() != train.features()) {
      throw new UserException(
          "%s: %d features per example, but %s has %d"
              .formatted(test.name(), test.features(), train.name(), train.features()));
    }
    if (test != null && test.classes() != train.classes()) {
      throw new UserException(
          "%s: %d classes, but %s has %d"
              .formatted(test.name(), test.classes(), train.name(), train.classes()));
    }
  }
}
