package dev.tombola.app;

import dev.tombola.experiment.RunKey;
import dev.tombola.nn.Layer;
import dev.tombola.nn.Mask;
import dev.tombola.nn.Network;
import dev.tombola.nn.Parameter;
import dev.tombola.ship.Narrowing;
import dev.tombola.ship.TicketRun;
import dev.tombola.ship.TicketStory;
import dev.tombola.ticket.Precision;
import dev.tombola.ticket.TicketFile;
import dev.tombola.train.Trajectory.EarlyStop;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// A ticket file in words: what it is, how it was drawn, what was proven.
final class TicketWords {
  private static final int INDENT = 10;
  private static final int FEW = 20;

  private TicketWords() {}

  /// @param name of the file
  /// @param bytes of the file
  static void print(TicketFile ticket, String name, long bytes, Console console) {
    // What cannot be understood is told before anything is printed.
    Optional<TicketStory> story =
        TicketStory.isIn(ticket) ? Optional.of(TicketStory.of(ticket, name)) : Optional.empty();
    Optional<Narrowing> narrowing = Narrowing.in(ticket, name);
    console.out().println(console.ansi().bold(name));
    whatItIs(ticket, bytes, console);
    survivors(ticket, console);
    console.out().println();
    narrowing.ifPresent(narrowed -> whatItCost(narrowed, console));
    if (story.isPresent()) {
      howItWasDrawn(story.get(), console);
      whatWasProven(story.get(), console);
    } else {
      console.say("It does not say how it was drawn, nor what was proven.");
    }
  }

  private static void whatItIs(TicketFile ticket, long bytes, Console console) {
    Network network = ticket.network();
    Mask mask = ticket.mask();
    console.say(
        "%s of %s weights (%s) of a network of %s and %s"
            .formatted(
                Words.number("%,d", mask.survivors()),
                Words.number("%,d", network.weights()),
                mask.density(),
                Words.count(network.inputs(), "input"),
                classes(ticket)));
    long dense = 4 * network.parameters().stream().mapToLong(Parameter::size).sum();
    console.say(
        "%s, %s; dense float32 values would take %s%s"
            .formatted(
                Words.bytes((double) bytes),
                ticket.start() != null
                    ? "values before and after training"
                    : ticket.precision() == Precision.INT8
                        ? "trained values only, weights in eight bits"
                        : "trained values only",
                Words.bytes((double) dense),
                ticket.start() == null ? "" : " each"));
  }

  /// With their names, if these are few and more than their numbers.
  private static String classes(TicketFile ticket) {
    int classes = ticket.network().classes();
    List<String> names = ticket.input().classNames();
    boolean named = !names.equals(IntStream.range(0, classes).mapToObj(Integer::toString).toList());
    return "%,d classes%s"
        .formatted(
            classes,
            named && !names.isEmpty() && classes <= FEW ? ": " + String.join(", ", names) : "");
  }

  private static void survivors(TicketFile ticket, Console console) {
    Table table = new Table(1);
    table.row(List.of("layer", "survivors", "weights", "density"));
    for (Parameter weight : ticket.mask().parameters()) {
      Layer layer = ticket.network().layer(weight);
      table.row(
          List.of(
              layer.name(),
              Words.number("%,d", ticket.mask().survivors(weight)),
              Words.number("%,d", weight.size()),
              ticket.mask().density(weight).toString()));
    }
    console.out().println();
    table.print(console);
  }

  private static void whatItCost(Narrowing narrowing, Console console) {
    console.say(
        "Made of the ticket with sha256 %.12s…, of which all below is told. %s."
            .formatted(
                narrowing.from(),
                NarrowingWords.cost(narrowing)
                    .orElse("What eight bits cost in accuracy was not measured")));
    console.out().println();
  }

  private static void howItWasDrawn(TicketStory story, Console console) {
    TicketRun run = story.ticket();
    say(
        console,
        "drawn",
        "level %d of %s, %s; replicate %d is the seed of all that is random"
            .formatted(
                run.key().level(),
                story.spec().name(),
                RecipeWords.pruning(story.spec()),
                run.key().replicate()));
    say(
        console,
        "trained",
        "%s; %s; from iteration %,d to %,d"
            .formatted(
                RecipeWords.training(story.spec().training()),
                RecipeWords.retrain(story.spec().retrain()),
                run.from(),
                run.to()));
    say(console, "data", "%s, sha256 %s".formatted(story.data().name(), story.data().checksum()));
    TicketStory.Code code = story.code();
    say(
        console,
        "code",
        "tombola %s (%s), engine %s, Java %s"
            .formatted(code.version(), code.commit(), code.engine(), code.java()));
  }

  private static void whatWasProven(TicketStory story, Console console) {
    console.out().println();
    console.say(
        "Test accuracy in %, at the iteration of least validation loss: this replicate's, and the"
            + " mean ± 95 % interval over replicates");
    Table table = new Table(1);
    table.row(List.of("", "here", "iteration", "mean", "replicates"));
    for (TicketStory.Accuracy accuracy : story.accuracies()) {
      List<TicketRun> runs =
          Stream.concat(Stream.of(story.ticket()), story.others().stream())
              .filter(run ->
                  run.key().level() == accuracy.level()
                      && run.key().branch().equals(accuracy.branch())
                      && run.key().draw() == 1)
              .toList();
      List<String> row = new ArrayList<>();
      row.add(name(accuracy.level(), accuracy.branch()));
      EarlyStop stop = runs.isEmpty() ? null : runs.getFirst().earlyStop();
      row.add(stop == null ? "–" : Words.number("%.2f", stop.test().accuracy()));
      row.add(
          stop == null ? "–" : Words.number("%,d", stop.step()) + (stop.censored() ? "+" : " "));
      row.add(Words.accuracy(accuracy.interval()));
      row.add(Integer.toString(accuracy.n()));
      table.row(row);
    }
    table.print(console);
    VerdictWords.print(story.verdicts(), _ -> story.ticket().density(), console);
    console.out().println();
    console.say(Words.scope(story.spec()));
  }

  /// Level 0's ticket is the dense network, also where that is what the file has.
  private static String name(int level, String branch) {
    return level == 0 && branch.equals(RunKey.TICKET) ? "dense" : branch;
  }

  private static void say(Console console, String name, String words) {
    console.say(name + " ".repeat(INDENT - name.length()), INDENT, words);
  }
}
