package dev.tombola.findings;

import org.jspecify.annotations.Nullable;

/// A mean over replicates and its two-sided t interval, at 95 % if nothing else is said. `low` and
/// `high` are null below two replicates, all three where there is nothing to average.
public record Interval(@Nullable Double mean, @Nullable Double low, @Nullable Double high) {
  public static final Interval NONE = new Interval(null, null, null);
}
