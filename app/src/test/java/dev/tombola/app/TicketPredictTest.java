package dev.tombola.app;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.tombola.ticket.TicketFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// `ticket predict`, of a ticket on flowers and one on digits.
@ExtendWith(Once.class)
final class TicketPredictTest {
  private final ExportedTickets tickets;

  TicketPredictTest(ExportedTickets tickets) {
    this.tickets = tickets;
  }

  @Test
  void each_example_of_a_file_gets_its_class_and_probability() throws IOException {
    Path input = npy("<f4", "(3, 3)", floats(9, 0, 0, 0, 9, 0, 0, 0, 9));
    Answer words =
        Answer.succeeding("ticket", "predict", tickets.flowers().toString(), "--input=" + input);
    assertThat(words.out().lines()).hasSize(4);
    assertThat(words.out()).containsPattern("(?m)^ +0 +(iris|lily|rose) +[\\d.]+ %$");

    Answer csv =
        Answer.succeeding(
            "ticket",
            "predict",
            tickets.flowers().toString(),
            "--input=" + input,
            "--csv",
            "--logits");
    List<String[]> rows = csv.out().lines().map(line -> line.split(",", -1)).toList();
    assertThat(rows).hasSize(4).allMatch(row -> row.length == 7);
    assertThat(rows.getFirst())
        .containsExactly(
            "example", "class", "name", "probability", "logit iris", "logit lily", "logit rose");

    Answer answer =
        Answer.succeeding(
            "ticket",
            "predict",
            tickets.flowers().toString(),
            "--input=" + input,
            "--json",
            "--logits");
    JsonNode json = new JsonMapper().readTree(answer.out());
    for (int i = 0; i < 3; i++) {
      JsonNode prediction = json.get("predictions").get(i);
      double[] logits =
          prediction.get("logits").valueStream().mapToDouble(JsonNode::doubleValue).toArray();
      double sum = Arrays.stream(logits).map(Math::exp).sum();
      double probability = prediction.get("probability").doubleValue();
      int ofClass = prediction.get("class").intValue();
      assertThat(probability).isCloseTo(Math.exp(logits[ofClass]) / sum, within(1e-6));
      assertThat(rows.get(1 + i)[3]).isEqualTo(Double.toString(probability));
      assertThat(rows.get(1 + i)[2]).isEqualTo(json.get("classNames").get(ofClass).stringValue());
    }
  }

  @Test
  void predictions_may_go_into_a_file() throws IOException {
    Path input = npy("<f8", "(1, 3)", doubles(9, 0, 0));
    Path output = tickets.folder().resolve("predictions.csv");
    String[] command = {
      "ticket", "predict", tickets.flowers().toString(), "--input=" + input, "--csv", "-o=" + output
    };
    Answer.succeeding(command);
    assertThat(Answer.succeeding(command).out()).contains("predictions.csv");
    assertThat(Files.readAllLines(output)).hasSize(2);
    Answer.assertRefused(
        "is a ticket; choose another name",
        "ticket",
        "predict",
        tickets.flowers().toString(),
        "--input=" + input,
        "-o=" + tickets.digits());
  }

