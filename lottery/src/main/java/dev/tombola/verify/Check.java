package dev.tombola.verify;

/// One thing that a ticket file says, held against what was found.
///
/// @param name of what was checked, short
/// @param found what was found, in figures, for people
public record Check(String name, Outcome outcome, String found) {
  /// The check that a ticket was pruned as it says; it takes drawing it again.
  public static final String MASK = "mask";

  public enum Outcome {
    HOLDS,
    FAILS,
    /// The file alone does not tell.
    UNTOLD
  }

  static Check of(String name, boolean holds, String found) {
    return new Check(name, holds ? Outcome.HOLDS : Outcome.FAILS, found);
  }

  static Check untold(String name, String why) {
    return new Check(name, Outcome.UNTOLD, why);
  }

  boolean fails() {
    return outcome == Outcome.FAILS;
  }
}
