package dev.tombola.launch;

import java.io.File;
import java.lang.management.ManagementFactory;
import java.lang.reflect.InvocationTargetException;
import java.util.Collections;
import java.util.List;

/**
 * Where the fat jar starts: compiled for Java 8, so that a Java too old for the rest can still look
 * for a newer one and run the command there, or say in one line what to install (exit 2).
 *
 * <p>`java -jar` cannot switch an incubator module on either, so without the Vector API the same
 * command runs again in a child that has it, which costs about 0.1 s.
 */
public final class Launch {
  /** The first release whose G1 collector never moves a pinned array (JDK-8377811). */
  private static final int[] LEAST = {25, 0, 3};

  private Launch() {}

  public static void main(String[] args) throws Throwable {
    String version = System.getProperty("java.version");
    if (isOlder(version)) {
      System.exit(inNewerJava(version, args));
    }
    if (!hasVectorApi() && System.getProperty("tombola.parent") == null) {
      File home = new File(System.getProperty("java.home"));
      List<String> options = ManagementFactory.getRuntimeMXBean().getInputArguments();
      System.exit(ChildJava.run(home, options, Launch.class.getName(), args));
    }
    try {
      Class.forName("dev.tombola.app.Main")
          .getMethod("main", String[].class)
          .invoke(null, (Object) args);
    } catch (InvocationTargetException e) {
      throw e.getCause();
    }
  }

  /** Options of this Java are not passed on: a newer one may not know them. */
  private static int inNewerJava(String version, String[] args) {
    String named = System.getenv("TOMBOLA_JAVA_HOME");
    File home;
    if (named != null && !named.isEmpty()) {
      home = new File(named);
      if (!NewerJava.isNewEnough(home)) {
        System.err.println(
            "tombola: TOMBOLA_JAVA_HOME: " + named + " is not a Java 25.0.3 or newer");
        return 2;
      }
    } else {
      home = NewerJava.find(System.getenv(), NewerJava.usualPlaces());
      if (home == null) {
        System.err.println(
            "tombola needs Java 25.0.3 or newer, this is "
                + version
                + " ("
                + System.getProperty("java.home")
                + "); install a newer JDK, e.g. from https://adoptium.net");
        return 2;
      }
    }
    return ChildJava.run(home, Collections.<String>emptyList(), Launch.class.getName(), args);
  }

  private static boolean hasVectorApi() {
    try {
      Class.forName("jdk.incubator.vector.Vector", false, Launch.class.getClassLoader());
      return true;
    } catch (ClassNotFoundException e) {
      return false;
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
