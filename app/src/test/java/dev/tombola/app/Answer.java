package dev.tombola.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;

/// What a command said, run in this process with nothing for a terminal.
record Answer(int exit, String out, String err) {
  static Answer to(String... arguments) {
    return to(Console.ENDLESS, "tombola", arguments);
  }

  /// @param width of the terminal for results, if not endless
  /// @param command how the program was called
  static Answer to(int width, String command, String... arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    Console console =
        new Console(new PrintWriter(out), new PrintWriter(err), false, false, width, command);
    int exit = Tombola.commandLine(console).execute(arguments);
    console.out().flush();
    console.err().flush();
    return new Answer(exit, out.toString(), err.toString());
  }

  static Answer to(List<String> arguments) {
    return to(arguments.toArray(String[]::new));
  }

  /// What a command says that succeeds, and complains of nothing.
  static Answer succeeding(String... command) {
    Answer answer = to(command);
    assertThat(answer.exit).as("%s: %s", List.of(command), answer.err).isZero();
    assertThat(answer.err).isEmpty();
    return answer;
  }

  /// @param sentence part of the one that is said
  static void assertRefused(String sentence, String... command) {
    Answer answer = to(command);
    assertThat(answer.exit).as(answer.err).isEqualTo(2);
    assertThat(answer.out).isEmpty();
    assertThat(answer.err.lines()).hasSize(1);
    assertThat(answer.err).startsWith("tombola: ").contains(sentence);
  }
}
