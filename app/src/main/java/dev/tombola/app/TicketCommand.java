package dev.tombola.app;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/// `tombola ticket`: tickets as files.
@Command(
    name = "ticket",
    mixinStandardHelpOptions = true,
    description = "Tickets as files: a network's mask and weights with the proof of what they are.",
    subcommands = {
      TicketExportCommand.class,
      TicketShowCommand.class,
      TicketVerifyCommand.class,
      TicketTransferCommand.class,
      TicketPredictCommand.class,
      TicketConvertCommand.class
    })
final class TicketCommand extends ConsoleCommand {
  @Spec private CommandSpec spec = CommandSpec.create();

  TicketCommand(Console console) {
    super(console);
  }

  @Override
  public Integer call() {
    spec.commandLine().usage(console.out());
    return 0;
  }
}
