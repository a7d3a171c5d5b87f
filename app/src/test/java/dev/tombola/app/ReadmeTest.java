package dev.tombola.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tombola.experiment.SpecFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What the README tells to type can be typed.
final class ReadmeTest {
  private static final Path README = Path.of(System.getProperty("tombola.root"), "README.md");

  /// A command with its continued lines, up to a comment.
  private static final Pattern RUN =
      Pattern.compile("^    \\./tombola run ((?:[^\\\\#\n]|\\\\\n)+)", Pattern.MULTILINE);

  private static final Pattern ARGUMENT = Pattern.compile("\"([^\"]*)\"|([^\\s\"\\\\]+)");

  @Test
  void every_experiment_that_it_runs_resolves() throws IOException {
    List<List<String>> commands =
        RUN.matcher(Files.readString(README)).results().map(ReadmeTest::arguments).toList();
    assertThat(commands).hasSizeGreaterThanOrEqualTo(3);
    for (List<String> command : commands) {
      List<String> overrides =
          command.stream().skip(1).filter(argument -> !argument.startsWith("--")).toList();
      assertThat(SpecFile.resolve(command.getFirst(), overrides)).as("%s", command).isNotNull();
    }
  }

  @Test
  void the_files_that_it_shows_are_specs(@TempDir Path folder) throws IOException {
    List<String> names = new ArrayList<>();
    for (MatchResult shown :
        Pattern.compile("(?s)```yaml\n(.*?)```")
            .matcher(Files.readString(README))
            .results()
            .toList()) {
      Path file = Files.writeString(folder.resolve("shown.yaml"), shown.group(1));
      names.add(SpecFile.resolve(file.toString(), List.of()).name());
    }
    assertThat(names).containsExactly("flowers", "augmented", "mine", "ways");
  }

  private static List<String> arguments(MatchResult command) {
    List<String> arguments = new ArrayList<>();
    ARGUMENT
        .matcher(command.group(1))
        .results()
        .forEach(found -> arguments.add(found.group(1) == null ? found.group(2) : found.group(1)));
    return arguments;
  }
}
