package dev.tombola.experiment;

import dev.tombola.Build;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import tools.jackson.databind.node.ObjectNode;

/// Where a run was trained, for the record: code, Java, processor, engine. It changes no result.
public final class Environment {
  private Environment() {}

  static String json(String engine) {
    ObjectNode json = SpecFormat.JSON.createObjectNode();
    json.put("engine", engine);
    Build build = Build.current();
    json.put("version", build.version());
    json.put("commit", build.commit());
    json.put("java", Runtime.version().toString());
    json.put("vm", System.getProperty("java.vm.name") + ", " + System.getProperty("java.vendor"));
    json.put("system", System.getProperty("os.name") + " " + System.getProperty("os.arch"));
    json.put("processor", processor());
    json.put("cores", Runtime.getRuntime().availableProcessors());
    json.put("maxMemoryBytes", Runtime.getRuntime().maxMemory());
    return json.toPrettyString() + "\n";
  }

  /// The processor's name, or `unknown`.
  public static String processor() {
    Path info = Path.of("/proc/cpuinfo");
    if (Files.isReadable(info)) {
      try (var lines = Files.lines(info)) {
        return lines
            .filter(line -> line.startsWith("model name"))
            .map(line -> line.substring(line.indexOf(':') + 1).strip())
            .findFirst()
            .orElse("unknown");
      } catch (IOException e) {
        return "unknown";
      }
    }
    return System.getenv().getOrDefault("PROCESSOR_IDENTIFIER", "unknown");
  }
}
