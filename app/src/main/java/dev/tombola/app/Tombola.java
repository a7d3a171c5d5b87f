package dev.tombola.app;

import dev.tombola.Build;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;

/// The command line's root.
@Command(
    name = "tombola",
    description = "Finds, proves and ships winning lottery tickets.",
    mixinStandardHelpOptions = true,
    versionProvider = Tombola.Version.class)
final class Tombola implements Runnable {
  static int run(String... args) {
    return new CommandLine(new Tombola()).execute(args);
  }

  @Override
  public void run() {
    CommandLine.usage(this, System.out);
  }

  static final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
      Build build = Build.current();
      return new String[] {
        "tombola %s (%s), Java %s"
            .formatted(build.version(), build.commit(), System.getProperty("java.version"))
      };
    }
  }
}
