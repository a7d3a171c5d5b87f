package dev.tombola.app;

import dev.tombola.UserException;
import dev.tombola.data.DataDirectory;
import dev.tombola.data.DataSource;
import dev.tombola.data.DataSpec;
import dev.tombola.data.LoadedData;
import dev.tombola.data.Normalisation;
import dev.tombola.data.UnlabelledData;
import dev.tombola.experiment.AtomicFiles;
import dev.tombola.ship.Narrowing;
import dev.tombola.ship.Predictions;
import dev.tombola.ship.TicketStory;
import dev.tombola.ticket.Precision;
import dev.tombola.ticket.TicketFile;
import dev.tombola.train.Evaluation;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `tombola ticket predict`: a ticket at work.
@Command(
    name = "predict",
    mixinStandardHelpOptions = true,
    description =
        "Says which class each example of a file is, and how probable, or how a ticket does on the"
            + " test part of data that are known by name.",
    footer = {
      "",
      "Examples:",
      "  ${COMMAND-FULL-NAME} my.ticket --data mnist",
      "  ${COMMAND-FULL-NAME} my.ticket --input digits.npy --csv"
    })
final class TicketPredictCommand extends ConsoleCommand {
  @Parameters(index = "0", paramLabel = "<ticket>", description = "A ticket file.")
  private Path file = Path.of("");

  @ArgGroup private Which which = new Which();

  /// What is predicted.
  static final class Which {
    @Option(
        names = "--input",
        paramLabel = "<npy>",
        description =
            "Examples as a NumPy array [n, features] or [n, channels, height, width], in the units"
                + " of the training data; bytes (uint8) are divided by 255, other numbers are"
                + " not.")
    @Nullable Path input;

    @Option(
        names = "--data",
        paramLabel = "<name>",
        description = "The test part of a data set that is known by name, such as mnist.")
    @Nullable String data;
  }

  @ArgGroup private Form form = new Form();

  /// Other forms than words.
  static final class Form {
    @Option(names = "--json", description = "One JSON object.")
    boolean json;

    @Option(names = "--csv", description = "A line per example; with --data, per class.")
    boolean csv;
  }

  @Option(names = "--logits", description = "Also the logits of all classes, with --input.")
  private boolean logits;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "<file>",
      description = "Writes there what would be printed.")
  private @Nullable Path output;

  TicketPredictCommand(Console console) {
    super(console);
  }

  @Override
  public Integer call() {
    if (logits && which.data != null) {
      throw new UserException("--logits: with --data there is no line per example; leave it out");
    }
    Path written = output == null ? null : OutputFile.of(output, "predictions.csv");
    if (written != null && TicketFile.isOne(written)) {
      throw new UserException("--output: %s is a ticket; choose another name".formatted(output));
    }
    TicketFile ticket = TicketFile.read(file);
    StringWriter text = new StringWriter();
    Console to = written == null ? console : console.to(new PrintWriter(text));
    if (which.input != null) {
      UnlabelledData examples = UnlabelledData.read(which.input);
      Predictions predictions = Predictions.of(ticket, file.toString());
      float[][] found = predictions.logits(examples, which.input.toString());
      predictions.doubt(examples, which.input.toString()).ifPresent(console::complain);
      ExampleWords words = new ExampleWords(ticket.input(), found, logits);
      print(words::words, words::csv, words::json, to);
    } else if (which.data != null) {
      DataWords words = measured(ticket, which.data);
      print(words::words, words::csv, words::json, to);
    } else {
      throw new UserException(
          "predict: nothing to predict; give a file with --input, or a data set's name with"
              + " --data");
    }
    to.out().flush();
    if (written != null) {
      AtomicFiles.write(written, text.toString().getBytes(StandardCharsets.UTF_8));
      console.out().println(Console.relative(written));
    }
    return 0;
  }

  /// Prints in a form.
  private interface Printing {
    void print(Console to);
  }

  private void print(Printing words, Printing csv, Printing json, Console to) {
    (form.json ? json : form.csv ? csv : words).print(to);
  }

  private DataWords measured(TicketFile ticket, String name) {
    LoadedData data =
        LoadedData.load(
            new DataSpec(new DataSource.Named(name), 1, 0, new Normalisation.None()),
            DataDirectory.standard());
    Evaluation found =
        Predictions.of(ticket, file.toString()).evaluation(data.test().orElseThrow());
    return new DataWords(name, ticket.input(), found, recorded(ticket, data));
  }

  /// What its training, or its conversion, made of the same examples; null when they are others,
  /// which is said, or nothing tells.
  private @Nullable Evaluation recorded(TicketFile ticket, LoadedData data) {
    if (!TicketStory.isIn(ticket)) {
      return null;
    }
    TicketStory story = TicketStory.of(ticket, file.toString());
    if (!story.data().checksum().equals(data.checksum())) {
      console.complain(
          "%s: was trained on other data, called %s; `tombola ticket transfer` trains it on these"
              .formatted(file, story.data().name()));
      return null;
    }
    return ticket.precision() == Precision.INT8
        ? Narrowing.in(ticket, file.toString()).map(Narrowing::after).orElse(null)
        : story.ticket().last();
  }
}
