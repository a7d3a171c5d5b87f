package dev.tombola.app;

import dev.tombola.UserException;
import dev.tombola.cpu.CpuEngine;
import dev.tombola.data.DataDirectory;
import dev.tombola.data.Examples;
import dev.tombola.experiment.AtomicFiles;
import dev.tombola.format.Safetensors;
import dev.tombola.ship.ConversionTarget;
import dev.tombola.ship.Narrowing;
import dev.tombola.ship.OnnxModel;
import dev.tombola.ship.StateDict;
import dev.tombola.ship.TestExamples;
import dev.tombola.ticket.TicketFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `tombola ticket convert`: a ticket's trained network for other programs.
@Command(
    name = "convert",
    mixinStandardHelpOptions = true,
    description =
        "Writes a ticket's trained network as others load it: an ONNX model, PyTorch's state_dict"
            + " as safetensors or npz, or a ticket for deployment with weights of eight bits.",
    footer = {
      "",
      "Examples:",
      "  ${COMMAND-FULL-NAME} my.ticket --to onnx",
      "  ${COMMAND-FULL-NAME} my.ticket --to safetensors -o model.safetensors"
    })
final class TicketConvertCommand extends ConsoleCommand {
  @Parameters(index = "0", paramLabel = "<ticket>", description = "A ticket file.")
  private Path file = Path.of("");

  @Option(
      names = "--to",
      required = true,
      paramLabel = "<form>",
      description = "onnx, safetensors, npz, or int8.")
  private @Nullable ConversionTarget target;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "<file>",
      description = "The file to write (default: beside the ticket, by its name).")
  private @Nullable Path output;

  @Option(
      names = "--masks",
      description =
          "With <name>_orig and <name>_mask in place of each prunable <name>, as"
              + " torch.nn.utils.prune has them.")
  private boolean masks;

  TicketConvertCommand(Console console) {
    super(console);
  }

  @Override
  public Integer call() {
    ConversionTarget to = Objects.requireNonNull(target);
    if (masks && !to.hasMasks()) {
      throw new UserException("--masks: only safetensors and npz have masks; leave it out");
    }
    TicketFile ticket = TicketFile.read(file);
    Path absolute = file.toAbsolutePath().normalize();
    Path beside = to.beside(absolute);
    Path written = output == null ? beside : OutputFile.of(output, beside.getFileName().toString());
    requireReplaceable(to, written);
    String sha256 = Objects.requireNonNull(Safetensors.read(file).metadata().get("sha256"));
    switch (to) {
      case ONNX -> write(to, written, OnnxModel.of(ticket, sha256));
      case SAFETENSORS -> write(to, written, StateDict.safetensors(ticket, masks, sha256));
      case NPZ -> write(to, written, StateDict.npz(ticket, masks, sha256));
      case INT8 -> narrow(written, ticket, sha256);
    }
    return 0;
  }

  private void narrow(Path written, TicketFile ticket, String sha256) {
    TicketFile narrowed = Narrowing.of(ticket, file.toString());
    Narrowing narrowing;
    String cost;
    try {
      Examples test = TestExamples.of(ticket, file.toString(), DataDirectory.standard());
      narrowing = Narrowing.measured(sha256, ticket, narrowed, test, new CpuEngine());
      cost = NarrowingWords.cost(narrowing).orElseThrow();
    } catch (UserException e) {
      narrowing = new Narrowing(sha256, null, null);
      cost = "What that costs in accuracy was not measured: " + e.getMessage();
    }
    write(ConversionTarget.INT8, written, narrowing.in(narrowed).encode());
    console.say(console.asCalled(cost));
  }

  private void write(ConversionTarget to, Path written, byte[] bytes) {
    AtomicFiles.write(written, bytes);
    console.say(
        "%s: %s, %s; the ticket has %s"
            .formatted(
                Console.relative(written),
                to.title(),
                Words.bytes(bytes.length),
                Words.bytes((double) file.toFile().length())));
  }

  private static void requireReplaceable(ConversionTarget to, Path written) {
    if (Files.exists(written) && !to.recognises(written)) {
      throw new UserException(
          "--output: %s is there already and is not %s that `tombola ticket convert` wrote; choose another name"
              .formatted(Console.relative(written), to.title()));
    }
  }
}
