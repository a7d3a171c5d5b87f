package dev.tombola.app;

import dev.tombola.UserException;
import dev.tombola.cpu.CpuEngine;
import dev.tombola.data.DataDirectory;
import dev.tombola.findings.TransferFindings;
import dev.tombola.ship.TicketStory;
import dev.tombola.ticket.TicketFile;
import dev.tombola.train.Engine;
import dev.tombola.verify.Transfer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `tombola ticket transfer`: a ticket on other data.
@Command(
    name = "transfer",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Trains a ticket, the same mask and starting values, on other data by its own recipe, and"
          + " holds it against the whole network from the same values, the same mask with new"
          + " values, and a random mask with the same values (Morcos et al. 2019).",
      "Interrupted in any way, the same command continues."
    },
    footer = {
      "",
      "A replicate is a seed for the order of the data, the validation examples and the draws of"
          + " the controls; ticket and dense network start alike in all of them.",
      "",
      "Examples:",
      "  ${COMMAND-FULL-NAME} my.ticket --data fashion-mnist",
      "  ${COMMAND-FULL-NAME} my.ticket \\",
      "    --data \"{kind: numpy, train: digits.npz}\" data.validation=500 data.test=1000"
    })
final class TicketTransferCommand extends ConsoleCommand {
  @Parameters(index = "0", paramLabel = "<ticket>", description = "A ticket file.")
  private Path file = Path.of("");

  @Parameters(
      index = "1..*",
      paramLabel = "data.key=value",
      description = "How the data are split and normalised, if not as those of the ticket.")
  private List<String> overrides = new ArrayList<>();

  @Option(
      names = "--data",
      paramLabel = "NAME|SOURCE",
      required = true,
      description =
          "A data set known by name, or a source as specs have it: \"{kind: csv, train: mine.csv,"
              + " label: species}\".")
  private String data = "";

  @Option(
      names = "--replicates",
      paramLabel = "N",
      description = "Seeds in all; more than there are continue it (default: ${DEFAULT-VALUE}).")
  private int replicates = 5;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = "Folder of run directories (default: ${DEFAULT-VALUE}).")
  private Path out = Path.of("runs");

  @Mixin private Threads threads = new Threads();

  @ArgGroup private Form form = new Form();

  private static final class Form {
    @Option(names = "--csv", description = "A line per training.")
    private boolean csv;

    @Option(names = "--json", description = "The result as one JSON object.")
    private boolean json;
  }

  TicketTransferCommand(Console console) {
    super(console);
  }

  @Override
  public Integer call() {
    threads.check();
    if (replicates < 1) {
      throw new UserException("--replicates: " + replicates + " is too few; use 1 or more");
    }
    TicketFile ticket = TicketFile.read(file);
    TicketStory story = TicketStory.of(ticket, file.toString());
    Engine engine = new CpuEngine();
    CpuEngine.warmUp(story.spec().network().takesImages());
    Transfer transfer =
        Transfer.of(
            ticket,
            file.toString(),
            story,
            settings(),
            replicates,
            DataDirectory.standard(),
            out.toAbsolutePath().normalize(),
            engine);
    TransferFindings findings;
    try (Progress progress = progress(transfer, story).begin()) {
      findings = transfer.run(engine, threads.count(), progress);
    }
    if (form.csv) {
      RunsCsv.print(findings.runs(), console.out());
    } else if (form.json) {
      console.out().println(TransferWords.json(findings, transfer, story));
    } else {
      new TransferWords(findings, transfer, console).print();
      console.out().println();
      console.say(
          "Next:  ",
          7,
          "the same command with --replicates %d, which continues it; as it is, it shows this again"
              .formatted(2 * replicates));
    }
    return 0;
  }

  private List<String> settings() {
    List<String> settings = new ArrayList<>();
    String source = data.strip();
    if (source.startsWith("{")) {
      settings.add("data.source=" + source);
    } else {
      settings.add("data.source={kind: named, name: \"" + source + "\"}");
      settings.add("data.test=0"); // what is known by name has a test part
    }
    for (String override : overrides) {
      if (!override.startsWith("data.")) {
        throw new UserException(
            "%s: a ticket is transferred by its own recipe, so only the data are chosen; use --data and data.key=value"
                .formatted(override));
      }
      settings.add(override);
    }
    return settings;
  }

  private Progress progress(Transfer transfer, TicketStory story) {
    return new Progress(
        console,
        List.of(
            "%s: %s to %s, %s: %s on %s."
                .formatted(
                    file,
                    VerificationWords.drawn(story),
                    transfer.data(),
                    Words.count(replicates, "replicate"),
                    Words.count(transfer.trainings(), "training"),
                    Words.count(threads.count(), "thread")),
            "In "
                + Console.relative(transfer.directory())
                + "; interrupt at any time, the same command continues."),
        new Pace(transfer.spec().pruning().scope()),
        threads.count(),
        new Bars(console.err(), TerminalWidth.live()),
        System::nanoTime);
  }
}
