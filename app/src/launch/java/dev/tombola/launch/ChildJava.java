package dev.tombola.launch;

import java.io.File;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A command in a child process, in a Java with the Vector API: the same class path, the same
 * terminal.
 *
 * <p>The child ends with its parent. A parent that is asked to end (Ctrl-C, `kill`) passes that on
 * and waits until the child has put its things in order; of a parent killed outright the child
 * learns by itself, from the process id it is given.
 */
final class ChildJava {
  private static final long PATIENCE_SECONDS = 20;

  private ChildJava() {}

  /** Runs `main` with `args` in the Java at `home` to its end; its exit code. */
  static int run(File home, List<String> options, String main, String[] args) {
    List<String> command = new ArrayList<>();
    command.add(new File(home, "bin/java").getPath());
    command.addAll(ours(options));
    command.addAll(options);
    command.add("--add-modules=jdk.incubator.vector");
    command.add("-Dtombola.parent=" + processId());
    command.add("-classpath");
    command.add(System.getProperty("java.class.path"));
    command.add(main);
    Collections.addAll(command, args);
    try {
      Process child = new ProcessBuilder(command).inheritIO().start();
      Runtime.getRuntime().addShutdownHook(new Thread(() -> end(child), "end-child"));
      return child.waitFor();
    } catch (IOException e) {
      System.err.println("tombola: cannot start Java again: " + e.getMessage());
      return 1;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return 130;
    }
  }

  /**
   * As the `tombola` script has it: G1 with small regions gives the engine's buffers regions of
   * their own, so that they begin on cache lines, unless the user chose a collector; and few cores
   * need more compilers than Java gives them, since vectors are objects until they are compiled.
   */
  private static List<String> ours(List<String> options) {
    List<String> ours = new ArrayList<>();
    if (!choosesCollector(options)) {
      ours.addAll(Arrays.asList("-XX:+UseG1GC", "-XX:G1HeapRegionSize=1m"));
    }
    if (Runtime.getRuntime().availableProcessors() < 4) {
      ours.add("-XX:CICompilerCount=4");
    }
    return ours;
  }

  private static boolean choosesCollector(List<String> options) {
    List<String> all = new ArrayList<>(options);
    for (String variable : Arrays.asList("JDK_JAVA_OPTIONS", "JAVA_TOOL_OPTIONS")) {
      String more = System.getenv(variable);
      Collections.addAll(all, (more == null ? "" : more).split("\\s+"));
    }
    for (String option : all) {
      if (option.matches("-XX:\\+Use\\w+GC|-XX:G1HeapRegionSize=.*")) {
        return true;
      }
    }
    return false;
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
