package dev.tombola.data;

import java.nio.file.Path;
import java.util.Map;

/// Where data files are looked for.
public final class DataDirectory {
  /// @param environment the process's environment variables
  /// @param home the user's home directory
  public DataDirectory(Map<String, String> environment, Path home) {}

  /// As the environment of this process says.
  public static DataDirectory standard() {
    return new DataDirectory(System.getenv(), Path.of(System.getProperty("user.home")));
  }
}
