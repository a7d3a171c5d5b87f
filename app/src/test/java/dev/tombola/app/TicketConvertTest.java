package dev.tombola.app;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tombola.format.Safetensors;
import dev.tombola.ticket.Precision;
import dev.tombola.ticket.TicketFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// `ticket convert`, of a ticket on flowers and one on digits.
@ExtendWith(Once.class)
final class TicketConvertTest {
  private final ExportedTickets tickets;

  TicketConvertTest(ExportedTickets tickets) {
    this.tickets = tickets;
  }

  @Test
  void each_form_is_written_beside_the_ticket_and_tells_its_size() {
    for (String form : List.of("onnx", "safetensors", "npz")) {
      Answer answer =
          Answer.succeeding("ticket", "convert", tickets.flowers().toString(), "--to", form);
      assertThat(answer.out().lines()).hasSize(1);
      assertThat(answer.out()).contains("flowers." + form + ": ", "; the ticket has ");
      assertThat(tickets.folder().resolve("flowers." + form)).isNotEmptyFile();
    }
  }

  @Test
  void an_exported_model_and_state_dict_name_the_ticket_they_are_of() throws IOException {
    Path onnx = tickets.folder().resolve("named.onnx");
    Path safetensors = tickets.folder().resolve("named.safetensors");
    Answer.succeeding(
        "ticket", "convert", tickets.flowers().toString(), "--to", "onnx", "-o", onnx.toString());
    Answer.succeeding(
        "ticket",
        "convert",
        tickets.flowers().toString(),
        "--to=safetensors",
        "-o",
        safetensors.toString());

    String sha256 = Safetensors.read(tickets.flowers()).metadata().get("sha256");
    assertThat(Files.readString(onnx, ISO_8859_1)).contains("ticket.sha256", sha256, "fc1.weight");
    assertThat(Safetensors.read(safetensors).metadata()).containsEntry("ticket.sha256", sha256);
  }

  @Test
  void int8_says_what_it_costs_where_the_data_are_there() {
    Path small = tickets.folder().resolve("cost.ticket");
    Answer answer =
        Answer.succeeding(
            "ticket",
            "convert",
            tickets.digits().toString(),
            "--to",
            "int8",
            "-o",
            small.toString());

    assertThat(answer.out())
        .containsPattern(
            "Test accuracy: [\\d.]+ % in float32, [\\d.]+ % in int8 \\([-+][\\d.]+ points;"
                + " [\\d,]+ and [\\d,]+ of 10,000 right\\)");
    TicketFile read = TicketFile.read(small);
    assertThat(read.precision()).isEqualTo(Precision.INT8);
    assertThat(read.start()).isNull();
    assertThat(small.toFile().length()).isLessThan(tickets.digits().toFile().length());
    assertThat(Answer.succeeding("ticket", "show", small.toString()).out())
        .contains("trained values only, weights in eight bits", "% in float32, ", "% in int8 (");
    JsonNode json =
        JsonMapper.shared()
            .readTree(Answer.succeeding("ticket", "show", small.toString(), "--json").out());
    assertThat(json.path("precision").asString()).isEqualTo("int8");
    assertThat(json.at("/int8/after/examples").asInt()).isEqualTo(10_000);
    // What it says of itself is what a prediction finds.
    assertThat(Answer.succeeding("ticket", "predict", small.toString(), "--data", "mnist").out())
        .contains("as many as the ticket's file records");
  }

  @Test
  void int8_says_that_nothing_was_measured_where_the_data_are_not_there() {
    Path small = tickets.folder().resolve("unmeasured.ticket");
    Answer answer =
        Answer.succeeding(
            "ticket",
            "convert",
            tickets.flowers().toString(),
            "--to",
            "int8",
            "-o",
            small.toString());
    assertThat(answer.out())
        .contains("What that costs in accuracy was not measured: ", "there is no file flowers.csv");
    assertThat(TicketFile.read(small).precision()).isEqualTo(Precision.INT8);
    assertThat(Answer.succeeding("ticket", "show", small.toString()).out())
        .contains("What eight bits cost in accuracy was not measured.");
  }

  @Test
  void a_state_dict_is_a_checkpoint_that_experiments_start_from() throws IOException {
    Path model = tickets.folder().resolve("model.safetensors");
    Answer.succeeding(
        "ticket", "convert", tickets.flowers().toString(), "--to=safetensors", "-o=" + model);
    Path runs = tickets.folder().resolve("further-runs");
    String start = "start={kind: checkpoint, file: \"%s\", trained: true}".formatted(model);
    Path csv = Files.writeString(tickets.folder().resolve("further.csv"), Flowers.table(240));
    assertThat(Answer.to(Flowers.run(csv, runs, start, "replicates=1")).exit()).isZero();
    Path level0 = tickets.folder().resolve("level-0.ticket");
    try (Stream<Path> directories = Files.list(runs)) {
      String run = directories.findFirst().orElseThrow().toString();
      Answer.succeeding("ticket", "export", run, "--level=0", "-o=" + level0);
    }
    assertThat(
            TicketFile.read(level0)
                .trained()
                .sameBits(TicketFile.read(tickets.flowers()).trained()))
        .isTrue();
    assertThat(Answer.succeeding("audit", level0.toString()).out()).contains("All of it holds.");
  }

  @Test
  void a_file_of_another_kind_is_not_replaced_but_an_older_one_of_its_own_is() throws IOException {
    Path file = Files.writeString(tickets.folder().resolve("notes.onnx"), "my notes");
    for (String form : List.of("onnx", "safetensors", "npz", "int8")) {
      Answer.assertRefused(
          "notes.onnx is there already and is not ",
          "ticket",
          "convert",
          tickets.flowers().toString(),
          "--to=" + form,
          "-o=" + file);
      Answer.assertRefused(
          "flowers.ticket is there already and is not ",
          "ticket",
          "convert",
          tickets.flowers().toString(),
          "--to=" + form,
          "-o=" + tickets.flowers());
    }
    assertThat(file).hasContent("my notes");
    for (String form : List.of("onnx", "safetensors", "npz", "int8")) {
      String output = "-o=" + tickets.folder().resolve("twice-" + form);
      Answer.succeeding("ticket", "convert", tickets.digits().toString(), "--to=" + form, output);
      Answer.succeeding("ticket", "convert", tickets.flowers().toString(), "--to=" + form, output);
    }
  }

  @Test
  void what_cannot_be_converted_is_told_in_a_sentence() {
    String ticket = tickets.flowers().toString();
    Answer.assertRefused(
        "--to: \"tflite\" is not one of onnx,", "ticket", "convert", ticket, "--to=tflite");
    Answer.assertRefused("--to <form> is missing", "ticket", "convert", ticket);
    Answer.assertRefused(
        "there is no such file", "ticket", "convert", "nowhere.ticket", "--to=onnx");
    Answer.assertRefused("not a ticket", "ticket", "convert", tickets.csv(), "--to=onnx");
    Answer.assertRefused("--masks: only", "ticket", "convert", ticket, "--to=onnx", "--masks");
    Path small = tickets.folder().resolve("small.ticket");
    Answer.succeeding("ticket", "convert", ticket, "--to=int8", "-o=" + small);
    Answer.assertRefused("in int8 already", "ticket", "convert", small.toString(), "--to=int8");
  }
}
