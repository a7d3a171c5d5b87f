package dev.tombola.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

final class BarsTest {
  private final StringWriter screen = new StringWriter();
  private final AtomicInteger width = new AtomicInteger(40);
  private final Bars bars = new Bars(new PrintWriter(screen), width::get);

  @Test
  void a_bar_is_as_long_whatever_it_shows_and_fuller_the_more_there_is() {
    int ink = -1;
    for (int i = -5; i <= 405; i++) {
      String bar = Bars.bar(i / 400.0, 10);
      assertThat(bar).hasSize(10 + 3).startsWith("▕").endsWith("▏ ");
      int now = ink(bar.substring(1, 11));
      assertThat(now).isGreaterThanOrEqualTo(ink);
      ink = now;
    }
    assertThat(ink).isEqualTo(80);
  }

  /// In eighths of a column.
  private static int ink(String bar) {
    return bar.chars().map(" ▏▎▍▌▋▊▉█"::indexOf).sum();
  }

  @Test
  void lines_are_drawn_over_what_was_drawn_before_and_leave_nothing_behind() {
    bars.draw(List.of("one", "two"));
    assertThat(screen.toString()).doesNotContain("A\r").contains("one", "two");
    clear();
    bars.draw(List.of("three"));
    assertThat(screen.toString()).startsWith("\u001b[2A\r").endsWith("\u001b[J");
    clear();
    bars.clear();
    assertThat(screen.toString()).isEqualTo("\u001b[1A\r\u001b[J");
    clear();
    bars.clear();
    assertThat(screen.toString()).isEmpty();
  }

  @Test
  void no_line_is_as_wide_as_the_terminal() {
    bars.draw(List.of("x".repeat(100)));
    assertThat(screen.toString()).contains("x".repeat(39)).doesNotContain("x".repeat(40));
  }

  @Test
  void rows_that_a_narrower_terminal_wrapped_are_taken_back_too() {
    bars.draw(List.of("x".repeat(39), "y"));
    clear();
    width.set(20);
    bars.draw(List.of("z"));
    assertThat(screen.toString()).startsWith("\u001b[3A\r");
  }

  private void clear() {
    screen.getBuffer().setLength(0);
  }
}
