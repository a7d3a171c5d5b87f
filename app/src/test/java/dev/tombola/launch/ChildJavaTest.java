package dev.tombola.launch;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;

/// The child inherits the parent's standard output, so that pipe ends only when both have ended.
@Timeout(60)
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "signals")
final class ChildJavaTest {
  private final List<Process> started = new ArrayList<>();

  @AfterEach
  void end() {
    for (Process process : started) {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
    }
  }

  @Test
  void the_exit_code_and_the_java_arguments_pass_through() throws Exception {
    Process parent = start("-Dpatient=with arguments", "7");
    assertThat(parent.inputReader().readLine()).isEqualTo("started with arguments");
    assertThat(exitCode(parent)).isEqualTo(7);
  }

  @Test
  void the_child_of_a_parent_killed_outright_ends() throws Exception {
    Process parent = start();
    BufferedReader output = parent.inputReader();
    assertThat(output.readLine()).startsWith("started");
    parent.toHandle().destroyForcibly();
    assertThat(output.readLine()).isNull();
  }

  @Test
  void a_parent_asked_to_end_waits_until_its_child_has_tidied() throws Exception {
    Process parent = start();
    BufferedReader output = parent.inputReader();
    assertThat(output.readLine()).startsWith("started");
    parent.toHandle().destroy();
    assertThat(output.readLine()).isEqualTo("tidied");
    assertThat(output.readLine()).isNull();
    assertThat(exitCode(parent)).isEqualTo(128 + 15);
  }

  @Test
  void an_interrupt_exits_with_130() throws Exception {
    Process parent = start();
    BufferedReader output = parent.inputReader();
    assertThat(output.readLine()).startsWith("started");
    assertThat(exitCode(new ProcessBuilder("kill", "-INT", "" + parent.pid()).start())).isZero();
    assertThat(output.readLine()).isEqualTo("tidied");
    assertThat(exitCode(parent)).isEqualTo(130);
  }

  private Process start(String... arguments) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    List<String> rest = new ArrayList<>(List.of(arguments));
    rest.stream().filter(argument -> argument.startsWith("-D")).forEach(command::add);
    rest.removeIf(argument -> argument.startsWith("-D"));
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), Patient.class.getName()));
    command.addAll(rest);
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
    started.add(process);
    return process;
  }

  private static int exitCode(Process process) throws InterruptedException {
    assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
    return process.exitValue();
  }
}
