package dev.tombola.app;

import dev.tombola.Build;
import dev.tombola.UserException;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.concurrent.CancellationException;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// The command line's root.
@Command(
    name = "tombola",
    description = "Finds, proves and ships winning lottery tickets.",
    mixinStandardHelpOptions = true,
    versionProvider = Tombola.Version.class,
    subcommands = {
      RunCommand.class,
      ConnectCommand.class,
      ShowCommand.class,
      ReportCommand.class,
      TicketCommand.class,
      AuditCommand.class,
      PresetsCommand.class,
      BenchCommand.class,
      DataCommand.class,
      ListCommand.class,
      DiffCommand.class,
      CommandLine.HelpCommand.class
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:done",
      "1:a check failed, or a defect of tombola's",
      "2:something you can mend; one sentence says what",
      "130:interrupted; the same command continues"
    })
final class Tombola implements Runnable {
  static final int DEFECT = 1;

  /// Of a check that failed: what was checked is wrong.
  static final int FAILED = 1;

  static final int USAGE = 2;
  static final int INTERRUPTED = 130;

  @Spec private CommandSpec spec = CommandSpec.create();

  /// Runs a command line on this process's streams.
  static int run(String... args) {
    // Numbers are printed alike wherever this runs, and can be read by programs.
    Locale.setDefault(Locale.ROOT);
    StandardOutput output = new StandardOutput();
    Console console = Console.standard(output);
    int exit = execute(console, args);
    console.out().flush();
    return output
        .failure()
        .map(reason -> {
          console.err().println("tombola: standard output: " + reason);
          return USAGE;
        })
        .orElse(exit);
  }

  private static int execute(Console console, String... args) {
    try {
      return commandLine(console).execute(args);
    } catch (OutOfMemoryError e) {
      console.complain(
          "not enough memory for this; use fewer --threads or a smaller network, or give Java more"
              + " (TOMBOLA_JAVA_OPTS=-Xmx8g)");
      return USAGE;
    }
  }

  static CommandLine commandLine(Console console) {
    CommandLine line = new CommandLine(new Tombola(), new Factory(console));
    line.setCommandName(console.command());
    line.setOut(console.out());
    line.setErr(console.err());
    line.setColorScheme(CommandLine.Help.defaultColorScheme(CommandLine.Help.Ansi.OFF));
    line.setCaseInsensitiveEnumValuesAllowed(true);
    line.setParameterExceptionHandler((e, _) -> wrongUsage(e, console));
    line.setExecutionExceptionHandler((e, _, _) -> failed(e, console));
    return line;
  }

  /// Gives commands their console.
  private record Factory(Console console) implements CommandLine.IFactory {
    @Override
    public <K> K create(Class<K> type) throws Exception {
      return ConsoleCommand.class.isAssignableFrom(type)
          ? type.getDeclaredConstructor(Console.class).newInstance(console)
          : CommandLine.defaultFactory().create(type);
    }
  }

  private static int wrongUsage(ParameterException e, Console console) {
    console.complain(Usage.sentence(e));
    return USAGE;
  }

  private static int failed(Exception e, Console console) {
    if (e instanceof UserException) {
      console.complain(String.valueOf(e.getMessage()));
      return USAGE;
    }
    if (e instanceof CancellationException) {
      console.complain("interrupted; the same command continues where it stopped");
      return INTERRUPTED;
    }
    console.complain("a defect of ours; please report what follows");
    e.printStackTrace(console.err());
    return DEFECT;
  }

  @Override
  public void run() {
    PrintWriter out = spec.commandLine().getOut();
    String command = spec.name();
    out.println("Tombola finds, proves and ships winning lottery tickets. Begin with:");
    out.println();
    out.println("  " + command + " run lenet-mnist-quick     find one, in less than a minute");
    out.println("  " + command + " presets                   what else there is");
    out.println();
    spec.commandLine().usage(out);
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
