package dev.tombola.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tombola.ticket.TicketFile;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// `ticket export` and `ticket show`.
final class TicketCommandsTest {
  @TempDir private static Path folder;
  private static Path csv;
  private static String run;

  @BeforeAll
  static void runOnce() throws IOException {
    csv = Flowers.csv(folder);
    Path runs = folder.resolve("runs");
    Answer.to(Flowers.run(csv, runs));
    try (Stream<Path> directories = Files.list(runs)) {
      run = directories.findFirst().orElseThrow().toString();
    }
  }

  @Test
  void an_exported_ticket_shows_what_it_is_how_it_was_drawn_and_what_was_proven(
      @TempDir Path place) {
    String file = place.resolve("my.ticket").toString();

    Answer exported = Answer.to("ticket", "export", run, "--level=2", "-o", file);
    Answer shown = Answer.to("ticket", "show", file);

    assertThat(exported.err()).isEmpty();
    assertThat(exported.exit()).isZero();
    assertThat(exported.out())
        .contains("level 2 of flowers at", "replicate 1", "ticket show " + file);
    assertThat(Answer.to("show", file).err())
        .contains("my.ticket: no run directory: it is a ticket, which `tombola ticket show` shows");
    assertThat(shown.exit()).isZero();
    assertThat(shown.out())
        .contains(
            "of a network of 3 inputs and 3 classes: iris, lily, rose",
            "values before and after training",
            "level 2 of flowers, iterative pruning by magnitude, 50 % of each layer's",
            "replicate 1 is the seed",
            "batches of 16 for 40it, Adam, learning rate 0.0012",
            "survivors set back to their initial values",
            "flowers.csv, sha256 ",
            "engine cpu-",
            "ticket matches dense at",
            "ticket beats reinit at")
        .containsPattern("dense +\\d+\\.\\d\\d")
        .containsPattern("reinit +\\d+\\.\\d\\d")
        .doesNotContain(folder.toString());
  }

  @Test
  void as_json_it_is_one_object_with_the_spec_the_draw_and_the_verdicts(@TempDir Path place) {
    String file = place.resolve("my.ticket").toString();
    Answer.to("ticket", "export", run, "--level=1", "--replicate=2", "-o", file);

    JsonNode json = JsonMapper.shared().readTree(Answer.to("ticket", "show", file, "--json").out());

    assertThat(json.path("draw").path("replicate").asInt()).isEqualTo(2);
    assertThat(json.path("draw").path("survivors")).isEqualTo(json.path("survivors"));
    assertThat(json.path("spec").path("name").asString()).isEqualTo("flowers");
    assertThat(json.path("verdicts").path(0).path("claim").asString())
        .isEqualTo("ticket-matches-dense");
    assertThat(json.path("bytes").asLong()).isEqualTo(place.resolve("my.ticket").toFile().length());
  }

  @Test
  void as_json_it_has_what_others_added_but_what_is_computed_stays(@TempDir Path place)
      throws IOException {
    Path file = place.resolve("my.ticket");
    Answer.to("ticket", "export", run, "--level=1", "-o", file.toString());
    TicketFile ticket = TicketFile.read(file);
    TicketFile noted = with(with(ticket, "note", "ours, of May"), "survivors", "1");
    Files.write(file, noted.encode());

    Answer shown = Answer.to("ticket", "show", file.toString(), "--json");

    JsonNode json = JsonMapper.shared().readTree(shown.out());
    assertThat(json.path("note").asString()).isEqualTo("ours, of May");
    assertThat(json.path("survivors").asLong()).isEqualTo(ticket.mask().survivors());
  }

  @ParameterizedTest
  @ValueSource(strings = {"draw", "int8"})
  void what_cannot_be_understood_is_told_before_anything_is_shown(String key, @TempDir Path place)
      throws IOException {
    Path file = place.resolve("my.ticket");
    Answer.to("ticket", "export", run, "--level=1", "-o", file.toString());
    Files.write(file, with(TicketFile.read(file), key, "{\"from\":\"\\u001b[31m\"}").encode());
    for (String form : List.of("", "--json")) {
      List<String> show = new ArrayList<>(List.of("ticket", "show", file.toString(), form));
      show.removeIf(String::isEmpty);
      assertRefused(Answer.to(show), "cannot be understood");
    }
  }

  private static TicketFile with(TicketFile ticket, String key, String text) {
    SequencedMap<String, String> about = new LinkedHashMap<>(ticket.about());
    about.put(key, text);
    return new TicketFile(
        ticket.network(), ticket.mask(), ticket.start(), ticket.trained(), ticket.input(), about);
  }

  @ParameterizedTest
  @CsvSource({"100%, 0", "1, 0", "0.6, 1", "62 %, 1", "3.6%, 2", "0.036, 2"})
  void a_density_means_the_nearest_level(String density, int level, @TempDir Path place) {
    Answer answer =
        Answer.to("ticket", "export", run, "--density=" + density, "-o", place + "/my.ticket");

    assertThat(answer.out()).contains(": ", "level " + level + " of flowers");
  }

