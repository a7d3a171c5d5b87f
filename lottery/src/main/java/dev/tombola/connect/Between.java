package dev.tombola.connect;

import java.util.Locale;

/// What the two ends of a path are to one another.
public enum Between {
  /// Copies of one network, trained from the same step on in different orders of the examples
  /// (Frankle et al. 2020: stability).
  COPIES,
  /// The tickets of successive levels, as the experiment trained them (Paul et al. 2022).
  LEVELS,
  /// Dense networks of different seeds, as the experiment trained them: what no path connects.
  REPLICATES;

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
