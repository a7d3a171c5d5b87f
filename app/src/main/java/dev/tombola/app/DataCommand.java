package dev.tombola.app;

import dev.tombola.data.DataCatalogue;
import dev.tombola.data.DataDirectory;
import dev.tombola.data.DataDownload;
import dev.tombola.data.DataFile;
import dev.tombola.data.NamedData;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CancellationException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/// `tombola data`: the data sets that are known by name.
@Command(
    name = "data",
    mixinStandardHelpOptions = true,
    description = {
      "The data sets that are known by name: which are there, fetching, checking.",
      "Files are looked for in $TOMBOLA_DATA, in the user's data folder, inside the program, and"
          + " where Debian's packages put them."
    },
    synopsisSubcommandLabel = "(list | get <name> | check)")
final class DataCommand extends ConsoleCommand {
  private static final int BAR = 24;

  DataCommand(Console console) {
    super(console);
  }

  @Override
  public Integer call() {
    return list();
  }

  @Command(
      name = "list",
      description = "Which data sets there are, and where.",
      mixinStandardHelpOptions = true)
  int list() {
    DataDirectory where = DataDirectory.standard();
    for (DataCatalogue.Entry entry : new DataCatalogue(where).list()) {
      String state = entry.isComplete() ? "here" : "missing";
      String lead = "%-15s%-9s".formatted(entry.data().name(), state);
      console.say(lead, lead.length(), entry.data().title());
      if (!entry.isComplete()) {
        console.say(
            " ".repeat(lead.length()),
            lead.length(),
            console.command() + " data get " + entry.data().name());
      }
    }
    console.say("Looked in: " + String.join(", ", where.places()));
    return 0;
  }

  @Command(
      name = "get",
      description = "Fetches a data set from its official address, checks it, and keeps it.",
      mixinStandardHelpOptions = true)
  int get(@Parameters(paramLabel = "<name>", description = "A data set.") String name) {
    NamedData data = NamedData.named(name);
    DataDirectory where = DataDirectory.standard();
    Bars bars = new Bars(console.err(), TerminalWidth.live());
    Set<DataFile> begun = new HashSet<>();
    try {
      List<DataDownload.Fetched> files =
          DataDownload.into(where)
              .get(
                  data,
                  (file, done) -> {
                    if (console.terminal()) {
                      bars.draw(List.of(line(file, done)));
                    } else if (begun.add(file)) {
                      console.err().println("fetching " + line(file));
                    }
                  });
      bars.clear();
      for (DataDownload.Fetched file : files) {
        console.out().println((file.fetched() ? "fetched " : "there   ") + shown(file.place()));
      }
    } catch (InterruptedException e) {
      throw new CancellationException("data get");
    }
    return 0;
  }

  /// A place as a person would name it: what lies in the program's own jar has no path to go to.
  private static String shown(String place) {
    return place.startsWith("jar:")
        ? "inside the program: " + place.substring(place.lastIndexOf('/') + 1)
        : place;
  }

  private static String line(DataFile file, long done) {
    return Bars.bar((double) done / Math.max(1, file.size()), BAR)
        + line(file)
        + Words.number(", %.0f %%", 100.0 * done / Math.max(1, file.size()));
  }

  private static String line(DataFile file) {
    return file.name() + ", " + Words.bytes((double) file.size());
  }

  @Command(
      name = "check",
      description = "Reads every file that is there and compares its checksum.",
      mixinStandardHelpOptions = true)
  int check() {
    boolean altered = false;
    for (DataCatalogue.FileCheck check : new DataCatalogue(DataDirectory.standard()).check()) {
      String state =
          switch (check.state()) {
            case INTACT -> "intact";
            case ALTERED -> "ALTERED";
            case MISSING -> "missing";
          };
      altered |= check.state() == DataCatalogue.State.ALTERED;
      String lead = "%-15s%-30s%-9s".formatted(check.data().name(), check.file().name(), state);
      console.out().println(lead + shown(console.asCalled(check.message())));
    }
    return altered ? Tombola.USAGE : 0;
  }
}
