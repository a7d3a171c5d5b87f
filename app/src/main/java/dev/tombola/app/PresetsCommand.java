package dev.tombola.app;

import dev.tombola.experiment.SpecFile;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/// `tombola presets`: the experiments that come with it, and all that a spec may say.
@Command(
    name = "presets",
    mixinStandardHelpOptions = true,
    description = "Lists the presets, or prints one: every value with its reason and source.",
    footer = {"", "`defaults` and `kinds` print every key and kind of a spec with its defaults."})
final class PresetsCommand extends ConsoleCommand {
  private static final int INDENT = 4;

  @Parameters(
      index = "0",
      arity = "0..1",
      paramLabel = "name",
      description = "A preset, or defaults, or kinds.")
  private @Nullable String name;

  PresetsCommand(Console console) {
    super(console);
  }

  @Override
  public Integer call() {
    if (name == null) {
      list();
    } else {
      console.out().print(text(name));
      console.out().flush();
    }
    return 0;
  }

  private static String text(String name) {
    return switch (name) {
      case "defaults" -> SpecFile.defaults();
      case "kinds" -> SpecFile.kinds();
      default -> SpecFile.preset(name);
    };
  }

  private void list() {
    for (String preset : SpecFile.presets()) {
      console.out().println(console.ansi().bold(preset));
      console.say(" ".repeat(INDENT), INDENT, description(SpecFile.preset(preset)));
    }
    console.out().println();
    console.say(
        console.asCalled(
            "`tombola presets NAME` prints one; `tombola presets defaults` and `tombola presets"
                + " kinds` print every key and kind of a spec with its defaults."));
  }

  /// The comment that a preset begins with.
  private static String description(String yaml) {
    return yaml.lines()
        .takeWhile(line -> line.startsWith("#"))
        .map(line -> line.substring(1).strip())
        .collect(Collectors.joining(" "));
  }
}
