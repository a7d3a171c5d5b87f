package dev.tombola.launch;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** Looks for a Java that is new enough, where they are usually installed. */
final class NewerJava {
  /** Where a Java lies within what is installed: as it is, for macOS, for Homebrew. */
  private static final String[] WITHIN = {"", "Contents/Home", "libexec/openjdk.jdk/Contents/Home"};

  private NewerJava() {}

  /** The first that is new enough, or null. */
  static File find(Map<String, String> environment, List<File> usual) {
    List<File> places = new ArrayList<>();
    String named = environment.get("JAVA_HOME");
    if (named != null && !named.isEmpty()) {
      places.add(new File(named));
    }
    for (File folder : usual) {
      File[] inside = folder.listFiles();
      if (inside != null) {
        Arrays.sort(inside);
        places.addAll(Arrays.asList(inside));
      }
    }
    for (File place : places) {
      for (String within : WITHIN) {
        File home = within.isEmpty() ? place : new File(place, within);
        if (isNewEnough(home)) {
          return home;
        }
      }
    }
    return null;
  }

  static List<File> usualPlaces() {
    String user = System.getProperty("user.home");
    String programs = System.getenv("ProgramFiles");
    List<File> places = new ArrayList<>();
    places.add(new File("/usr/lib/jvm"));
    places.add(new File("/opt/java"));
    places.add(new File("/Library/Java/JavaVirtualMachines"));
    places.add(new File("/opt/homebrew/opt"));
    places.add(new File(user, ".sdkman/candidates/java"));
    places.add(new File(user, ".jdks"));
    if (programs != null) {
      places.add(new File(programs, "Java"));
      places.add(new File(programs, "Eclipse Adoptium"));
    }
    return places;
  }

  /** By its own release file. */
  static boolean isNewEnough(File home) {
    if (!new File(home, "bin/java").exists() && !new File(home, "bin/java.exe").exists()) {
      return false;
    }
    try {
      for (String line :
          Files.readAllLines(new File(home, "release").toPath(), StandardCharsets.UTF_8)) {
        if (line.startsWith("JAVA_VERSION=")) {
          return !Launch.isOlder(line.substring(line.indexOf('=') + 1).replace("\"", ""));
        }
      }
    } catch (IOException e) {
      return false; // nothing says how new it is
    }
    return false;
  }
}
