package dev.tombola.ticket;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import dev.tombola.UserException;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// Whatever becomes of a ticket file, its reader says one sentence, or reads a ticket that is
/// exactly this file: no other exception, not a second, and no more memory than the file deserves.
///
/// `-Dfuzz.cases=100000` tries more, and `-Dfuzz.seed=7` others.
final class TicketFuzzTest {
  private static final int CASES = Integer.getInteger("fuzz.cases", 5_000);
  private static final long SEED = Long.getLong("fuzz.seed", 1);
  private static final String NAME = "mutant.ticket";
  private static final Pattern NUMBER = Pattern.compile("-?\\d+(\\.\\d+)?");
  private static final Pattern TEXT = Pattern.compile("\"[^\"]*\"");

  private static final List<String> NUMBERS =
      List.of(
          "0",
          "1",
          "-1",
          "2",
          "127",
          "128",
          "255",
          "256",
          "65536",
          "16777216",
          "2147483647",
          "2147483648",
          "4294967295",
          "4294967296",
          "9223372036854775807",
          "9223372036854775808",
          "-9223372036854775808",
          "99999999999999999999999",
          "1.5",
          "0.0",
          "1e400",
          "1e-400",
          "00",
          "+1",
          "NaN",
          "Infinity",
          "null",
          "true",
          "[]",
          "{}",
          "\"1\"");

  private static final List<String> TEXTS =
      List.of(
          "\"\"",
          "\"x\"",
          "\"\\ud800\"",
          "\"\\udc00\\ud800\"",
          "\"\\u0000\"",
          "\"\\",
          "\"\u001b[2J\"",
          "\"F64\"",
          "\"U8\"",
          "\"BF16\"",
          "\"__metadata__\"",
          "\"network\"",
          "\"[]\"",
          "\"[[[[\"",
          "\"relu\"",
          "\"residual\"",
          "1",
          "null",
          "[",
          "{",
          "{}",
          "[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[");

  @Test
  void a_mutated_ticket_is_refused_in_a_sentence_or_is_another_ticket() {
    List<byte[]> tickets =
        List.of(
            SomeTickets.mlp().encode(),
            SomeTickets.convolutional().encode(),
            SomeTickets.int8().encode());
    Set<String> sentences = new HashSet<>();
    // Classes are loaded once.
    tickets.forEach(TicketFuzzTest::read);
    read(new byte[100]);
    int read = 0;
    for (int i = 0; i < CASES; i++) {
      Random random = new Random(SEED * 1_000_003 + i);
      byte[] mutant = mutant(tickets, random);
      if (random.nextInt(10) > 0) {
        mutant = Forgery.sealed(mutant);
      }
      String sentence = sentence(mutant, "case %d of seed %d".formatted(i, SEED));
      if (sentence.isEmpty()) {
        read++;
      }
      sentences.add(sentence.replaceAll("[^ ]*\\d[^ ]*|\"[^\"]*\"", "…"));
    }
    assertThat(read).as("mutants that are tickets").isBetween(CASES / 100, CASES / 2);
    assertThat(sentences).as("places that mutants come to").hasSizeGreaterThan(25);
  }

  /// What is said of a file; nothing of one that is a ticket.
  private static String sentence(byte[] mutant, String which) {
    @Nullable Object[] outcome = new Object[1];
    Measured measured = Measured.of(() -> outcome[0] = read(mutant));
    assertThat(measured.seconds()).as(which).isLessThan(1);
    assertThat(measured.bytes()).as(which).isLessThan(250_000 + 64L * mutant.length);
    return switch (outcome[0]) {
      case TicketFile ticket -> {
        byte[] again = ticket.encode();
        if (!Arrays.equals(again, mutant)) {
          fail(
              "%s is read as another ticket, from byte %d of %d on"
                  .formatted(which, Arrays.mismatch(again, mutant), mutant.length));
        }
        yield "";
      }
      case UserException e -> {
        assertThat(e.getMessage())
            .as(which)
            .startsWith(NAME + ": ")
            .hasSizeBetween(20, 400)
            .doesNotContain("java.", "Exception", "\n", "\u001b");
        yield e.getMessage();
      }
      case Throwable e -> fail(which, e);
      case null, default -> throw new IllegalStateException();
    };
  }

  /// The ticket, or what was thrown.
  private static Object read(byte[] file) {
    try {
      return TicketFile.decode(file, NAME);
    } catch (RuntimeException | Error e) {
      return e;
    }
  }

