package dev.tombola.app;

import dev.tombola.UserException;
import dev.tombola.data.DataDirectory;
import dev.tombola.experiment.AtomicFiles;
import dev.tombola.findings.LevelFindings;
import dev.tombola.nn.Density;
import dev.tombola.ship.ConversionTarget;
import dev.tombola.ship.TicketExport;
import dev.tombola.ticket.TicketFile;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `tombola ticket export`: a run directory's ticket as a file.
@Command(
    name = "export",
    mixinStandardHelpOptions = true,
    description = {
      "Writes a ticket into a file: its mask, the survivors' values before and after training, and"
          + " what was proven.",
      "Of the least matching density, if nothing else is said."
    },
    footer = {
      "",
      "Examples:",
      "  ${COMMAND-FULL-NAME} runs/lenet-mnist-quick-* -o my.ticket",
      "  ${COMMAND-FULL-NAME} runs/lenet-mnist-quick-* --level 5 -o my.ticket"
    })
final class TicketExportCommand extends ConsoleCommand {
  private static final Pattern DENSITY = Pattern.compile("(\\d{1,3}(?:\\.\\d{1,12})?)\\s*(%?)");

  @Parameters(index = "0", paramLabel = "<run-dir>", description = "A run directory.")
  private Path directory = Path.of("");

  @ArgGroup private Which which = new Which();

  /// Which level's ticket.
  static final class Which {
    @Option(
        names = "--level",
        paramLabel = "<k>",
        description = "Of this level; 0 is the dense network.")
    @Nullable Integer level;

    @Option(
        names = "--density",
        paramLabel = "<d>",
        description = "Of the level whose density is nearest: 3.6%% or 0.036.")
    @Nullable String density;

    @Option(names = "--least-matching", description = "Of the least matching density (default).")
    boolean leastMatching;
  }

  @Option(
      names = "--replicate",
      paramLabel = "<seed>",
      description = "Of this replicate (default: the first).")
  private @Nullable Long replicate;

  @Option(
      names = {"-o", "--output"},
      required = true,
      paramLabel = "<file>",
      description = "The file, such as my.ticket; a ticket that is there already is replaced.")
  private Path output = Path.of("");

  TicketExportCommand(Console console) {
    super(console);
  }

  @Override
  public Integer call() {
    Path file = OutputFile.of(output, "my.ticket");
    requireTicketsName(file);
    requireReplaceable(file);
    TicketExport export = TicketExport.of(directory);
    int level = level(export);
    long seed = replicate == null ? export.findings().spec().seed() : replicate;
    TicketFile ticket = export.ticket(level, seed, DataDirectory.standard());
    byte[] bytes = ticket.encode();
    AtomicFiles.write(file, bytes);
    console.say(
        "%s: %s, level %d of %s at %s, replicate %d"
            .formatted(
                Console.relative(file),
                Words.bytes(bytes.length),
                level,
                export.findings().spec().name(),
                ticket.mask().density(),
                seed));
    String shown = "%s ticket show %s".formatted(console.command(), Console.relative(file));
    console.say("Next:  ", 7, shown + "   what is in it");
    return 0;
  }

  /// A ticket under another form's name would be taken for that.
  private void requireTicketsName(Path file) {
    ConversionTarget.named(file)
        .ifPresent(form -> {
          throw new UserException(
              "--output: %s is named as %s, but export writes a ticket; write my.ticket, then `tombola ticket convert my.ticket --to %s -o %s` makes that of it"
                  .formatted(output, form.title(), form.name().toLowerCase(Locale.ROOT), output));
        });
  }

  private void requireReplaceable(Path file) {
    if (Files.exists(file) && !TicketFile.isOne(file)) {
      throw new UserException(
          "--output: %s is there already and is no ticket; choose another name".formatted(output));
    }
  }

  private int level(TicketExport export) {
    if (which.level != null) {
      return which.level;
    }
    if (which.density != null) {
      return export.nearestLevel(density(which.density));
    }
    return export
        .leastMatchingLevel()
        .orElseThrow(() ->
            new UserException(
                "%s: no level was shown to match the dense network; choose one with --level (%s)"
                    .formatted(directory, levels(export))));
  }

  private static String levels(TicketExport export) {
    return export.findings().levels().stream()
        .map((LevelFindings level) -> level.level() + ": " + level.density())
        .collect(Collectors.joining(", "));
  }

  /// A percentage with its sign, or a fraction: a bare number above 1 would be either.
  private static Density density(String text) {
    Matcher matcher = DENSITY.matcher(text.strip());
    if (matcher.matches()) {
      BigDecimal number = new BigDecimal(matcher.group(1));
      double value = (matcher.group(2).isEmpty() ? number : number.movePointLeft(2)).doubleValue();
      if (value > 0 && value <= 1) {
        return new Density(value);
      }
    }
    throw new UserException(
        "--density: \"%s\" is no density; write a percentage as 3.6%% or a fraction as 0.036"
            .formatted(text));
  }
}
