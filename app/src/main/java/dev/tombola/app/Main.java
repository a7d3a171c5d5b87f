package dev.tombola.app;

/// The command line, in a Java that has the Vector API: `dev.tombola.launch.Launch` sees to that.
public final class Main {
  private static final String VECTOR_MODULE = "jdk.incubator.vector";

  private Main() {}

  public static void main(String[] args) {
    ParentWatch.begin();
    if (ModuleLayer.boot().findModule(VECTOR_MODULE).isEmpty()) {
      System.err.println(
          "tombola needs the module %s: run Java with --add-modules=%s"
              .formatted(VECTOR_MODULE, VECTOR_MODULE));
      System.exit(2);
    }
    System.exit(Tombola.run(args));
  }
}
