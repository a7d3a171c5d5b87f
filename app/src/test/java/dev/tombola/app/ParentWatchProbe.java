package dev.tombola.app;

/// Opens [ParentWatch] to the tests of other packages.
public final class ParentWatchProbe {
  private ParentWatchProbe() {}

  public static void begin() {
    ParentWatch.begin();
  }
}
