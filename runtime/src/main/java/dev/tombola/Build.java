package dev.tombola;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Properties;

/// What was built, as Maven wrote it beside this class.
///
/// @param version of the project, such as `0.1.0`
/// @param commit abbreviated, with `-dirty` when the sources had changed since; or `unknown` when
///   built outside a git checkout
public record Build(String version, String commit) {
  public static Build current() {
    Properties properties = new Properties();
    try (InputStream in = Build.class.getResourceAsStream("build.properties")) {
      if (in != null) {
        properties.load(new InputStreamReader(in, StandardCharsets.UTF_8));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new Build(
        properties.getProperty("version", "unknown"), properties.getProperty("commit", "unknown"));
  }
}
