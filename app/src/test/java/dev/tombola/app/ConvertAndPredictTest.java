package dev.tombola.app;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.tombola.format.Safetensors;
import dev.tombola.ticket.Precision;
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
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// `ticket convert` and `ticket predict`, of a ticket on flowers and one on digits.
final class ConvertAndPredictTest {
  @TempDir private static Path folder;

  private static Path flowers;
  private static Path digits;

  @BeforeAll
  static void export() throws IOException {
    flowers = ticket("flowers", Flowers.run(Flowers.csv(folder), folder.resolve("flowers-runs")));
    digits =
        ticket(
            "digits",
            List.of(
                "run",
                "lenet-mnist-quick",
                "name=digits",
                "network.hidden=[12]",
                "training.length=60it",
                "evaluateEvery=30it",
                "branches=[]",
                "replicates=1",
                "levels=2",
                "--out=" + folder.resolve("digits-runs")));
  }

  private static Path ticket(String name, List<String> run) throws IOException {
    Answer ran = Answer.to(run);
    assertThat(ran.exit()).as(ran.err()).isZero();
    try (Stream<Path> runs = Files.list(folder.resolve(name + "-runs"))) {
      Path ticket = folder.resolve(name + ".ticket");
      String directory = runs.findFirst().orElseThrow().toString();
      succeed("ticket", "export", directory, "--level=2", "-o", ticket.toString());
      return ticket;
    }
  }

  @Test
  void each_form_is_written_beside_the_ticket_and_tells_its_size() {
    for (String form : List.of("onnx", "safetensors", "npz")) {
      Answer answer = succeed("ticket", "convert", flowers.toString(), "--to", form);
      assertThat(answer.out().lines()).hasSize(1);
      assertThat(answer.out()).contains("flowers." + form + ": ", "; the ticket has ");
      assertThat(folder.resolve("flowers." + form)).isNotEmptyFile();
    }
  }

  @Test
  void an_exported_model_and_state_dict_name_the_ticket_they_are_of() throws IOException {
    Path onnx = folder.resolve("named.onnx");
    Path safetensors = folder.resolve("named.safetensors");
    succeed("ticket", "convert", flowers.toString(), "--to", "onnx", "-o", onnx.toString());
    succeed(
        "ticket", "convert", flowers.toString(), "--to=safetensors", "-o", safetensors.toString());

    String sha256 = Safetensors.read(flowers).metadata().get("sha256");
    assertThat(Files.readString(onnx, ISO_8859_1)).contains("ticket.sha256", sha256, "fc1.weight");
    assertThat(Safetensors.read(safetensors).metadata()).containsEntry("ticket.sha256", sha256);
  }

  @Test
  void int8_says_what_it_costs_where_the_data_are_there() {
    Path small = folder.resolve("cost.ticket");
    Answer answer =
        succeed("ticket", "convert", digits.toString(), "--to", "int8", "-o", small.toString());

    assertThat(answer.out())
        .containsPattern(
            "Test accuracy: [\\d.]+ % in float32, [\\d.]+ % in int8 \\([-+][\\d.]+ points;"
                + " [\\d,]+ and [\\d,]+ of 10,000 right\\)");
    TicketFile read = TicketFile.read(small);
    assertThat(read.precision()).isEqualTo(Precision.INT8);
    assertThat(read.start()).isNull();
    assertThat(small.toFile().length()).isLessThan(digits.toFile().length());
    assertThat(succeed("ticket", "show", small.toString()).out())
        .contains("trained values only, weights in eight bits", "% in float32, ", "% in int8 (");
    JsonNode json =
        JsonMapper.shared().readTree(succeed("ticket", "show", small.toString(), "--json").out());
    assertThat(json.path("precision").asString()).isEqualTo("int8");
    assertThat(json.at("/int8/after/examples").asInt()).isEqualTo(10_000);
    // What it says of itself is what a prediction finds.
    assertThat(succeed("ticket", "predict", small.toString(), "--data", "mnist").out())
        .contains("as many as the ticket's file records");
  }

  @Test
  void int8_says_that_nothing_was_measured_where_the_data_are_not_there() {
    Path small = folder.resolve("unmeasured.ticket");
    Answer answer =
        succeed("ticket", "convert", flowers.toString(), "--to", "int8", "-o", small.toString());
    assertThat(answer.out())
        .contains("What that costs in accuracy was not measured: ", "there is no file flowers.csv");
    assertThat(TicketFile.read(small).precision()).isEqualTo(Precision.INT8);
    assertThat(succeed("ticket", "show", small.toString()).out())
        .contains("What eight bits cost in accuracy was not measured.");
  }

