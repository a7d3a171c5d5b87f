package dev.tombola.data;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/// What the user may have meant, by edit distance. A name is near when at most a third of the
/// longer one is mistyped, or when it is another's beginning; what is not near is not offered.
public final class NearestName {
  private static final int SHOWN = 16;

  private NearestName() {}

  /// The candidate that differs least from `name`, the first of equals; empty if none is near.
  public static Optional<String> of(String name, Collection<String> candidates) {
    return candidates.stream()
        .filter(candidate -> isNear(name, candidate))
        .min(Comparator.comparingInt(candidate -> distance(name, candidate)));
  }

  /// `did you mean batch? There are batch, length, schedule`, or where none is near `there are …`.
  public static String among(String name, Collection<String> candidates) {
    return of(name, candidates)
            .map(near -> "did you mean " + near + "? There are ")
            .orElse("there are ")
        + some(candidates);
  }

  /// All candidates, or the first of many and how many more there are.
  public static String some(Collection<String> candidates) {
    String shown = candidates.stream().limit(SHOWN).collect(Collectors.joining(", "));
    return candidates.size() <= SHOWN
        ? shown
        : shown + " and " + (candidates.size() - SHOWN) + " more";
  }

  private static boolean isNear(String name, String candidate) {
    boolean begins =
        !name.isEmpty()
            && candidate.toLowerCase(Locale.ROOT).startsWith(name.toLowerCase(Locale.ROOT));
    return begins || 3 * distance(name, candidate) <= Math.max(name.length(), candidate.length());
  }

  /// Levenshtein's edit distance, without regard to case; two neighbours exchanged are one edit.
  private static int distance(String from, String to) {
    String a = from.toLowerCase(Locale.ROOT);
    String b = to.toLowerCase(Locale.ROOT);
    int[][] edits = new int[a.length() + 1][b.length() + 1];
    for (int i = 0; i <= a.length(); i++) {
      for (int j = 0; j <= b.length(); j++) {
        edits[i][j] = Math.min(i, j) == 0 ? Math.max(i, j) : edits(edits, a, i, b, j);
      }
    }
    return edits[a.length()][b.length()];
  }

  private static int edits(int[][] edits, String a, int i, String b, int j) {
    int substituted = edits[i - 1][j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
    int least = Math.min(substituted, Math.min(edits[i - 1][j], edits[i][j - 1]) + 1);
    boolean exchanged =
        i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1);
    return exchanged ? Math.min(least, edits[i - 2][j - 2] + 1) : least;
  }
}
