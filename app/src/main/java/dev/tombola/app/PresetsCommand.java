package dev.tombola.app;

import dev.tombola.experiment.SpecFile;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/// `tombola presets`: the experiments that come with it.
@Command(
    name = "presets",
    mixinStandardHelpOptions = true,
    description = "Lists the presets, or prints one: every value with its reason and source.")
final class PresetsCommand extends ConsoleCommand {
  @Parameters(index = "0", arity = "0..1", paramLabel = "name", description = "A preset.")
  private @Nullable String name;

  PresetsCommand(Console console) {
    super(console);
  }

  @Override
  public Integer call() {
    if (name != null) {
      console.out().print(SpecFile.preset(name));
      console.out().flush();
      return 0;
    }
    for (String preset : SpecFile.presets()) {
      console.out().printf("%-22s%s%n", preset, summary(SpecFile.preset(preset)));
    }
    return 0;
  }

  /// The first comment line of a preset.
  private static String summary(String yaml) {
    return yaml.lines().findFirst().orElse("").replaceFirst("^#\\s*", "");
  }
}
