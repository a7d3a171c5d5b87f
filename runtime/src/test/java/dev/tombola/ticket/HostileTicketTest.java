package dev.tombola.ticket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.tombola.UserException;
import dev.tombola.format.Safetensors;
import dev.tombola.format.Safetensors.Tensor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/// Files that somebody made to harm, sealed with the digest that fits them: each is answered by one
/// sentence within a second, and with no more memory than a file of its size deserves.
final class HostileTicketTest {
  private static final String NAME = "my.ticket";

  /// The first one of all is slow: classes are loaded.
  @BeforeAll
  static void warmUp() {
    assertThat(catchThrowable(() -> TicketFile.decode(new byte[0], NAME))).isNotNull();
    assertThat(TicketFile.decode(SomeTickets.mlp().encode(), NAME)).isNotNull();
  }

  /// Text of the header, what stands there instead, and what is said of it.
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          \\"inputs\\":7                | \\"inputs\\":2147483647              | beyond all measure
          \\"outputs\\":5               | \\"outputs\\":2147483647             | fc1 gives 2147483647 features but act1 takes 5
          \\"outputs\\":5               | \\"outputs\\":2147483648             | a layer's outputs is 2147483648
          \\"outputs\\":5               | \\"outputs\\":99999999999999999999   | too large
          \\"outputs\\":5               | \\"outputs\\":-5                     | needs inputs and outputs
          \\"outputs\\":5               | \\"outputs\\":5.0                    | a layer's outputs is 5.0
          \\"outputs\\":5               | \\"outputs\\":1e400                  | a layer's outputs is Infinity
          \\"outputs\\":5               | \\"outputs\\":NaN                    | unexpected JSON
          \\"outputs\\":5               | \\"outputs\\":6                      | fc1 gives 6 features but act1 takes 5
          \\"outputs\\":5               | \\"outputs\\":5,\\"colour\\":\\"red\\" | not in the form that is written
          \\"outputs\\":5               | \\"outputs\\":5,\\"outputs\\":5      | "outputs" stands twice
          \\"outputs\\":5               | \\"outputs\\": 5                     | not in the form that is written
          \\"kind\\":\\"dense\\"        | \\"kind\\":\\"sparse\\"              | no kind of layer called sparse
          \\"name\\":\\"act1\\"         | \\"name\\":\\"fc1\\"                 | two layers share a name
          \\"name\\":\\"act1\\"         | \\"name\\":\\"\\\\u001b[2J\\"        | a layer is called "?[2J"
          \\"name\\":\\"act1\\"         | \\"name\\":\\"\\\\ud800\\"           | half a surrogate pair
          "classes":"[                  | "classes":"[\\"tulip\\",             | 4 names of classes, but the network has 3 classes
          "classes":"[                  | "classes":"[3,                       | unexpected JSON
          "classes":"[                  | "classes":"[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[ | unexpected JSON
          rose                          | \\\\u0007                            | character for controls
          "classes"                     | "classrooms"                         | does not begin with format, version, sha256, network, classes
          "spec":                       | "network":                           | "network" stands twice
          "spec":"                      | "spec":"\\ud834                      | half a surrogate pair
          "spec":"                      | "spec":"\\udd1e                      | half a surrogate pair
          "spec":"                      | "spec":"\\x                          | unexpected JSON
          "spec":"                      | "spec":"\\u+0ff                      | unexpected JSON
          "spec":"                      | "spec":"\\u00e9                      | not in the form that is written
          "start.fc1.weight.survivors": | "start.fc9.weight.survivors":        | not those of its network
          "trained.fc1.bias":           | "trained.fc2.bias":                  | stands twice
          "input.scale":                | "trained.scale":                     | not those of its network
          "mask.fc1.weight":            | "mask.fc9.weight":                   | no tensor is called mask.fc1.weight
          "shape":[1]                   | "shape":[1,1]                        | another shape than a list
          "start.fc1.bias":{"dtype":"F32","shape":[5] | "start.fc1.bias":{"dtype":"F32","shape":[5,1] | do not fit the network
          "shape":[5]                   | "shape":[4]                          | has 16 bytes, not 20
          "shape":[5]                   | "shape":[-5]                         | lists of whole numbers
          "shape":[5]                   | "shape":[5.0]                        | lists of whole numbers
          "shape":[5]                   | "shape":5                            | unexpected JSON
          "shape":[5]                   | "shape":[4611686018427387904,4,5]    | too large
          "shape":[5]                   | "shape":[99999999999999999999]       | too large
          "dtype":"F32"                 | "dtype":"F33"                        | unknown tensor type "F33"
          "dtype":"U8"                  | "dtype":"I8"                         | another network
          "dtype":"F32","shape"         | "dtype":"F32","colour":"red","shape" | not in the form that is written
          "dtype":"F32","shape"         | "dtype":"F32","dtype":"F32","shape"  | "dtype" stands twice
          "dtype":"F32","shape"         | "shape"                              | needs a dtype, a shape and two data_offsets
          "data_offsets":[0,            | "data_offsets":[1,                   | but the next free byte is 0
          "data_offsets":[0,            | "data_offsets":[0,0,                 | needs a dtype, a shape and two data_offsets
          "data_offsets":[0,            | "data_offsets":[9223372036854775807, | the next free byte
          "data_offsets":[0,            | "data_offsets":[-8,                  | lists of whole numbers
          {"dtype"                      | { "dtype"                            | not in the form that is written
          """)
  void a_forged_header_is_answered_by_a_sentence(String from, String to, String sentence) {
    assertRefused(Forgery.of(SomeTickets.mlp()).with(from, to).sealed(), sentence);
  }

  @Test
  void tensors_in_another_order_are_refused() {
    Forgery ticket = Forgery.of(SomeTickets.mlp());
    int first = ticket.header().indexOf(",\"input.scale\"");
    int second = ticket.header().indexOf(",\"input.shift\"");
    int end = ticket.header().indexOf(",\"mask.");
    String swapped =
        ticket.header().substring(0, first)
            + ticket.header().substring(second, end)
            + ticket.header().substring(first, second)
            + ticket.header().substring(end);

    assertRefused(new Forgery(swapped, ticket.data()).sealed(), "not in the form that is written");
  }

  @Test
  void bytes_that_belong_to_no_tensor_are_refused() {
    Forgery ticket = Forgery.of(SomeTickets.mlp());
    byte[] more = Arrays.copyOf(ticket.data(), ticket.data().length + 4);

    assertRefused(ticket.withData(more).sealed(), "4 bytes after the last tensor belong to none");
  }

  @Test
  void a_tensor_of_nothing_in_the_network_is_refused() {
    Forgery ticket = Forgery.of(SomeTickets.mlp());
    int length = ticket.data().length;
    String header =
        ticket.header().substring(0, ticket.header().length() - 1)
            + ",\"more\":{\"dtype\":\"U8\",\"shape\":[4],\"data_offsets\":[%d,%d]}}"
                .formatted(length, length + 4);
    byte[] more = Arrays.copyOf(ticket.data(), length + 4);

    assertRefused(new Forgery(header, more).sealed(), "its tensors are not those of its network");
  }

  @ParameterizedTest
  @CsvSource({
    "start.fc1.weight.survivors, NaN",
    "start.fc1.bias, -Infinity",
    "trained.fc2.weight, Infinity",
    "trained.fc2.bias, NaN",
    "input.scale, NaN",
    "input.shift, Infinity"
  })
  void a_value_that_is_not_finite_is_refused(String tensor, float value) {
    Forgery ticket = Forgery.of(SomeTickets.mlp());
    byte[] data = ticket.data().clone();
    ByteBuffer.wrap(data).order(ByteOrder.LITTLE_ENDIAN).putFloat(place(ticket, tensor), value);

    assertRefused(ticket.withData(data).sealed(), "has the value " + value);
  }

  @Test
  void a_survivor_more_than_there_are_values_is_refused() {
    Forgery ticket = Forgery.of(SomeTickets.mlp());
    byte[] data = ticket.data().clone();
    int at = place(ticket, "mask.fc1.weight");
    data[at] = (byte) (data[at] == -1 ? 0 : -1);

    assertRefused(ticket.withData(data).sealed(), "do not fit the network and its mask");
  }

  @Test
  void a_bit_behind_the_last_weight_of_a_mask_is_refused() {
    Forgery ticket = Forgery.of(SomeTickets.mlp());
    byte[] data = ticket.data().clone();
    data[place(ticket, "mask.fc1.weight") + 4] |= (byte) 0x80;

    assertRefused(ticket.withData(data).sealed(), "fc1.weight has 35 weights, but bit 39 is set");
  }

  @Test
  void scales_that_cannot_be_shared_out_are_refused() {
    Safetensors ticket = Safetensors.decode(SomeTickets.mlp().encode(), NAME);
    SequencedMap<String, Tensor> tensors = new LinkedHashMap<>(ticket.tensors());
    SequencedMap<String, String> metadata = new LinkedHashMap<>(ticket.metadata());
    Seal.KEYS.forEach(metadata::remove);
    tensors.put("input.scale", Tensor.of(List.of(3), new float[3]));
    tensors.put("input.shift", Tensor.of(List.of(3), new float[3]));

    assertRefused(
        Seal.seal(new Safetensors(tensors, metadata)),
        "3 scales cannot be shared out among 7 inputs");
  }

  @ParameterizedTest
  @MethodSource("large")
  void size_alone_harms_nobody(byte[] file) {
    assertHarmless(file);
  }

  /// A header as large as any may be, full of what takes most memory and time to read.
  static Stream<byte[]> large() {
    Forgery ticket = Forgery.of(SomeTickets.mlp());
    int room = 7_900_000;
    return Stream.of(
        ticket.with("\"spec\":", many(room, "\"%d\":\"\",") + "\"spec\":").sealed(),
        ticket.with("\"spec\":\"", "\"spec\":\"" + "\\u0001".repeat(room / 6)).sealed(),
        ticket.with("\"classes\":\"[", "\"classes\":\"[" + "[],".repeat(600_000)).sealed(),
        ticket.with("\"classes\":\"[", "\"classes\":\"[" + "[],".repeat(2_000_000)).sealed(),
        ticket.with("\"network\":\"[", "\"network\":\"[" + "{},".repeat(600_000)).sealed(),
        ticket
            .with(
                "\"network\":\"[",
                "\"network\":\"["
                    + many(
                        1_800_000,
                        "{\\\"kind\\\":\\\"relu\\\",\\\"name\\\":\\\"%d\\\",\\\"inputs\\\":7},"))
            .sealed(),
        ticket
            .with(
                "{\\\"kind\\\":\\\"relu\\\"",
                many(
                        1_800_000,
                        "{\\\"kind\\\":\\\"dropout\\\",\\\"name\\\":\\\"%d\\\",\\\"inputs\\\":5,\\\"probability\\\":0.5},")
                    + "{\\\"kind\\\":\\\"relu\\\"")
            .sealed(),
        ticket.with("\"shape\":[5]", "\"shape\":[" + "1,".repeat(room / 4) + "5]").sealed(),
        ticket.with("\"shape\":[5]", "\"shape\":[" + "200,".repeat(room / 8) + "5]").sealed(),
        ticket.with("\"shape\":[5]", "\"shape\":[" + "9".repeat(room) + "]").sealed(),
        ticket.with("\"input.scale\"", many(room, "\"%d\":{},") + "\"input.scale\"").sealed(),
        ticket
            .with(
                "\"input.scale\"",
                many(room / 2, "\"%d\":{\"dtype\":\"U8\",\"shape\":[0],\"data_offsets\":[0,0]},")
                    + "\"input.scale\"")
            .sealed(),
        ticket
            .with(
                "\"dtype\":\"U8\"",
                "\"x\":"
                    + "[".repeat(20)
                    + "{},".repeat(room / 8)
                    + "1"
                    + "]".repeat(20)
                    + ",\"dtype\":\"U8\"")
            .sealed());
  }

  private static String many(int characters, String form) {
    int one = form.formatted(1_000_000).length();
    return IntStream.range(1_000_000, 1_000_000 + characters / one)
        .mapToObj(form::formatted)
        .collect(Collectors.joining());
  }

  private static int place(Forgery ticket, String tensor) {
    String header = ticket.header();
    int at = header.indexOf("data_offsets\":[", header.indexOf("\"" + tensor + "\":")) + 15;
    return Integer.parseInt(header.substring(at, header.indexOf(',', at)));
  }

  private static void assertRefused(byte[] file, String sentence) {
    assertThat(assertHarmless(file))
        .isInstanceOf(UserException.class)
        .hasMessageStartingWith("my.ticket: ")
        .hasMessageContaining(sentence)
        .hasMessageNotContainingAny("java.", "Exception", "null", "\n", "\u001b")
        .extracting(Throwable::getMessage)
        .satisfies(message -> assertThat(message).hasSizeLessThan(400));
  }

  /// Reads a file and tells what was thrown.
  private static @Nullable Throwable assertHarmless(byte[] file) {
    Throwable[] thrown = new Throwable[1];
    Measured measured =
        Measured.of(() -> thrown[0] = catchThrowable(() -> TicketFile.decode(file, NAME)));
    assertThat(measured.seconds()).isLessThan(1);
    assertThat(measured.bytes()).isLessThan(250_000 + 64L * file.length);
    return thrown[0];
  }
}
