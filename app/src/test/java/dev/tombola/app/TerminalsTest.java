package dev.tombola.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// In a terminal that `script` makes.
@Timeout(60)
final class TerminalsTest {
  private static final Path SCRIPT = Path.of("/usr/bin/script");

  @TempDir private Path folder;

  @ParameterizedTest
  @CsvSource({
    "'', true, true",
    "2>/dev/null, true, false",
    ">/dev/null, false, true",
    "| cat, false, true",
    ">/dev/null 2>&1, false, false"
  })
  void each_stream_is_asked_for_itself(String redirection, boolean out, boolean err)
      throws IOException, InterruptedException {
    assumeTrue(Files.isExecutable(SCRIPT), "no script(1) from util-linux");
    Path answer = folder.resolve("answer");
    String ask =
        "'%s/bin/java' -cp '%s' %s '%s' %s"
            .formatted(
                System.getProperty("java.home"),
                System.getProperty("java.class.path"),
                AskTerminals.class.getName(),
                answer,
                redirection);
    Process script =
        new ProcessBuilder(SCRIPT.toString(), "-qec", ask, "/dev/null")
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    assertThat(script.waitFor(30, TimeUnit.SECONDS)).isTrue();
    assertThat(answer).hasContent(new Terminals(out, err).toString());
  }
}
