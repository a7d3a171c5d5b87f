package dev.tombola.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ParagraphTest {
  private static final String TEXT =
      "the ticket's mean is 97.26 ± 0.35 %, and longestwordsofall stay whole";

  @ParameterizedTest
  @ValueSource(ints = {1, 17, 20, 30, 68, 69, 70, Console.ENDLESS})
  void lines_are_full_end_between_words_and_lose_none(int width) {
    List<String> lines = Paragraph.lines(TEXT, width);
    assertThat(String.join(" ", lines)).isEqualTo(TEXT);
    assertThat(lines).allMatch(line -> line.length() <= width || !line.contains(" "));
    for (int i = 1; i < lines.size(); i++) {
      String first = lines.get(i).split(" ", 2)[0];
      assertThat(lines.get(i - 1) + " " + first).hasSizeGreaterThan(width);
    }
  }

  @Test
  void an_empty_text_is_an_empty_line() {
    assertThat(Paragraph.lines("", 10)).containsExactly("");
  }
}