  @Test
  void images_are_taken_flat_or_in_their_own_order_and_bytes_count_as_the_data_s_do()
      throws IOException {
    byte[] pixels = new byte[2 * 784];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (byte) (i * 7);
    }
    float[] values = new float[pixels.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = (pixels[i] & 0xff) / 255f;
    }
    String flat = logits(tickets.digits(), npy("|u1", "(2, 784)", pixels));
    assertThat(logits(tickets.digits(), npy("|u1", "(2, 1, 28, 28)", pixels))).isEqualTo(flat);
    assertThat(logits(tickets.digits(), npy("|u1", "(2, 28, 28)", pixels))).isEqualTo(flat);
    assertThat(logits(tickets.digits(), npy("<f4", "(2, 784)", floats(values)))).isEqualTo(flat);
    Answer.assertRefused(
        "examples of the shape [56, 14], but the ticket takes images of 1×28×28",
        "ticket",
        "predict",
        tickets.digits().toString(),
        "--input=" + npy("|u1", "(2, 56, 14)", pixels));
  }

  @Test
  void pixels_that_were_not_divided_by_255_are_doubted_where_the_ticket_is_of_image_bytes()
      throws IOException {
    float[] values = new float[784];
    values[7] = 255;
    Path input = npy("<f4", "(1, 784)", floats(values));
    Answer answer = Answer.to("ticket", "predict", tickets.digits().toString(), "--input=" + input);
    assertThat(answer.exit()).isZero();
    assertThat(answer.out().lines()).hasSize(2);
    assertThat(answer.err().lines())
        .singleElement()
        .asString()
        .isEqualTo(
            "tombola: %s: has values from 0.0 to 255.0, but the ticket was trained on image bytes divided by 255, from 0 to 1; divide the pixels by 255, or save them as uint8"
                .formatted(input));
    values[7] = -0.42f;
    String standardised = "--input=" + npy("<f4", "(1, 784)", floats(values));
    assertThat(Answer.to("ticket", "predict", tickets.digits().toString(), standardised).err())
        .contains("has values from -0.42 to ");
  }

  @Test
  void other_data_than_the_ticket_s_own_are_told() throws IOException {
    TicketFile ticket = TicketFile.read(tickets.digits());
    SequencedMap<String, String> about = new LinkedHashMap<>(ticket.about());
    about.computeIfPresent("data", (_, data) -> data.replaceFirst("(\"checksum\":\")..", "$1__"));
    Path of = tickets.folder().resolve("of-others.ticket");
    Files.write(
        of,
        new TicketFile(
                ticket.network(),
                ticket.mask(),
                ticket.start(),
                ticket.trained(),
                ticket.input(),
                about)
            .encode());
    Answer answer = Answer.to("ticket", "predict", of.toString(), "--data=mnist");
    assertThat(answer.exit()).isZero();
    assertThat(answer.err().lines())
        .singleElement()
        .asString()
        .isEqualTo(
            "tombola: %s: was trained on other data, called mnist; `tombola ticket transfer` trains it on these"
                .formatted(of));
    assertThat(answer.out()).contains("Test part of mnist: ").doesNotContain("records");
  }

  @Test
  void the_test_part_of_named_data_is_measured_as_its_training_did() {
    Answer words =
        Answer.succeeding("ticket", "predict", tickets.digits().toString(), "--data=mnist");
    assertThat(words.out())
        .containsPattern("Test part of mnist: [\\d,]+ of 10,000 right \\([\\d.]+ %\\), loss \\d")
        .contains("By class: 0 ")
        .contains("as many as the ticket's file records");
    JsonNode json =
        new JsonMapper()
            .readTree(
                Answer.succeeding(
                        "ticket", "predict", tickets.digits().toString(), "--data=mnist", "--json")
                    .out());
    assertThat(json.get("correct").longValue()).isEqualTo(json.get("recordedCorrect").longValue());
    assertThat(json.get("classes")).hasSize(10);
    List<String> csv =
        Answer.succeeding("ticket", "predict", tickets.digits().toString(), "--data=mnist", "--csv")
            .out()
            .lines()
            .toList();
    assertThat(csv).hasSize(11);
    assertThat(csv.stream().skip(1).mapToLong(line -> Long.parseLong(line.split(",", -1)[2])).sum())
        .isEqualTo(json.get("correct").longValue());
  }

  @Test
  void what_cannot_be_predicted_is_told_in_a_sentence() throws IOException {
    String ticket = tickets.flowers().toString();
    Answer.assertRefused(
        "nothing to predict; give a file with --input", "ticket", "predict", ticket);
    Answer.assertRefused(
        "exclude each other", "ticket", "predict", ticket, "--input=x.npy", "--data=mnist");
    Answer.assertRefused("did you mean mnist?", "ticket", "predict", ticket, "--data=mnits");
    Answer.assertRefused(
        "mnist (test): 784 values per example, but the ticket takes 3",
        "ticket",
        "predict",
        ticket,
        "--data=mnist");
    Answer.assertRefused("--logits: with", "ticket", "predict", ticket, "--data=mnist", "--logits");
    Answer.assertRefused(
        "there is no such file",
        "ticket",
        "predict",
        ticket,
        "--input=" + tickets.folder().resolve("none"));
    Answer.assertRefused("no NumPy array", "ticket", "predict", ticket, "--input=" + tickets.csv());
    Answer.assertRefused(
        "values per example, but the ticket takes 3",
        "ticket",
        "predict",
        ticket,
        "--input=" + npy("<f4", "(1, 4)", floats(1, 2, 3, 4)));
    Answer.assertRefused(
        "row 0, column 1 is NaN",
        "ticket",
        "predict",
        ticket,
        "--input=" + npy("<f4", "(1, 3)", floats(1, Float.NaN, 3)));
    Answer.assertRefused(
        "truncated",
        "ticket",
        "predict",
        ticket,
        "--input=" + npy("<f4", "(2, 3)", floats(1, 2, 3)));
    Answer.assertRefused(
        "exclude each other", "ticket", "predict", ticket, "--data=mnist", "--csv", "--json");
  }

  private static String logits(Path ticket, Path input) {
    return Answer.succeeding(
            "ticket", "predict", ticket.toString(), "--input=" + input, "--csv", "--logits")
        .out();
  }

  /// An `.npy` file.
  private Path npy(String type, String shape, byte[] elements) throws IOException {
    String header = "{'descr': '%s', 'fortran_order': False, 'shape': %s, }".formatted(type, shape);
    ByteBuffer file = ByteBuffer.allocate(10 + header.length() + elements.length);
    file.order(ByteOrder.LITTLE_ENDIAN)
        .put(new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0})
        .putShort((short) header.length())
        .put(header.getBytes(ISO_8859_1))
        .put(elements);
    return Files.write(Files.createTempFile(tickets.folder(), "x", ".npy"), file.array());
  }

  private static byte[] floats(float... values) {
    ByteBuffer bytes = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asFloatBuffer().put(values);
    return bytes.array();
  }

  private static byte[] doubles(double... values) {
    ByteBuffer bytes = ByteBuffer.allocate(8 * values.length).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asDoubleBuffer().put(values);
    return bytes.array();
  }
}
