package dev.tombola.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import org.junit.jupiter.api.Test;

final class TableTest {
  private static final Table NUMBERS =
      new Table(1)
          .row(List.of("level", "ticket", "reinit", "random-mask"))
          .row(List.of("0", "97.26", "", ""))
          .row(List.of("10", "97.63", "96.29", "94.72"));

  @Test
  void a_table_that_fits_has_wide_gaps() {
    assertThat(printed(NUMBERS, 37))
        .containsExactly(
            "level   ticket   reinit   random-mask",
            "    0    97.26",
            "   10    97.63    96.29         94.72");
  }

  @Test
  void one_that_does_not_moves_together() {
    assertThat(printed(NUMBERS, 36))
        .containsExactly(
            "level  ticket  reinit  random-mask",
            "    0   97.26",
            "   10   97.63   96.29        94.72");
  }

  @Test
  void columns_for_which_there_is_no_room_go_on_beneath_with_the_first_one_again() {
    assertThat(printed(NUMBERS, 33))
        .containsExactly(
            "level  ticket  reinit",
            "    0   97.26",
            "   10   97.63   96.29",
            "",
            "level  random-mask",
            "    0",
            "   10        94.72");
  }

  @Test
  void a_text_at_the_end_is_broken_between_words() {
    Table table =
        new Table(1).row(List.of("run"), "verdict").row(List.of("flowers"), "matches down to 3 %");
    assertThat(printed(table, 80))
        .containsExactly("    run   verdict", "flowers   matches down to 3 %");
    assertThat(printed(table, 20))
        .containsExactly("    run  verdict", "flowers  matches", "         down to 3 %");
  }

  private static List<String> printed(Table table, int width) {
    StringWriter out = new StringWriter();
    PrintWriter writer = new PrintWriter(out);
    table.print(new Console(writer, writer, false, false, width, "tombola"));
    return out.toString().lines().toList();
  }
}
