package dev.tombola.app;

import dev.tombola.audit.Audit;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `tombola audit`: what must hold, checked again from the bytes on disk.
@Command(
    name = "audit",
    mixinStandardHelpOptions = true,
    description =
        "Checks run directories, tickets and anybody's checkpoints from the bytes on disk, and"
            + " exits with 1 when something is wrong.")
final class AuditCommand extends ConsoleCommand {
  @Parameters(
      arity = "1..*",
      paramLabel = "<path>",
      description =
          "Run directories, tickets, .safetensors files; several of the last are compared with one"
              + " another, in the order given.")
  private List<Path> paths = List.of();

  @Option(names = "--json", description = "One JSON object.")
  private boolean json;

  AuditCommand(Console console) {
    super(console);
  }

  @Override
  public Integer call() {
    List<Audit> audits = Audit.of(paths);
    if (json) {
      console.out().println(AuditJson.of(audits));
    } else {
      new AuditWords(console).print(audits);
    }
    return audits.stream().allMatch(Audit::holds) ? 0 : Tombola.FAILED;
  }
}
