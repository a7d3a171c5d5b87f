package dev.tombola.app.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// A page as headless Chromium made it.
///
/// @param dom without scripts
/// @param console what the page said there, which is nothing where all is well
record OpenedPage(String dom, String console) {
  private static final Path CHROMIUM = Path.of("/usr/bin/chromium");

  /// Writes the report of a run directory, and opens it.
  static OpenedPage report(Path runDirectory) throws IOException, InterruptedException {
    return of(Report.write(runDirectory));
  }

  /// @param page in a run directory, beside which the browser keeps what it needs
  static OpenedPage of(Path page) throws IOException, InterruptedException {
    boolean there = Files.isExecutable(CHROMIUM);
    assertThat(there || System.getenv("CI") == null)
        .as("chromium, which scripts/install-test-packages installs")
        .isTrue();
    assumeTrue(there, "no chromium");
    Path run = page.getParent();
    Path log = run.resolveSibling("chromium.log");
    Process chromium =
        new ProcessBuilder(
                CHROMIUM.toString(),
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-quic",
                "--no-first-run",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync",
                "--user-data-dir=" + run.resolveSibling("profile"),
                "--enable-logging=stderr",
                "--v=0",
                "--virtual-time-budget=20000",
                "--dump-dom",
                page.toUri().toString())
            .redirectError(log.toFile())
            .start();
    String dom = new String(chromium.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    chromium.waitFor();
    List<String> console =
        Files.readAllLines(log).stream().filter(line -> line.contains("CONSOLE")).toList();
    return new OpenedPage(withoutScripts(dom), String.join("\n", console));
  }

  int count(String part) {
    return dom.split(part, -1).length - 1;
  }

  /// The page's own words, but for its icon, which is empty.
  static String withoutScripts(String page) {
    return page.replaceAll("(?s)<script.*?</script>", "").replace("href=\"data:,\"", "");
  }
}
