package dev.tombola.ship;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.tombola.UserException;
import dev.tombola.data.DataDirectory;
import dev.tombola.data.DataSource;
import dev.tombola.data.DataSpec;
import dev.tombola.data.Examples;
import dev.tombola.experiment.Experiment;
import dev.tombola.experiment.RunFiles;
import dev.tombola.experiment.RunKey;
import dev.tombola.experiment.TinyExperiment;
import dev.tombola.findings.Verdict;
import dev.tombola.nn.Density;
import dev.tombola.nn.Network;
import dev.tombola.ticket.Input;
import dev.tombola.ticket.TicketFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class TicketExportTest {
  private static final String NAME = "my.ticket";

  @TempDir private static Path folder;

  private static Path directory;

  @BeforeAll
  static void run() {
    directory = TinyExperiment.run(folder, 2).paths().directory();
  }

  @Test
  void a_ticket_has_the_mask_and_the_weights_of_its_training() {
    RunFiles run = Experiment.files(directory, RunKey.ticket(2, 1));
    Network network = Experiment.readNetwork(directory);

    TicketFile ticket = ticket(1, 2);

    assertThat(ticket.network()).isEqualTo(network);
    assertThat(ticket.mask()).isEqualTo(run.mask(network));
    assertThat(ticket.start().sameBits(run.weights(network).get(0L))).isTrue();
    assertThat(ticket.trained().sameBits(run.weights(network).get(60L))).isTrue();
  }

  @Test
  void the_same_run_directory_gives_the_same_bytes_wherever_it_lies(@TempDir Path elsewhere)
      throws IOException {
    Path moved = elsewhere.resolve("moved");
    try (var files = Files.walk(directory)) {
      for (Path file : files.toList()) {
        Files.copy(file, moved.resolve(directory.relativize(file)));
      }
    }

    byte[] bytes = ticket(2, 1).encode();

    assertThat(TicketExport.of(moved).ticket(2, 1, TinyExperiment.data()).encode())
        .isEqualTo(bytes);
    assertThat(new String(bytes, StandardCharsets.ISO_8859_1))
        .doesNotContain(folder.toString(), System.getProperty("user.home"));
  }

  @Test
  void its_story_is_that_of_the_run() {
    TicketExport export = TicketExport.of(directory);
    TicketFile read = TicketFile.decode(ticket(2, 1).encode(), NAME);

    TicketStory story = TicketStory.of(read, NAME);

    assertThat(story.spec()).isEqualTo(Experiment.readSpec(directory));
    assertThat(story.data()).isEqualTo(Experiment.readData(directory));
    assertThat(story.ticket().key()).isEqualTo(RunKey.ticket(1, 2));
    assertThat(story.ticket().survivors()).isEqualTo(read.mask().survivors());
    assertThat(story.ticket().last().examples()).isEqualTo(100);
    assertThat(story.others())
        .extracting(other -> other.key().toString())
        .containsExactly("replicate 1 level 0 ticket", "replicate 1 level 2 reinit");
    assertThat(story.verdicts())
        .isEqualTo(
            export.findings().verdicts().stream().filter(found -> found.level() == 2).toList())
        .extracting(Verdict::claim)
        .contains("ticket-matches-dense", "ticket-beats-reinit");
    assertThat(story.accuracies())
        .extracting(found -> found.level() + " " + found.branch() + " " + found.n())
        .containsExactly("0 ticket 2", "2 ticket 2", "2 reinit 2");
    assertThat(story.code().engine()).startsWith("cpu-");
    assertThat(story.about()).isEqualTo(read.about());
  }

  @Test
  void stated_means_and_deviations_are_the_input_and_need_no_data() {
    TicketFile ticket = TicketExport.of(directory).ticket(1, 1, nowhere());

    assertThat(ticket.input().scale()).containsExactly((float) (1 / 0.3081));
    assertThat(ticket.input().shift()).containsExactly((float) (-0.1307 / 0.3081));
  }

  @Test
  void means_and_deviations_by_feature_are_of_the_replicates_training_part(@TempDir Path place) {
    Experiment experiment =
        TinyExperiment.run(
            place, 2, "levels=1", "data.normalise={kind: from-training, by: feature}");
    Examples training = experiment.lottery(2).split().train();
    float[] expected = new float[12];
    training.copy(0, expected, 0);

    Input input =
        TicketExport.of(experiment.paths().directory()).ticket(1, 2, TinyExperiment.data()).input();

    float[] raw = new float[12];
    training.dataset().copy(training.row(0), raw, 0);
    float[] scaled = new float[12];
    input.apply(raw, 0, scaled, 0, 12);
    assertThat(input.scale()).hasSize(12);
    assertThat(scaled).isEqualTo(expected);
    assertThatThrownBy(
            () -> TicketExport.of(experiment.paths().directory()).ticket(1, 2, nowhere()))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("data.normalise: from-training")
        .hasMessageContaining("blobs");
  }

  @Test
  void data_files_stand_in_it_without_their_folders() {
    TicketStory story = TicketStory.of(ticket(1, 1), NAME);
    DataSource mine =
        new DataSource.Csv("/home/me/flowers.csv", "C:\\my\\test.csv", "4", true, ",");

    assertThat(ShippedData.in(story.spec().with(from(mine, story))).data().source())
        .isEqualTo(new DataSource.Csv("flowers.csv", "test.csv", "4", true, ","));
  }

  @Test
  void relative_data_files_keep_theirs() {
    TicketStory story = TicketStory.of(ticket(1, 1), NAME);
    DataSource mine = new DataSource.Numpy("mine/x.npy", "mine/y.npy", null, null, null);

    assertThat(ShippedData.in(story.spec().with(from(mine, story))).data().source())
        .isEqualTo(mine);
  }

  private static DataSpec from(DataSource source, TicketStory story) {
    DataSpec data = story.spec().data();
    return new DataSpec(source, data.validation(), data.test(), data.normalise(), data.augment());
  }

  @Test
  void the_nearest_level_is_that_of_the_nearest_ratio() {
    TicketExport export = TicketExport.of(directory);

    assertThat(export.nearestLevel(Density.DENSE)).isZero();
    assertThat(export.nearestLevel(new Density(0.55))).isEqualTo(1);
    assertThat(export.nearestLevel(new Density(0.001))).isEqualTo(2);
  }

  @Test
  void what_is_not_there_cannot_be_exported() {
    assertThatThrownBy(() -> ticket(3, 1))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("levels 0 to 2");
    assertThatThrownBy(() -> ticket(1, 7))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("replicates 1 to 2");
  }

  @Test
  void a_story_of_other_weights_is_refused() {
    TicketFile one = ticket(1, 1);
    TicketFile other = ticket(2, 1);
    TicketFile mixed =
        new TicketFile(
            one.network(), one.mask(), one.start(), one.trained(), one.input(), other.about());

    assertThatThrownBy(() -> TicketStory.of(mixed, NAME))
        .isInstanceOf(UserException.class)
        .hasMessageStartingWith("my.ticket: ")
        .hasMessageContaining("not of these weights");
  }

  /// None of them would be noticed by training.
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          draw     | "branch":"ticket"   | "branch":"reinit"
          draw     | "draw":1            | "draw":2
          draw     | "level":2           | "level":3
          draw     | "level":2           | "level":2000000000
          draw     | "level":2           | "level":1
          controls | "replicate":1       | "replicate":2
          controls | "level":0           | "level":1
          controls | "branch":"reinit"   | "branch":"reborn"
          controls | "branch":"reinit"   | "branch":"ticket"
          controls | "branch":"reinit"   | "branch":"random-mask"
          controls | "reinit","draw":1   | "reinit","draw":2
          verdicts | "level":2           | "level":1
          """)
  void a_story_of_runs_that_its_spec_does_not_have_is_refused(
      String key, String told, String retold) {
    TicketFile ticket = ticket(2, 1);
    String text = ticket.about().get(key);
    assertThat(text).contains(told);

    assertThatThrownBy(
            () -> TicketStory.of(with(ticket, key, text.replaceFirst(told, retold)), NAME))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("is of runs that its spec does not have");
  }

  @Test
  void a_story_in_pieces_is_refused_in_one_sentence() {
    TicketFile ticket = ticket(1, 1);
    List<String> lists = List.of("controls", "accuracies", "verdicts");
    for (String key : ticket.about().keySet()) {
      for (String text :
          List.of("", "x", "{}", "[]", "null", "[null]", "[{}]", "[".repeat(5000), "1", "{} {}")) {
        if (!(text.equals("[]") && lists.contains(key))) {
          assertThat(catchThrowable(() -> TicketStory.of(with(ticket, key, text), NAME)))
              .as("%s: %s", key, text)
              .isInstanceOf(UserException.class)
              .hasMessageStartingWith("my.ticket: ")
              .hasMessageNotContainingAny("jackson", "java.", "Exception");
        }
      }
    }
  }

  private static TicketFile with(TicketFile ticket, String key, String text) {
    SequencedMap<String, String> about = new LinkedHashMap<>(ticket.about());
    about.put(key, text);
    return new TicketFile(
        ticket.network(), ticket.mask(), ticket.start(), ticket.trained(), ticket.input(), about);
  }

  private static TicketFile ticket(int level, long replicate) {
    return TicketExport.of(directory).ticket(level, replicate, TinyExperiment.data());
  }

  private static DataDirectory nowhere() {
    return DataDirectory.standard();
  }
}
