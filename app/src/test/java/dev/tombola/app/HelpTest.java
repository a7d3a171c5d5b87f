package dev.tombola.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tombola.experiment.SpecFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What tells how the program is called: help, the version, presets, and the commands that
/// sentences name.
@ExtendWith(Once.class)
final class HelpTest {
  @Test
  void a_bare_command_tells_what_to_try_and_the_version_names_commit_and_java() {
    assertThat(Answer.to().out())
        .startsWith("Tombola finds")
        .contains("tombola run lenet-mnist-quick", "tombola presets");
    assertThat(Answer.to("--version").out())
        .matches("tombola .+ \\(.+\\), Java 2\\d.*\\R")
        .contains(System.getProperty("java.version"));
    assertThat(Answer.to("help", "run").out()).isEqualTo(Answer.to("run", "--help").out());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "ticket", "data"})
  void help_says_of_every_command_a_whole_sentence(String command) {
    String[] arguments =
        command.isEmpty() ? new String[] {"--help"} : new String[] {command, "--help"};
    String commands =
        Answer.to(arguments).out().split("Commands:\\R", -1)[1].split("\\RExit", -1)[0];
    assertThat(commands.strip().split("\\R  (?=\\w)", -1))
        .hasSizeGreaterThan(2)
        .allMatch(summary -> summary.startsWith("help ") || summary.strip().endsWith("."));
  }

  @Test
  void presets_lists_all_with_all_that_is_said_of_them_and_prints_one_verbatim() {
    assertThat(Answer.to("presets").out())
        .contains("held against its controls, in five replicates. Short trainings")
        .containsSubsequence(SpecFile.presets())
        .contains("`tombola presets defaults`", "`tombola presets kinds`");
    assertThat(Answer.to(80, "tombola", "presets").out().lines())
        .allMatch(line -> line.length() <= 80);
    assertThat(Answer.to("presets", "defaults").out()).contains("evaluateEvery", "seed: 1");
    assertThat(Answer.to("presets", "kinds").out()).contains("sign-only: {levels: []");
    assertThat(Answer.to("presets", "lenet-mnist").out())
        .contains("Adam 1.2e-3")
        .startsWith("# LeNet");
  }

  @Test
  void every_sentence_names_the_program_as_it_was_called(FinishedFlowers flowers) {
    String called = "./tombola";
    assertThat(Answer.to(Console.ENDLESS, called).out())
        .contains("  ./tombola run lenet-mnist-quick", "Usage: ./tombola ");
    assertThat(Answer.to(Console.ENDLESS, called, "run", "--help").out())
        .contains("\n  ./tombola run mine.yaml");
    assertThat(Answer.to(Console.ENDLESS, called, "show", "nowhere").err())
        .contains("`./tombola list`");
    assertThat(Answer.to(Console.ENDLESS, called, "run").err())
        .contains("see ./tombola run --help");
    String[] again = Flowers.run(flowers.csv(), flowers.runs()).toArray(String[]::new);
    assertThat(Answer.to(Console.ENDLESS, called, again).out())
        .contains(
            "Next:  ./tombola report ",
            "       ./tombola show ",
            "       ./tombola ticket export ");
  }
}
