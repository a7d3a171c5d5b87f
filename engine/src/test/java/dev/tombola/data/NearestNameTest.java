package dev.tombola.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class NearestNameTest {
  private static final List<String> NAMES = List.of("run", "list", "batch", "schedule", "data");

  @ParameterizedTest
  @CsvSource({
    "rnu, run",
    "lsit, list",
    "bach, batch",
    "BATCHES, batch",
    "sched, schedule",
    "dat, data"
  })
  void a_slip_or_a_beginning_is_recognised(String typed, String meant) {
    assertThat(NearestName.of(typed, NAMES)).contains(meant);
  }

  @ParameterizedTest
  @CsvSource({"lr", "''", "rows", "kind", "schooling", "x"})
  void what_is_not_near_is_not_offered(String typed) {
    assertThat(NearestName.of(typed, NAMES)).isEmpty();
    assertThat(NearestName.among(typed, NAMES))
        .isEqualTo("there are run, list, batch, schedule, data");
  }

  @Test
  void of_many_names_the_first_are_shown_and_the_others_counted() {
    List<String> pixels = IntStream.range(0, 785).mapToObj(i -> "pixel" + i).toList();
    assertThat(NearestName.among("label", pixels))
        .startsWith("there are pixel0, pixel1, ")
        .endsWith("pixel15 and 769 more");
  }
}
