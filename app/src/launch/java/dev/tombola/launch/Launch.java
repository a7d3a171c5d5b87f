package dev.tombola.launch;

import java.lang.reflect.InvocationTargetException;

/**
 * Where the fat jar starts: compiled for Java 8, so that a Java too old for the rest can still look
 * for a newer one and run the command there, or say in one line what to install (exit 2).
 */
public final class Launch {
  /** The first release whose G1 collector never moves a pinned array (JDK-8377811). */
  private static final int[] LEAST = {25, 0, 3};

  private Launch() {}

  public static void main(String[] args) throws Throwable {
    String version = System.getProperty("java.version");
    if (isOlder(version)) {
      NewerJava newer = NewerJava.find(System.getenv(), NewerJava.usualPlaces());
      if (newer != null) {
        System.exit(newer.run(args));
      }
      System.err.println(
          "tombola needs Java 25.0.3 or newer, this is "
              + version
              + " ("
              + System.getProperty("java.home")
              + "); install a newer JDK, e.g. from https://adoptium.net");
      System.exit(2);
    }
    try {
      Class.forName("dev.tombola.app.Main")
          .getMethod("main", String[].class)
          .invoke(null, (Object) args);
    } catch (InvocationTargetException e) {
      throw e.getCause();
    }
  }

  /** Whether `version`, such as "1.8.0_392", "17.0.15" or "26-ea", is before the least one. */
  static boolean isOlder(String version) {
    String[] parts = version.split("[^0-9]+");
    for (int i = 0; i < LEAST.length; i++) {
      int part = i < parts.length && !parts[i].isEmpty() ? Integer.parseInt(parts[i]) : 0;
      if (part != LEAST[i]) {
        return part < LEAST[i];
      }
    }
    return false;
  }
}
