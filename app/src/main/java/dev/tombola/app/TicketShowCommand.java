package dev.tombola.app;

import dev.tombola.ticket.TicketFile;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `tombola ticket show`: what a ticket file is.
@Command(
    name = "show",
    mixinStandardHelpOptions = true,
    description = "Shows what a ticket is, how it was drawn and what was proven.")
final class TicketShowCommand extends ConsoleCommand {
  @Parameters(index = "0", paramLabel = "<ticket>", description = "A ticket file.")
  private Path file = Path.of("");

  @Option(names = "--json", description = "One JSON object.")
  private boolean json;

  TicketShowCommand(Console console) {
    super(console);
  }

  @Override
  public Integer call() {
    TicketFile ticket = TicketFile.read(file);
    long bytes = file.toFile().length();
    if (json) {
      console.out().println(TicketJson.of(ticket, file.toString(), bytes));
    } else {
      TicketWords.print(ticket, file.toString(), bytes, console);
    }
    return 0;
  }
}