  @Test
  void a_state_dict_is_a_checkpoint_that_experiments_start_from() throws IOException {
    Path model = folder.resolve("model.safetensors");
    succeed("ticket", "convert", flowers.toString(), "--to=safetensors", "-o=" + model);
    Path runs = folder.resolve("further-runs");
    String start = "start={kind: checkpoint, file: \"%s\", trained: true}".formatted(model);
    Path csv = Files.writeString(folder.resolve("further.csv"), Flowers.table(240));
    assertThat(Answer.to(Flowers.run(csv, runs, start, "replicates=1")).exit()).isZero();
    Path level0 = folder.resolve("level-0.ticket");
    try (Stream<Path> directories = Files.list(runs)) {
      String run = directories.findFirst().orElseThrow().toString();
      succeed("ticket", "export", run, "--level=0", "-o=" + level0);
    }
    assertThat(TicketFile.read(level0).trained().sameBits(TicketFile.read(flowers).trained()))
        .isTrue();
    assertThat(succeed("audit", level0.toString()).out()).contains("All of it holds.");
  }

  @Test
  void a_file_of_another_kind_is_not_replaced_but_an_older_one_of_its_own_is() throws IOException {
    Path file = Files.writeString(folder.resolve("notes.onnx"), "my notes");
    for (String form : List.of("onnx", "safetensors", "npz", "int8")) {
      assertRefused(
          "notes.onnx is there already and is not ",
          "ticket",
          "convert",
          flowers.toString(),
          "--to=" + form,
          "-o=" + file);
      assertRefused(
          "flowers.ticket is there already and is not ",
          "ticket",
          "convert",
          flowers.toString(),
          "--to=" + form,
          "-o=" + flowers);
    }
    assertThat(file).hasContent("my notes");
    for (String form : List.of("onnx", "safetensors", "npz", "int8")) {
      String output = "-o=" + folder.resolve("twice-" + form);
      succeed("ticket", "convert", digits.toString(), "--to=" + form, output);
      succeed("ticket", "convert", flowers.toString(), "--to=" + form, output);
    }
  }

  @Test
  void what_cannot_be_converted_is_told_in_a_sentence() {
    String ticket = flowers.toString();
    assertRefused(
        "--to: \"tflite\" is not one of onnx,", "ticket", "convert", ticket, "--to=tflite");
    assertRefused("--to <form> is missing", "ticket", "convert", ticket);
    assertRefused("there is no such file", "ticket", "convert", "nowhere.ticket", "--to=onnx");
    assertRefused("not a ticket", "ticket", "convert", csv(), "--to=onnx");
    assertRefused("--masks: only", "ticket", "convert", ticket, "--to=onnx", "--masks");
    Path small = folder.resolve("small.ticket");
    succeed("ticket", "convert", ticket, "--to=int8", "-o=" + small);
    assertRefused("in int8 already", "ticket", "convert", small.toString(), "--to=int8");
  }

  @Test
  void each_example_of_a_file_gets_its_class_and_probability() throws IOException {
    Path input = npy("<f4", "(3, 3)", floats(9, 0, 0, 0, 9, 0, 0, 0, 9));
    Answer words = succeed("ticket", "predict", flowers.toString(), "--input=" + input);
    assertThat(words.out().lines()).hasSize(4);
    assertThat(words.out()).containsPattern("(?m)^ +0 +(iris|lily|rose) +[\\d.]+ %$");

    Answer csv =
        succeed("ticket", "predict", flowers.toString(), "--input=" + input, "--csv", "--logits");
    List<String[]> rows = csv.out().lines().map(line -> line.split(",", -1)).toList();
    assertThat(rows).hasSize(4).allMatch(row -> row.length == 7);
    assertThat(rows.getFirst())
        .containsExactly(
            "example", "class", "name", "probability", "logit iris", "logit lily", "logit rose");

    Answer answer =
        succeed("ticket", "predict", flowers.toString(), "--input=" + input, "--json", "--logits");
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
    Path output = folder.resolve("predictions.csv");
    String[] command = {
      "ticket", "predict", flowers.toString(), "--input=" + input, "--csv", "-o=" + output
    };
    succeed(command);
    assertThat(succeed(command).out()).contains("predictions.csv");
    assertThat(Files.readAllLines(output)).hasSize(2);
    assertRefused(
        "is a ticket; choose another name",
        "ticket",
        "predict",
        flowers.toString(),
        "--input=" + input,
        "-o=" + digits);
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
    String flat = logits(digits, npy("|u1", "(2, 784)", pixels));
    assertThat(logits(digits, npy("|u1", "(2, 1, 28, 28)", pixels))).isEqualTo(flat);
    assertThat(logits(digits, npy("|u1", "(2, 28, 28)", pixels))).isEqualTo(flat);
    assertThat(logits(digits, npy("<f4", "(2, 784)", floats(values)))).isEqualTo(flat);
    assertRefused(
        "examples of the shape [56, 14], but the ticket takes images of 1×28×28",
        "ticket",
        "predict",
        digits.toString(),
        "--input=" + npy("|u1", "(2, 56, 14)", pixels));
  }