  private static byte[] mutant(List<byte[]> tickets, Random random) {
    byte[] mutant = tickets.get(random.nextInt(tickets.size())).clone();
    int changes = 1 + random.nextInt(3);
    for (int change = 0; change < changes && mutant.length > 16; change++) {
      mutant =
          switch (random.nextInt(10)) {
            case 0 -> flipped(mutant, random, mutant.length);
            case 1 -> flipped(mutant, random, header(mutant));
            case 2 -> inData(mutant, random);
            case 3 -> Arrays.copyOf(mutant, random.nextInt(mutant.length + 20));
            case 4 -> spliced(mutant, tickets.get(random.nextInt(tickets.size())), random);
            case 5, 6 -> replaced(mutant, NUMBER, NUMBERS, random);
            case 7 -> replaced(mutant, TEXT, TEXTS, random);
            case 8 -> moved(mutant, random);
            default -> {
              mutant[random.nextInt(8)] = (byte) random.nextInt(256);
              yield mutant;
            }
          };
    }
    return mutant;
  }

  /// Where the header ends, as far as that can be said.
  private static int header(byte[] file) {
    int length = (file[0] & 0xff) | ((file[1] & 0xff) << 8) | ((file[2] & 0x7f) << 16);
    return Math.clamp(8L + length, 9, file.length);
  }

  private static byte[] flipped(byte[] file, Random random, int end) {
    file[random.nextInt(end)] ^= (byte) (1 << random.nextInt(8));
    return file;
  }

  /// A value, or a few bits of a mask.
  private static byte[] inData(byte[] file, Random random) {
    int from = header(file);
    if (from < file.length) {
      int at = random.nextInt(from, file.length);
      byte[] value =
          random.nextBoolean()
              ? new byte[] {0, 0, (byte) 0x80, 0x7f}
              : new byte[1 + random.nextInt(8)];
      if (value.length != 4) {
        random.nextBytes(value);
      }
      System.arraycopy(value, 0, file, at, Math.min(value.length, file.length - at));
    }
    return file;
  }

  /// A piece of another file over a piece of this one, or between.
  private static byte[] spliced(byte[] file, byte[] other, Random random) {
    int from = random.nextInt(other.length);
    int length = random.nextInt(Math.min(200, other.length - from) + 1);
    int at = random.nextInt(file.length);
    int over =
        random.nextBoolean()
            ? Math.min(length, file.length - at)
            : random.nextInt(Math.min(50, file.length - at));
    return joined(file, at, at + over, Arrays.copyOfRange(other, from, from + length));
  }

  /// A number or a text of the header, which keeps its length where it can.
  private static byte[] replaced(byte[] file, Pattern what, List<String> others, Random random) {
    int end = header(file);
    String header = new String(file, 8, end - 8, ISO_8859_1);
    List<MatchResult> found = what.matcher(header).results().toList();
    if (found.isEmpty()) {
      return file;
    }
    MatchResult one = found.get(random.nextInt(found.size()));
    String other =
        random.nextInt(3) == 0
            ? found.get(random.nextInt(found.size())).group()
            : others.get(random.nextInt(others.size()));
    return withHeader(
        file, end, header.substring(0, one.start()) + other + header.substring(one.end()), random);
  }

  /// What stands between two commas of the header at another comma, too, or there alone.
  private static byte[] moved(byte[] file, Random random) {
    int end = header(file);
    String header = new String(file, 8, end - 8, ISO_8859_1);
    List<Integer> commas =
        Pattern.compile(",").matcher(header).results().map(MatchResult::start).toList();
    if (commas.size() < 2) {
      return file;
    }
    int first = random.nextInt(commas.size() - 1);
    String piece = header.substring(commas.get(first), commas.get(first + 1));
    int to = commas.get(random.nextInt(commas.size()));
    String changed = header.substring(0, to) + piece + header.substring(to);
    return withHeader(
        file, end, random.nextBoolean() ? changed : header.replace(piece, ""), random);
  }

  /// Most often with a length that is right and as much space behind as there should be.
  private static byte[] withHeader(byte[] file, int end, String header, Random random) {
    String text = header.stripTrailing();
    byte[] padded = (text + " ".repeat((8 - text.length() % 8) % 8)).getBytes(ISO_8859_1);
    byte[] changed = joined(file, 8, end, padded);
    if (random.nextInt(8) > 0) {
      for (int i = 0; i < 4; i++) {
        changed[i] = (byte) (padded.length >>> (8 * i));
      }
    }
    return changed;
  }

  private static byte[] joined(byte[] file, int from, int to, byte[] between) {
    byte[] joined = new byte[file.length - (to - from) + between.length];
    System.arraycopy(file, 0, joined, 0, from);
    System.arraycopy(between, 0, joined, from, between.length);
    System.arraycopy(file, to, joined, from + between.length, file.length - to);
    return joined;
  }
}
