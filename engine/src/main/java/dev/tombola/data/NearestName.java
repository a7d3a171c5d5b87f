package dev.tombola.data;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/// What the user may have meant, by edit distance.
public final class NearestName {
  private static final int SHOWN = 3;

  private NearestName() {}

  /// The candidate that differs least from `name`, the first of equals; empty if there is none.
  public static String of(String name, Collection<String> candidates) {
    return candidates.stream()
        .min(Comparator.comparingInt(candidate -> distance(name, candidate)))
        .orElse("");
  }

  /// The few candidates that differ least from `name`, nearest first, quoted; ties in their own
  /// order.
  static String list(String name, List<String> candidates) {
    return candidates.stream()
        .sorted(Comparator.comparingInt(candidate -> distance(name, candidate)))
        .limit(SHOWN)
        .map(candidate -> "`" + candidate + "`")
        .collect(Collectors.joining(", "));
  }

  /// Levenshtein's edit distance, without regard to case.
  private static int distance(String from, String to) {
    String a = from.toLowerCase(Locale.ROOT);
    String b = to.toLowerCase(Locale.ROOT);
    int[] row = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      row[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int substituted = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(substituted, Math.min(row[j], row[j - 1]) + 1);
      }
    }
    return row[b.length()];
  }
}
