package dev.tombola.app;

import dev.tombola.cpu.CpuEngine;
import dev.tombola.data.DataDirectory;
import dev.tombola.ship.TicketStory;
import dev.tombola.ticket.TicketFile;
import dev.tombola.train.Engine;
import dev.tombola.verify.Also;
import dev.tombola.verify.Verification;
import dev.tombola.verify.Verifier;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `tombola ticket verify`: trains a ticket again and compares.
@Command(
    name = "verify",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Trains a ticket again, from its file and the data alone, and compares bit for bit: the"
          + " values it starts from with those that its seed gives, the trained values, and the"
          + " results.",
      "With --draw the mask is pruned again, too; without it, any mask that is trained as the file"
          + " says passes. Exits with 1 when something is wrong. Nothing is written."
    },
    footer = {
      "",
      "Means and verdicts over replicates are not checked: they take the experiment.",
      "",
      "Examples:",
      "  ${COMMAND-FULL-NAME} my.ticket",
      "  ${COMMAND-FULL-NAME} my.ticket --draw --controls"
    })
final class TicketVerifyCommand extends ConsoleCommand {
  @Parameters(index = "0", paramLabel = "<ticket>", description = "A ticket file.")
  private Path file = Path.of("");

  @Option(
      names = "--draw",
      description =
          "Draw the ticket again, too: train and prune every level before it, and compare the"
              + " mask.")
  private boolean draw;

  @Option(
      names = "--controls",
      description =
          "Train the dense network and the level's controls of the same replicate again, too, and"
              + " compare their results.")
  private boolean controls;

  @Mixin private Threads threads = new Threads();

  @Option(names = "--json", description = "The checks as one JSON object.")
  private boolean json;

  TicketVerifyCommand(Console console) {
    super(console);
  }

  @Override
  public Integer call() {
    threads.check();
    TicketFile ticket = TicketFile.read(file);
    TicketStory story = TicketStory.of(ticket, file.toString());
    Engine engine = new CpuEngine();
    CpuEngine.warmUp(story.spec().network().takesImages());
    Verification verification;
    try (Progress progress = progress(story).begin()) {
      verification =
          new Verifier(engine, threads.count(), progress)
              .verify(ticket, file.toString(), story, DataDirectory.standard(), also());
    }
    if (json) {
      console.out().println(VerificationWords.json(verification));
    } else {
      new VerificationWords(console).print(file, verification);
    }
    return verification.holds() ? 0 : Tombola.FAILED;
  }

  private Set<Also> also() {
    Set<Also> also = EnumSet.noneOf(Also.class);
    if (draw) {
      also.add(Also.DRAW);
    }
    if (controls) {
      also.add(Also.CONTROLS);
    }
    return also;
  }

  private Progress progress(TicketStory story) {
    return new Progress(
        console,
        List.of(
            "%s: %s, trained again on %s from this file alone."
                .formatted(
                    file, VerificationWords.drawn(story), Words.count(threads.count(), "thread"))),
        Progress.ANEW,
        new Pace(story.spec().pruning().scope()),
        threads.count(),
        new Bars(console.err(), TerminalWidth.live()),
        System::nanoTime);
  }
}
