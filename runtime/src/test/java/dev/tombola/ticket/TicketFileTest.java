package dev.tombola.ticket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tombola.UserException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class TicketFileTest {
  static Stream<TicketFile> tickets() {
    return Stream.of(SomeTickets.mlp(), SomeTickets.convolutional());
  }

  @ParameterizedTest
  @MethodSource("tickets")
  void a_ticket_survives_a_round_trip(TicketFile ticket) {
    byte[] bytes = ticket.encode();
    TicketFile read = TicketFile.decode(bytes, "my.ticket");

    assertThat(read.network()).isEqualTo(ticket.network());
    assertThat(read.mask()).isEqualTo(ticket.mask());
    assertThat(read.trained().sameBits(ticket.trained())).isTrue();
    assertThat(read.input().scale()).isEqualTo(ticket.input().scale());
    assertThat(read.input().classNames()).isEqualTo(ticket.input().classNames());
    assertThat(read.about()).isEqualTo(ticket.about());
    assertThat(read.encode()).isEqualTo(bytes);
  }

  @Test
  void the_values_at_the_rewind_point_survive_it_too() {
    TicketFile ticket = SomeTickets.mlp();
    TicketFile read = TicketFile.decode(ticket.encode(), "my.ticket");

    assertThat(read.start().sameBits(ticket.start())).isTrue();
    assertThat(TicketFile.decode(SomeTickets.convolutional().encode(), "my.ticket").start())
        .isNull();
  }

  @Test
  void one_flipped_bit_anywhere_is_noticed() {
    byte[] bytes = SomeTickets.mlp().encode();
    for (int bit = 0; bit < 8 * bytes.length; bit++) {
      byte[] flipped = bytes.clone();
      flipped[bit / 8] ^= (byte) (1 << bit % 8);
      assertThatThrownBy(() -> TicketFile.decode(flipped, "my.ticket"))
          .as("bit %d", bit)
          .isInstanceOf(UserException.class)
          .hasMessageStartingWith("my.ticket: ");
    }
  }

  @Test
  void any_length_but_its_own_is_noticed() {
    byte[] bytes = SomeTickets.mlp().encode();
    for (int length = 0; length < bytes.length + 9; length++) {
      byte[] cut = Arrays.copyOf(bytes, length);
      if (length != bytes.length) {
        assertThatThrownBy(() -> TicketFile.decode(cut, "my.ticket"))
            .as("length %d", length)
            .isInstanceOf(UserException.class)
            .hasMessageStartingWith("my.ticket: ");
      }
    }
  }

  @Test
  void what_is_no_file_is_named(@TempDir Path folder) throws IOException {
    Path text = Files.writeString(folder.resolve("thesis.txt"), "{\"mine\": 1}");

    assertThatThrownBy(() -> TicketFile.read(folder.resolve("nowhere.ticket")))
        .isInstanceOf(UserException.class)
        .hasMessageEndingWith("nowhere.ticket: there is no such file");
    assertThatThrownBy(() -> TicketFile.read(folder))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("a folder; `tombola ticket export` writes a ticket from");
    assertThatThrownBy(() -> TicketFile.read(text))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("thesis.txt: not a ticket; ");
    assertThat(TicketFile.isOne(text)).isFalse();
    assertThat(TicketFile.isOne(folder)).isFalse();
  }

  @Test
  void a_ticket_of_a_version_to_come_says_so(@TempDir Path folder) throws IOException {
    byte[] bytes = SomeTickets.mlp().encode();
    String text = new String(bytes, StandardCharsets.ISO_8859_1);
    Path file =
        Files.writeString(
            folder.resolve("my.ticket"),
            text.replace("\"version\":\"1\"", "\"version\":\"2\""),
            StandardCharsets.ISO_8859_1);

    assertThatThrownBy(() -> TicketFile.read(file))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("a ticket of another version than 1");
    assertThat(TicketFile.isOne(file)).isTrue();
  }
}
