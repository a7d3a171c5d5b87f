package dev.tombola.app;

import java.util.Optional;

/// Starts the command line in a Java that has the Vector API. `java -jar` cannot switch an
/// incubator module on, so without it this process runs the same command again with the module
/// ([Reexecution]) and passes on its exit code; that costs about 0.1 s.
public final class Main {
  static final String VECTOR_MODULE = "jdk.incubator.vector";

  private Main() {}

  public static void main(String[] args) {
    System.exit(run(args));
  }

  private static int run(String[] args) {
    Optional<Long> parent = Reexecution.parent();
    parent.ifPresent(Reexecution::endWith);
    if (ModuleLayer.boot().findModule(VECTOR_MODULE).isPresent()) {
      return Tombola.run(args);
    }
    if (parent.isPresent() || !Reexecution.isPossible()) {
      System.err.println(
          "tombola needs the module %s, which the Java in %s lacks; install a full JDK 25.0.3 or newer"
              .formatted(VECTOR_MODULE, System.getProperty("java.home")));
      return 2;
    }
    return Reexecution.run(Main.class, args);
  }
}