  @Test
  void without_a_word_it_is_the_least_matching_level_or_a_choice(@TempDir Path place)
      throws URISyntaxException {
    String file = place + "/my.ticket";
    Path kept =
        Path.of(TicketCommandsTest.class.getResource("flowers/spec.yaml").toURI()).getParent();
    assertThat(Answer.to("ticket", "export", run, "--least-matching", "-o", file).out())
        .contains("of flowers at")
        .isEqualTo(Answer.to("ticket", "export", run, "-o", file).out());

    assertRefused(
        Answer.to("ticket", "export", kept.toString(), "-o", place + "/other.ticket"),
        "no level was shown to match the dense network",
        "--level (0: 100 %, 1: ");
    assertThat(place.resolve("other.ticket")).doesNotExist();
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "0%", "101%", "3.6", "-1", "much", "", "1e-2", "NaN", "%"})
  void what_is_no_density_is_refused(String density, @TempDir Path place) {
    assertRefused(
        Answer.to("ticket", "export", run, "--density=" + density, "-o", place + "/my.ticket"),
        "--density: \"" + density + "\"",
        "3.6% or a fraction as 0.036");
  }

  @Test
  void what_is_not_there_is_refused(@TempDir Path place) {
    String file = place + "/my.ticket";
    assertRefused(
        Answer.to("ticket", "export", run, "--level=3", "-o", file), "--level: 3", "levels 0 to 2");
    assertRefused(Answer.to("ticket", "export", run, "--level=-1", "-o", file), "levels 0 to 2");
    assertRefused(
        Answer.to("ticket", "export", run, "--level=1", "--replicate=9", "-o", file),
        "--replicate: 9",
        "replicates 1 to 2");
    assertRefused(
        Answer.to("ticket", "export", "nowhere", "-o", file), "nowhere: no run directory");
    assertRefused(
        Answer.to("ticket", "export", run, "--level=1", "--density=1%", "-o", file),
        "exclude each other");
    assertRefused(Answer.to("ticket", "export", run, "--level=1"), "-o/--output <file> is missing");
    assertRefused(Answer.to("ticket", "exprt"), "exprt", "export");
    assertThat(place).isEmptyDirectory();
  }

  @Test
  void a_file_that_is_no_ticket_is_never_overwritten(@TempDir Path place) throws IOException {
    Path thesis = Files.writeString(place.resolve("thesis.txt"), "mine");

    assertRefused(
        Answer.to("ticket", "export", run, "--level=1", "-o", thesis.toString()),
        "thesis.txt is there already and is no ticket");
    assertRefused(
        Answer.to("ticket", "export", run, "--level=1", "-o", place.toString()), "is a folder");
    assertThat(thesis).hasContent("mine");
  }

  @ParameterizedTest
  @CsvSource({
    "x.onnx, an ONNX model, onnx",
    "x.safetensors, a safetensors file, safetensors",
    "x.NPZ, an npz archive, npz"
  })
  void a_ticket_gets_no_name_of_another_form(
      String name, String title, String form, @TempDir Path place) {
    Path file = place.resolve(name);
    assertRefused(
        Answer.to("ticket", "export", run, "--level=1", "-o", file.toString()),
        name + " is named as " + title + ", but export writes a ticket; write my.ticket",
        "`tombola ticket convert my.ticket --to " + form + " -o " + file);
    assertThat(place).isEmptyDirectory();
  }

  @Test
  void no_folder_is_made_for_a_mistyped_path(@TempDir Path place) {
    String ticket = place.resolve("my.ticket").toString();
    Answer.to("ticket", "export", run, "--level=1", "-o", ticket);
    Path nowhere = place.resolve("nowhere");
    String output = "-o=" + nowhere.resolve("file");
    for (List<String> command :
        List.of(
            List.of("ticket", "export", run, "--level=2", output),
            List.of("ticket", "convert", ticket, "--to=onnx", output),
            List.of("ticket", "predict", ticket, "--input=x.npy", output))) {
      assertRefused(Answer.to(command), "--output: there is no folder " + nowhere + "; make it");
    }
    assertThat(nowhere).doesNotExist();
  }

  @Test
  void a_ticket_is_replaced_and_is_the_same_again(@TempDir Path place) throws IOException {
    Path file = place.resolve("my.ticket");
    List<String> export = List.of("ticket", "export", run, "--level=2", "-o", file.toString());
    Answer.to(export);
    byte[] first = Files.readAllBytes(file);
    Answer.to("ticket", "export", run, "--level=1", "-o", file.toString());
    assertThat(Files.readAllBytes(file)).isNotEqualTo(first);

    assertThat(Answer.to(export).exit()).isZero();

    assertThat(file).hasBinaryContent(first);
    assertThat(place).isDirectoryContaining(found -> found.equals(file));
  }

  @Test
  void statistics_of_the_training_part_need_the_data(@TempDir Path place) throws IOException {
    Path away = csv.resolveSibling("away.csv");
    Files.move(csv, away);
    try {
      assertRefused(
          Answer.to("ticket", "export", run, "--level=1", "-o", place + "/my.ticket"),
          "data.normalise: from-training",
          "flowers.csv");
    } finally {
      Files.move(away, csv);
    }
  }

  @Test
  void what_is_no_ticket_cannot_be_shown(@TempDir Path place) throws IOException {
    assertRefused(Answer.to("ticket", "show", "nowhere.ticket"), "nowhere.ticket: there is no");
    assertRefused(Answer.to("ticket", "show", csv.toString()), "flowers.csv: not a ticket;");
    assertRefused(
        Answer.to("ticket", "show", run),
        "a folder; `tombola ticket export` writes a ticket from a run directory");
    Path file = place.resolve("my.ticket");
    Answer.to("ticket", "export", run, "--level=2", "-o", file.toString());
    byte[] bytes = Files.readAllBytes(file);
    bytes[bytes.length / 2] ^= 1;
    Files.write(file, bytes);
    assertRefused(Answer.to("ticket", "show", file.toString()), "truncated or altered");
  }

  private static void assertRefused(Answer answer, String... parts) {
    assertThat(answer.exit()).isEqualTo(Tombola.USAGE);
    assertThat(answer.out()).isEmpty();
    assertThat(answer.err().strip()).doesNotContain("\n").startsWith("tombola: ").contains(parts);
  }
}
