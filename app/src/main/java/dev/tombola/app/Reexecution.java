package dev.tombola.app;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.module.ModuleFinder;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/// The same command in a child process that has the Vector API: the same Java, the same JVM
/// arguments, the same class path, the same terminal.
///
/// The child ends with its parent. A parent that is asked to end (Ctrl-C, `kill`) passes that on
/// and waits until the child has put its things in order; of a parent killed outright the child
/// learns by looking, every [#LOOK], whether it still has the parent it was given.
final class Reexecution {
  /// The parent's process id, in the child.
  private static final String PARENT = "tombola.parent";

  private static final Duration LOOK = Duration.ofMillis(200);
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private Reexecution() {}

  /// Whether this Java has the module at all.
  static boolean isPossible() {
    return ModuleFinder.ofSystem().find(Main.VECTOR_MODULE).isPresent();
  }

  /// The process that executed this one again, if one did.
  static Optional<Long> parent() {
    return Optional.ofNullable(Long.getLong(PARENT));
  }

  /// Runs `main` with `args` to its end; its exit code.
  static int run(Class<?> main, String[] args) {
    try {
      Process child = new ProcessBuilder(command(main, args)).inheritIO().start();
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

  private static List<String> command(Class<?> main, String[] args) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
    command.add("--add-modules=" + Main.VECTOR_MODULE);
    command.add("-D" + PARENT + "=" + ProcessHandle.current().pid());
    command.add("-classpath");
    command.add(System.getProperty("java.class.path"));
    command.add(main.getName());
    command.addAll(List.of(args));
    return command;
  }

  private static void end(Process child) {
    child.destroy();
    try {
      if (!child.waitFor(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
        child.destroyForcibly();
      }
    } catch (InterruptedException e) {
      child.destroyForcibly();
    }
  }

  /// Halts this process as soon as `parent` is gone.
  static void endWith(long parent) {
    Thread.ofPlatform()
        .daemon()
        .name("parent-watch")
        .start(() -> {
          while (isParent(parent)) {
            try {
              Thread.sleep(LOOK);
            } catch (InterruptedException e) {
              return;
            }
          }
          Runtime.getRuntime().halt(130);
        });
  }

  /// An orphan has another parent at once (Linux, macOS) or the same one, dead (Windows).
  private static boolean isParent(long expected) {
    return ProcessHandle.current()
        .parent()
        .filter(now -> now.pid() == expected && now.isAlive())
        .isPresent();
  }
}
