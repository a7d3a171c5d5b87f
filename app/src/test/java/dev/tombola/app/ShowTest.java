package dev.tombola.app;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tombola.findings.Findings;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.List;
import java.util.SequencedMap;
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
  void of_classes_that_were_not_recorded_it_says_so() throws URISyntaxException {
    Answer answer = Answer.to("show", directory().toString(), "--classes");
    assertThat(answer.exit()).isZero();
    assertThat(answer.out()).contains("Nothing is recorded of the classes at level 2");
    assertThat(Answer.to("show", directory().toString(), "--classes", "--csv").out())
        .hasLineCount(1);
  }

  @Test
  void colour_only_adds_to_the_words() throws URISyntaxException {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    Console coloured =
        new Console(
            new PrintWriter(out), new PrintWriter(err), false, true, Console.ENDLESS, "tombola");
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
    Console console =
        new Console(new PrintWriter(out), new PrintWriter(out), false, false, width, "tombola");
    Tombola.commandLine(console).execute("show", directory().toString());
    console.out().flush();
    String plot = out.toString().substring(0, out.toString().indexOf('└'));
    assertThat(plot.lines().skip(4)).allMatch(line -> line.length() <= width);
    assertThat(plot.chars().filter(c -> c == '●')).hasSize(3);
    assertThat(plot.chars().filter(c -> c == '○')).hasSize(2);
  }

  @ParameterizedTest
  @CsvSource({"80", "100", "140"})
  void nothing_is_wider_than_the_terminal(int width) throws URISyntaxException {
    Answer answer = Answer.to(width, "tombola", "show", directory().toString());
    assertThat(answer.out().lines()).allMatch(line -> line.length() <= width);
    assertThat(answer.out().replaceAll("\\s+", " "))
        .contains("interval over 3 replicates", "by replicate, n = 3, with 90 % intervals");
  }

  @Test
  void five_controls_fit_eighty_columns_too() {
    SequencedMap<String, Double> level = SomeFindings.ticket(81);
    for (String control :
        List.of("reinit", "random-mask", "shuffle-values", "sign-only", "small-dense")) {
      level.put(control, 70.5);
    }
    Findings findings = SomeFindings.of(List.of(SomeFindings.ticket(80), level), null);
    StringWriter out = new StringWriter();
    PrintWriter writer = new PrintWriter(out);
    Console console = new Console(writer, writer, false, false, 80, "tombola");
    new Plot(findings, console).print();
    new FindingsWords(findings, console).print();
    assertThat(out.toString().lines()).allMatch(line -> line.length() <= 80);
    assertThat(out.toString().split("70.50 ± 10.25", -1)).hasSize(6);
    assertThat(out.toString()).contains("× small-dense", "┄ dense");
  }

  @Test
  void no_axis_goes_beyond_what_an_accuracy_can_be() {
    StringWriter out = new StringWriter();
    PrintWriter writer = new PrintWriter(out);
    new Plot(
            SomeFindings.of(List.of(SomeFindings.ticket(100), SomeFindings.ticket(0)), null),
            new Console(writer, writer, false, false, 80, "tombola"))
        .print();
    assertThat(out.toString()).contains("\n 100.00 ┤●").doesNotContain("106", "-");
  }

  private static Path directory() throws URISyntaxException {
    return Path.of(ShowTest.class.getResource("flowers/spec.yaml").toURI()).getParent();
  }
}
