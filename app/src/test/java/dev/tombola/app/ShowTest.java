package dev.tombola.app;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URISyntaxException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What `show` says of a run directory that is kept beside this test: fifteen trainings' records as
/// version 1 wrote them. It must stay readable for ever, and say the same.
final class ShowTest {
  @ParameterizedTest
  @CsvSource({"show.txt, ", "show.csv, --csv", "show.json, --json"})
  void a_kept_run_directory_is_shown_word_for_word(String golden, String form)
      throws IOException, URISyntaxException {
    String directory = directory().toString();
    Answer answer =
        form == null ? Answer.to("show", directory) : Answer.to("show", directory, form);
    assertThat(answer.err()).isEmpty();
    assertThat(answer.exit()).isZero();
    try (InputStream stream = ShowTest.class.getResourceAsStream(golden)) {
      assertThat(answer.out())
          .isEqualToNormalizingNewlines(new String(stream.readAllBytes(), UTF_8));
    }
  }

  @Test
  void colour_only_adds_to_the_words() throws URISyntaxException {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    Console coloured = new Console(new PrintWriter(out), new PrintWriter(err), false, true, 100);
    Tombola.commandLine(coloured).execute("show", directory().toString());
    coloured.out().flush();
    assertThat(out.toString()).contains("\u001b[");
    assertThat(out.toString().replaceAll("\u001b\\[[0-9]*m", ""))
        .isEqualTo(Answer.to("show", directory().toString()).out());
  }

  @ParameterizedTest
  @CsvSource({"40", "80", "200"})
  void the_plot_fits_the_terminal_and_shows_every_branch_of_every_level(int width)
      throws URISyntaxException {
    StringWriter out = new StringWriter();
    Console console = new Console(new PrintWriter(out), new PrintWriter(out), false, false, width);
    Tombola.commandLine(console).execute("show", directory().toString());
    console.out().flush();
    String plot = out.toString().substring(0, out.toString().indexOf('└'));
    assertThat(plot.lines().skip(4)).allMatch(line -> line.length() <= width);
    assertThat(plot.chars().filter(c -> c == '●')).hasSize(3);
    assertThat(plot.chars().filter(c -> c == '○')).hasSize(2);
  }

  private static Path directory() throws URISyntaxException {
    return Path.of(ShowTest.class.getResource("flowers/spec.yaml").toURI()).getParent();
  }
}
