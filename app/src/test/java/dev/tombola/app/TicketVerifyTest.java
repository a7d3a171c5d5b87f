package dev.tombola.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tombola.data.DataDirectory;
import dev.tombola.ship.TicketExport;
import dev.tombola.ticket.TicketFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// `tombola ticket verify` and `transfer`, of a ticket on a small table of the user's own, whose
/// run directory is gone.
final class TicketVerifyTest {
  @TempDir private static Path folder;
  private static Path csv;
  private static Path file;

  @BeforeAll
  static void exportOne() throws IOException {
    // A ticket has no other path of a data file than one from here.
    Path here = Path.of("").toAbsolutePath();
    csv = here.relativize(Flowers.csv(folder));
    Path runs = folder.resolve("runs");
    Answer answer = Answer.to(Flowers.run(csv, runs, "--threads=2"));
    assertThat(answer.exit()).as(answer.err()).isZero();
    try (Stream<Path> directories = Files.list(runs)) {
      TicketFile ticket =
          TicketExport.of(directories.findFirst().orElseThrow())
              .ticket(2, 1, DataDirectory.standard());
      file = Files.write(folder.resolve("my.ticket"), ticket.encode());
    }
    try (Stream<Path> all = Files.walk(runs)) {
      for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }

  @Test
  void a_sound_ticket_is_verified_check_by_check() {
    Answer answer = ticket("verify", file, "--draw", "--controls", "--threads=2");
    assertThat(answer.exit()).as(answer.err()).isZero();
    assertThat(answer.out())
        .contains(
            "✓ engine       cpu-", "✓ mask", "✓ start", "✓ trained", "✓ early stop", "✓ reinit")
        .contains("the initialisation of seed 1 to the last bit")
        .contains("my.ticket is verified: drawn and trained again, it is the same.")
        .doesNotContain("✗", "\u001b");
    assertThat(answer.err())
        .contains("the ticket of replicate 1 at level 2 of flowers")
        .contains("[4/4] replicate ");
  }

  @Test
  void a_falsified_result_is_told_and_exits_with_1() throws IOException {
    TicketFile ticket = TicketFile.read(file);
    SequencedMap<String, String> about = new LinkedHashMap<>(ticket.about());
    about.computeIfPresent(
        "results", (_, text) -> text.replaceFirst("(\"last\".*\"correct\":)\\d+", "$160"));
    Path better = folder.resolve("better.ticket");
    Files.write(
        better,
        new TicketFile(
                ticket.network(),
                ticket.mask(),
                ticket.start(),
                ticket.trained(),
                ticket.input(),
                about)
            .encode());

    Answer answer = ticket("verify", better);

    assertThat(answer.exit()).isEqualTo(1);
    assertThat(answer.out())
        .contains("✗ end", "60 of 60 right", "in the file, but ")
        .contains("better.ticket is NOT verified: 1 check failed.");
    JsonNode json = new JsonMapper().readTree(ticket("verify", better, "--json").out());
    assertThat(json.propertyNames()).containsExactly("schemaVersion", "verified", "checks");
    assertThat(json.get("verified").booleanValue()).isFalse();
    assertThat(json.get("checks").valueStream().map(check -> check.get("outcome").stringValue()))
        .containsExactly("holds", "holds", "holds", "holds", "holds", "holds", "holds", "fails");
  }

  @Test
  void a_damaged_file_is_told_in_one_sentence() throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    bytes[bytes.length - 1] ^= 1;
    Path damaged = Files.write(folder.resolve("damaged.ticket"), bytes);
    Answer altered = ticket("verify", damaged);
    assertThat(altered.exit()).isEqualTo(2);
    assertThat(altered.err()).contains("truncated or altered");
  }

