package dev.tombola.launch;

import java.io.File;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** The same command in a newer Java, where one is installed in a usual place. */
final class NewerJava {
  private static final long PATIENCE_SECONDS = 20;

  private final File home;

  private NewerJava(File home) {
    this.home = home;
  }

  /** The first in the usual places that is new enough, or null. */
  static NewerJava find(Map<String, String> environment, List<File> usual) {
    List<File> homes = new ArrayList<>();
    for (String variable : new String[] {"TOMBOLA_JAVA_HOME", "JAVA_HOME"}) {
      String home = environment.get(variable);
      if (home != null && !home.isEmpty()) {
        homes.add(new File(home));
      }
    }
    for (File place : usual) {
      File[] inside = place.listFiles();
      List<File> found = new ArrayList<>();
      Collections.addAll(found, inside == null ? new File[0] : inside);
      Collections.sort(found);
      for (File home : found) {
        homes.add(home);
        homes.add(new File(home, "Contents/Home"));
      }
    }
    for (File home : homes) {
      if (isNewEnough(home)) {
        return new NewerJava(home);
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
    places.add(new File(user, ".sdkman/candidates/java"));
    places.add(new File(user, ".jdks"));
    if (programs != null) {
      places.add(new File(programs, "Java"));
      places.add(new File(programs, "Eclipse Adoptium"));
    }
    return places;
  }

  File home() {
    return home;
  }

  /** By its own release file. */
  private static boolean isNewEnough(File home) {
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

  /** Runs the command to its end; its exit code. The child ends with this process. */
  int run(String[] args) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(new File(home, "bin/java").getPath());
    command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
    command.add("--add-modules=jdk.incubator.vector");
    command.add("-Dtombola.parent=" + processId());
    command.add("-classpath");
    command.add(System.getProperty("java.class.path"));
    command.add(Launch.class.getName());
    Collections.addAll(command, args);
    Process child = new ProcessBuilder(command).inheritIO().start();
    Runtime.getRuntime().addShutdownHook(new Thread(() -> end(child), "end-child"));
    return child.waitFor();
  }

  /** As Java 8 tells it: `pid@host`. */
  private static String processId() {
    return ManagementFactory.getRuntimeMXBean().getName().replaceFirst("@.*", "");
  }

  private static void end(Process child) {
    child.destroy();
    try {
      if (!child.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        child.destroyForcibly();
      }
    } catch (InterruptedException e) {
      child.destroyForcibly();
    }
  }
}