  @Test
  void pixels_that_were_not_divided_by_255_are_doubted_where_the_ticket_is_of_image_bytes()
      throws IOException {
    float[] values = new float[784];
    values[7] = 255;
    Path input = npy("<f4", "(1, 784)", floats(values));
    Answer answer = Answer.to("ticket", "predict", digits.toString(), "--input=" + input);
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
    assertThat(Answer.to("ticket", "predict", digits.toString(), standardised).err())
        .contains("has values from -0.42 to ");
  }

  @Test
  void other_data_than_the_ticket_s_own_are_told() throws IOException {
    TicketFile ticket = TicketFile.read(digits);
    SequencedMap<String, String> about = new LinkedHashMap<>(ticket.about());
    about.computeIfPresent("data", (_, data) -> data.replaceFirst("(\"checksum\":\")..", "$1__"));
    Path of = folder.resolve("of-others.ticket");
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
    Answer words = succeed("ticket", "predict", digits.toString(), "--data=mnist");
    assertThat(words.out())
        .containsPattern("Test part of mnist: [\\d,]+ of 10,000 right \\([\\d.]+ %\\), loss \\d")
        .contains("By class: 0 ")
        .contains("as many as the ticket's file records");
    JsonNode json =
        new JsonMapper()
            .readTree(
                succeed("ticket", "predict", digits.toString(), "--data=mnist", "--json").out());
    assertThat(json.get("correct").longValue()).isEqualTo(json.get("recordedCorrect").longValue());
    assertThat(json.get("classes")).hasSize(10);
    List<String> csv =
        succeed("ticket", "predict", digits.toString(), "--data=mnist", "--csv")
            .out()
            .lines()
            .toList();
    assertThat(csv).hasSize(11);
    assertThat(csv.stream().skip(1).mapToLong(line -> Long.parseLong(line.split(",", -1)[2])).sum())
        .isEqualTo(json.get("correct").longValue());
  }

  @Test
  void what_cannot_be_predicted_is_told_in_a_sentence() throws IOException {
    String ticket = flowers.toString();
    assertRefused("nothing to predict; give a file with --input", "ticket", "predict", ticket);
    assertRefused(
        "exclude each other", "ticket", "predict", ticket, "--input=x.npy", "--data=mnist");
    assertRefused("did you mean mnist?", "ticket", "predict", ticket, "--data=mnits");
    assertRefused(
        "mnist (test): 784 values per example, but the ticket takes 3",
        "ticket",
        "predict",
        ticket,
        "--data=mnist");
    assertRefused("--logits: with", "ticket", "predict", ticket, "--data=mnist", "--logits");
    assertRefused(
        "there is no such file", "ticket", "predict", ticket, "--input=" + folder.resolve("none"));
    assertRefused("no NumPy array", "ticket", "predict", ticket, "--input=" + csv());
    assertRefused(
        "values per example, but the ticket takes 3",
        "ticket",
        "predict",
        ticket,
        "--input=" + npy("<f4", "(1, 4)", floats(1, 2, 3, 4)));
    assertRefused(
        "row 0, column 1 is NaN",
        "ticket",
        "predict",
        ticket,
        "--input=" + npy("<f4", "(1, 3)", floats(1, Float.NaN, 3)));
    assertRefused(
        "truncated",
        "ticket",
        "predict",
        ticket,
        "--input=" + npy("<f4", "(2, 3)", floats(1, 2, 3)));
    assertRefused(
        "exclude each other", "ticket", "predict", ticket, "--data=mnist", "--csv", "--json");
  }

  private static String logits(Path ticket, Path input) {
    return succeed("ticket", "predict", ticket.toString(), "--input=" + input, "--csv", "--logits")
        .out();
  }

  private static Answer succeed(String... command) {
    Answer answer = Answer.to(command);
    assertThat(answer.exit()).as("%s: %s", List.of(command), answer.err()).isZero();
    assertThat(answer.err()).isEmpty();
    return answer;
  }

  private static void assertRefused(String sentence, String... command) {
    Answer answer = Answer.to(command);
    assertThat(answer.exit()).as(answer.err()).isEqualTo(2);
    assertThat(answer.out()).isEmpty();
    assertThat(answer.err().lines()).hasSize(1);
    assertThat(answer.err()).startsWith("tombola: ").contains(sentence);
  }

  private static String csv() {
    return folder.resolve("flowers.csv").toString();
  }

  /// An `.npy` file.
  private static Path npy(String type, String shape, byte[] elements) throws IOException {
    String header = "{'descr': '%s', 'fortran_order': False, 'shape': %s, }".formatted(type, shape);
    ByteBuffer file = ByteBuffer.allocate(10 + header.length() + elements.length);
    file.order(ByteOrder.LITTLE_ENDIAN)
        .put(new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0})
        .putShort((short) header.length())
        .put(header.getBytes(ISO_8859_1))
        .put(elements);
    return Files.write(Files.createTempFile(folder, "x", ".npy"), file.array());
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