  @Test
  void a_ticket_is_transferred_to_another_table() throws IOException {
    Path other = Files.writeString(folder.resolve("others.csv"), Flowers.table(300));
    String source = "{kind: csv, train: " + other + ", label: species}";
    Path out = folder.resolve("transfers");
    String[] arguments = {
      "--data", source, "data.test=90", "--replicates=2", "--threads=2", "--out=" + out
    };

    Answer answer = ticket("transfer", file, arguments);

    assertThat(answer.exit()).as(answer.err()).isZero();
    assertThat(answer.err())
        .contains("others.csv, 2 replicates: 8 trainings on 2 threads.")
        .contains("[8/8] replicate ");
    assertThat(answer.out())
        .contains("interval over 2 replicates", "dense", "random-mask")
        .contains("ticket matches dense at ", "ticket beats reinit at ")
        .contains("for this one ticket; each replicate holds out test examples of its own.")
        .containsPattern("On \\S*others.csv the ticket .*dense network and .* a random mask: ")
        .contains("Next:  the same command with --replicates 4, which continues it; as it is,")
        .doesNotContain("NaN");
    String directory = onlyFolder(out);
    assertThat(Answer.to("show", directory).err())
        .contains("no run directory: a ticket was transferred there; the same `tombola ticket");
    Answer report = Answer.to("report", directory);
    assertThat(report.exit()).isEqualTo(2);
    assertThat(report.err()).contains(directory + ": a transfer has no page; the same `tombola");
    Answer again = ticket("transfer", file, arguments);
    assertThat(again.out()).isEqualTo(answer.out());
    assertThat(again.err()).contains("8 of 8 trainings were done before.");
    String[] withCsv =
        Stream.concat(Stream.of(arguments), Stream.of("--csv")).toArray(String[]::new);
    assertThat(ticket("transfer", file, withCsv).out().lines()).hasSize(9);
    String[] asJson =
        Stream.concat(Stream.of(arguments), Stream.of("--json")).toArray(String[]::new);
    JsonNode json = new JsonMapper().readTree(ticket("transfer", file, asJson).out());
    assertThat(json.propertyNames())
        .containsExactly("schemaVersion", "ticket", "data", "replicates", "branches", "verdicts");
    assertThat(json.get("branches").propertyNames())
        .containsExactly("dense", "ticket", "reinit", "random-mask");
    assertThat(json.get("verdicts")).hasSize(3);
    assertThat(Answer.to("list", out.toString()).out())
        .containsPattern(
            "transfer-flowers-\\w{8} +2 of 2 +8 of 8 +on \\S*others.csv at [\\d.]+ %: \\w");
    Path run = Path.of(directory, "replicate-2", "level-2", "reinit");
    Files.delete(run.resolve("DONE"));
    assertThat(Answer.to("list", out.toString()).out())
        .containsPattern("1 of 2 +7 of 8 +on .*: nothing shown yet");
  }

  @Test
  void a_glob_with_a_transfer_in_it_writes_the_others_reports() throws IOException {
    Path out = folder.resolve("both");
    Answer.to(Flowers.run(csv, out, "--replicates=1", "--levels=1", "branches=[]"));
    String run = onlyFolder(out);
    String source = "{kind: csv, train: " + csv + ", label: species}";
    Path transfers = folder.resolve("beside");
    ticket("transfer", file, "--data", source, "--replicates=1", "--out=" + transfers);

    Answer report = Answer.to("report", onlyFolder(transfers), run);

    assertThat(report.exit()).as(report.err()).isZero();
    assertThat(report.out().lines()).singleElement().asString().endsWith("report.html");
    assertThat(report.err().lines()).singleElement().asString().contains("a transfer has no page");
  }

  private static String onlyFolder(Path out) throws IOException {
    try (Stream<Path> directories = Files.list(out)) {
      return directories.findFirst().orElseThrow().toString();
    }
  }

  @Test
  void what_is_for_prediction_only_is_named_where_it_cannot_be_trained() {
    Path small = folder.resolve("small.ticket");
    Answer.to("ticket", "convert", file.toString(), "--to=int8", "-o=" + small);
    for (Answer answer :
        List.of(ticket("verify", small), ticket("transfer", small, "--data=mnist"))) {
      assertThat(answer.exit()).isEqualTo(2);
      assertThat(answer.err()).startsWith("tombola: " + small + ": has no starting values, ");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--data=mnst | data: there is no data set called `mnst`; did you mean mnist?",
        "--data=mnist | --data: mnist has 784 features and 10 classes, but",
        "--data=mnist training.batch=3 | training.batch=3: a ticket is transferred by its own",
        "--data=mnist --replicates=0 | --replicates: 0 is too few; use 1 or more",
        "--data=mnist --threads=0 | --threads: 0 is too few; use 1 or more",
        "--csv | transfer: --data NAME|SOURCE is missing",
      })
  void what_is_wrong_with_a_transfer_is_named_with_the_way_out(String options, String sentence) {
    Answer answer = ticket("transfer", file, options.split(" "));
    assertThat(answer.exit()).isEqualTo(2);
    assertThat(answer.err()).contains(sentence);
  }

  private static Answer ticket(String command, Path ticket, String... more) {
    return Answer.to(
        Stream.concat(Stream.of("ticket", command, ticket.toString()), Stream.of(more))
            .toArray(String[]::new));
  }
}
