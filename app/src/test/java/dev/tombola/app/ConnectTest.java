package dev.tombola.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// `tombola connect`, on a small table of the user's own.
final class ConnectTest {
  @TempDir private static Path folder;
  private static Path run;

  @BeforeAll
  static void runOnce() throws IOException {
    Path runs = folder.resolve("runs");
    Answer answer = Answer.to(Flowers.run(Flowers.csv(folder), runs, "--threads=2"));
    assertThat(answer.exit()).as(answer.err()).isZero();
    try (Stream<Path> directories = Files.list(runs)) {
      run = directories.findFirst().orElseThrow();
    }
    Answer before = connect("--dry-run");
    assertThat(before.out()).contains("26, 0 of them there already").contains("paths        17");
    Answer connected = connect();
    assertThat(connected.exit()).as(connected.err()).isZero();
    assertThat(connected.err())
        .contains("[26/26] replicate ")
        .contains("[17/17] path")
        .contains("barrier ")
        .doesNotContain("\u001b");
    assertThat(connected.out())
        .contains("step   of training")
        .contains("ticket at ")
        .contains("random-mask at ")
        .contains("dense: ")
        .contains("Between the tickets of successive levels")
        .contains("Between dense networks of 2 replicates: barrier ")
        .contains("Next:  tombola report ")
        .doesNotContain("NaN");
  }

  @Test
  void the_same_command_shows_what_is_there_at_once() {
    Answer again = connect();
    assertThat(again.exit()).isZero();
    assertThat(again.err()).contains("17 of 17 paths were walked before.").doesNotContain("[");
    assertThat(connect("--dry-run").out()).contains("24, 24 of them there already; 0 iterations");
  }

  @Test
  void the_opening_tells_what_is_copied() {
    assertThat(connect().err())
        .contains("from step 0, 10 on, of the dense network, ticket at level 2, random-mask");
    assertThat(connect("--branches=ticket").err()).contains("from step 0, 10 on, of ticket at");
    assertThat(connect("--between=levels").err()).doesNotContain("copies from");
  }

  @Test
  void json_is_one_object_of_the_promised_form() {
    JsonNode json = new JsonMapper().readTree(connect("--json").out());
    assertThat(json.propertyNames())
        .containsExactly(
            "schemaVersion", "name", "length", "copies", "stability", "levels", "replicates");
    assertThat(json.get("copies")).hasSize(6);
    JsonNode copies = json.get("copies").get(1);
    assertThat(copies.get("subnetwork").stringValue()).isEqualTo("dense");
    assertThat(copies.get("at").intValue()).isEqualTo(10);
    assertThat(copies.get("n").intValue()).isEqualTo(2);
    assertThat(copies.get("testError").get("mean").doubleValue()).isBetween(0.0, 100.0);
    assertThat(copies.get("verdict").get("claim").stringValue()).isEqualTo("dense-is-stable-at-10");
    assertThat(copies.get("paths")).hasSize(2);
    JsonNode path = copies.get("paths").get(0);
    assertThat(path.get("alpha")).hasSize(4);
    assertThat(path.get("testError")).hasSize(4);
    assertThat(path.get("trainLoss")).hasSize(4);
    assertThat(json.get("levels")).hasSize(2);
    assertThat(json.get("replicates").get("paths")).hasSize(1);
  }

  @Test
  void show_tells_it_too() {
    assertThat(Answer.to("show", run.toString()).out())
        .contains("Barrier between copies trained from a step on");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--at=60it | --at: 60it leaves nothing to train in the experiment's 40 steps; use init or a"
            + " step up to 39it",
        "--at=soon | --at: \"soon\" is no step of a training; use init, or a step as 500it or 2ep",
        "--at=end | --at: end leaves nothing to train in the experiment's 40 steps; use init or a"
            + " step up to 39it",
        "--levels=7 | --levels: level 7 has no finished ticket; there are [1, 2]",
        "--levels=few | --levels: \"few\" is not a whole number",
        "--replicates=9 | --replicates: the experiment has no replicate 9; it has 1 to 2",
        "--branches=tickt | --branches: there is no tickt; did you mean ticket?",
        "--between=seeds | --between: there is no seeds;",
        "--copies=1 | --copies: 1 make no pair; use 2 or more",
        "--points=1 | --points: 1 make no path; use 2 or more",
        "--threads=0 | --threads: 0 is too few; use 1 or more",
      })
  void a_wrong_option_is_named_with_the_way_out(String option, String sentence) {
    Answer answer = Answer.to("connect", run.toString(), option);
    assertThat(answer.exit()).isEqualTo(2);
    assertThat(answer.err()).startsWith("tombola: " + sentence);
  }

  @Test
  void a_folder_that_is_none_and_data_that_changed_are_named(@TempDir Path other)
      throws IOException {
    Answer none = Answer.to("connect", other.toString());
    assertThat(none.exit()).isEqualTo(2);
    assertThat(none.err()).contains("no run directory: it has no readable spec.yaml");
    Path csv = folder.resolve("flowers.csv");
    String table = Files.readString(csv);
    try {
      Files.writeString(csv, table.replaceFirst("rose", "lily"));
      Answer changed = connect();
      assertThat(changed.exit()).isEqualTo(2);
      assertThat(changed.err()).contains("are no longer those that it was trained on");
    } finally {
      Files.writeString(csv, table);
    }
  }

  private static Answer connect(String... more) {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "connect",
                run.toString(),
                "--at=0,10it",
                "--points=4",
                "--examples=50",
                "--threads=2"));
    arguments.addAll(List.of(more));
    return Answer.to(arguments);
  }
}
