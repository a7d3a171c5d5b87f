package dev.tombola.app;

import java.time.Duration;
import java.util.Optional;

/// Ends this process with the one that started it as its child: of a parent killed outright a child
/// learns by looking, every [#LOOK], whether it still has the parent it was given.
final class ParentWatch {
  /// The parent's process id, as the launch sets it.
  private static final String PARENT = "tombola.parent";

  private static final Duration LOOK = Duration.ofMillis(200);

  private ParentWatch() {}

  /// Watches the parent, if this process was given one.
  static void begin() {
    Optional.ofNullable(Long.getLong(PARENT)).ifPresent(ParentWatch::endWith);
  }

  /// Halts this process as soon as `parent` is gone.
  private static void endWith(long parent) {
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
