package dev.tombola.ticket;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.Supplier;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Files as version 1 wrote them, kept for ever beside this test: they must stay readable, say the
/// same, and be written again byte for byte.
final class GoldenTicketTest {
  private static final Map<String, Supplier<TicketFile>> TICKETS =
      Map.of(
          "mlp-1.ticket", SomeTickets::mlp,
          "convolutional-1.ticket", SomeTickets::convolutional,
          "int8-1.ticket", SomeTickets::int8);

  @ParameterizedTest
  @ValueSource(strings = {"mlp-1.ticket", "convolutional-1.ticket", "int8-1.ticket"})
  void a_kept_ticket_is_read_and_written_byte_for_byte(String name) throws IOException {
    byte[] kept;
    try (InputStream file = GoldenTicketTest.class.getResourceAsStream(name)) {
      kept = file.readAllBytes();
    }
    TicketFile made = TICKETS.get(name).get();

    TicketFile read = TicketFile.decode(kept, name);

    assertThat(read.encode()).isEqualTo(kept);
    assertThat(read.network()).isEqualTo(made.network());
    assertThat(read.mask()).isEqualTo(made.mask());
    assertThat(read.precision()).isEqualTo(made.precision());
    assertThat(read.trained().sameBits(made.trained())).isTrue();
    assertThat(read.start() == null).isEqualTo(made.start() == null);
    assertThat(read.input().scale()).isEqualTo(made.input().scale());
    assertThat(read.input().classNames()).isEqualTo(made.input().classNames());
    assertThat(read.about()).isEqualTo(made.about());
  }

  /// Writes the files of a version that has none yet: never those of an older one.
  static void main(String[] folder) throws IOException {
    for (Map.Entry<String, Supplier<TicketFile>> ticket : TICKETS.entrySet()) {
      Path file = Path.of(folder[0], ticket.getKey());
      if (!Files.exists(file)) {
        Files.write(file, ticket.getValue().get().encode());
      }
    }
  }
}
