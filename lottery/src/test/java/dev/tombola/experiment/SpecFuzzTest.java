package dev.tombola.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import dev.tombola.UserException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

/// Whatever stands in a spec, a user gets an experiment or one sentence, never a stack trace.
final class SpecFuzzTest {
  private static final List<String> VALUES =
      List.of(
          "",
          "~",
          "true",
          "0",
          "-1",
          "1",
          "1.5",
          ".nan",
          ".inf",
          "1e400",
          "99999999999999999999",
          "9223372036854775807",
          "2147483647",
          "\"\"",
          "\"5\"",
          "x",
          "0it",
          "1ep",
          "999999999999it",
          "999999999999ep",
          "init",
          "end",
          "[]",
          "[1]",
          "[[]]",
          "[~]",
          "[{}]",
          "[x, {kind: reinit}]",
          "{}",
          "{kind: x}",
          "{kind: ~}",
          "{kind: [1]}",
          "{a: 1}",
          "{kind: global, rate: 0.5}",
          "{kind: adam}",
          "{kind: cosine, rate: 0.1}",
          "{kind: steps, rate: 0.1}",
          "[",
          "{",
          "a: b: c",
          "&a [*a]",
          "!!int x",
          "- - -",
          "\t",
          "\u0000",
          "2026-01-01");

  private static final String START = "start={kind: checkpoint, file: none.safetensors}";

  static Stream<String> keys() {
    List<String> keys =
        new ArrayList<>(
            List.of(
                "extends",
                "nothing",
                "",
                ".",
                "a.b",
                "branches.0",
                "pruning.layerCollapse",
                "pruning.scope.kinds",
                "pruning.scope.kinds.dense",
                "pruning.scope.layers.*",
                "start.file",
                "start.names",
                "start.names.0",
                "start.names.0.weight",
                "start.checksum",
                "start.trained"));
    collect("", SpecFile.json(SpecFile.resolve("lenet-mnist-quick", List.of())), keys);
    return keys.stream();
  }

  private static void collect(String at, JsonNode tree, List<String> keys) {
    if (!at.isEmpty()) {
      keys.add(at);
    }
    String prefix = at.isEmpty() ? "" : at + ".";
    tree.properties().forEach(entry -> collect(prefix + entry.getKey(), entry.getValue(), keys));
    for (int i = 0; tree.isArray() && i < tree.size(); i++) {
      collect(prefix + i, tree.get(i), keys);
    }
  }

  @ParameterizedTest
  @MethodSource("keys")
  void any_value_of_any_key_gives_an_experiment_or_one_sentence(String key, @TempDir Path folder) {
    for (String value : VALUES) {
      List<String> override =
          Stream.of(START, key + "=" + value)
              .filter(said -> !said.equals(START) || key.startsWith("start"))
              .toList();
      sentence(() -> SpecFile.resolve("lenet-mnist-quick", override), override);
      sentence(() -> TinyExperiment.of(folder, override), override);
    }
  }

  private static void sentence(Runnable resolving, List<String> override) {
    try {
      resolving.run();
    } catch (UserException e) {
      assertThat(e.getMessage())
          .as("%s", override)
          .doesNotContain("jackson", "java.", "dev.tombola", "Exception", "null")
          .matches("[^\\n]{10,400}");
    } catch (RuntimeException | Error e) {
      fail(override + " is no user's to mend", e);
    }
  }
}
