package dev.tombola.train;

import java.util.Arrays;
import java.util.stream.IntStream;

/// Of each class, how many examples there were and how many of them a network got right. Immutable.
public final class ClassHits {
  /// Of an evaluation that does not say: it has no classes.
  public static final ClassHits UNKNOWN = new ClassHits(new int[0], new int[0]);

  private final int[] hits;
  private final int[] examples;

  private ClassHits(int[] hits, int[] examples) {
    this.hits = hits;
    this.examples = examples;
  }

  /// @param hits `[classes]`, each at most as many as its examples; copied
  /// @param examples `[classes]`; copied
  public static ClassHits of(int[] hits, int[] examples) {
    boolean possible =
        hits.length == examples.length
            && IntStream.range(0, hits.length)
                .allMatch(c -> 0 <= hits[c] && hits[c] <= examples[c]);
    if (!possible) {
      throw new IllegalArgumentException(
          "hits by class: %s of %s".formatted(Arrays.toString(hits), Arrays.toString(examples)));
    }
    return hits.length == 0 ? UNKNOWN : new ClassHits(hits.clone(), examples.clone());
  }

  /// How many there are; zero if it is not known.
  public int classes() {
    return hits.length;
  }

  public boolean known() {
    return hits.length > 0;
  }

  public int hits(int ofClass) {
    return hits[ofClass];
  }

  public int examples(int ofClass) {
    return examples[ofClass];
  }

  /// In percent; NaN where the class has no example.
  public double accuracy(int ofClass) {
    return 100.0 * hits[ofClass] / examples[ofClass];
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof ClassHits that
        && Arrays.equals(hits, that.hits)
        && Arrays.equals(examples, that.examples);
  }

  @Override
  public int hashCode() {
    return 31 * Arrays.hashCode(hits) + Arrays.hashCode(examples);
  }

  @Override
  public String toString() {
    return "%s of %s".formatted(Arrays.toString(hits), Arrays.toString(examples));
  }
}
