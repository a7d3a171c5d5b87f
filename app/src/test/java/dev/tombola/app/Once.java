package dev.tombola.app;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/// Makes what takes trainings once, for all the classes whose tests ask for it. It goes when all
/// tests are done.
final class Once implements ParameterResolver {
  private static final Map<Class<?>, Supplier<Object>> MADE =
      Map.of(
          FinishedFlowers.class, FinishedFlowers::train,
          ExportedTickets.class, ExportedTickets::export);

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    return MADE.containsKey(parameter.getParameter().getType());
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    Class<?> type = parameter.getParameter().getType();
    return context
        .getRoot()
        .getStore(Namespace.create(Once.class))
        .computeIfAbsent(type, _ -> MADE.get(type).get());
  }

  static void delete(Path folder) throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }
}
