package dev.tombola.prune;

import dev.tombola.nn.Parameter;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/// How many weights each layer keeps of a given total, by the Erdős–Rényi-kernel distribution (Evci
/// et al. 2020, §3, "sparsity distribution"; Mocanu et al. 2018 for dense layers).
///
/// The density of a layer is in proportion to `(n_out + n_in + h + w) / (n_out · n_in · h · w)`,
/// for dense layers `(n_out + n_in) / (n_out · n_in)`, so that what it keeps is in proportion to
/// the sum of its weights' shape: narrow layers and those with few channels stay denser. No layer
/// can keep more than it has; what that leaves over goes to the others, in the same proportion.
///
/// In whole numbers, so that the total is exact and the same everywhere: each layer gets the whole
/// part of its share, and what is missing goes, one each, to the largest remainders, equal ones to
/// the earlier layer first.
final class ErdosRenyi {
  private ErdosRenyi() {}

  /// The weights that each layer keeps; they sum to `total`.
  ///
  /// Since no layer may have more than before, counts only fall from round to round. Where there is
  /// enough for each, those that had some keep at least `least`.
  ///
  /// @param survivors what each layer has now; `total` is at most their sum
  /// @param least 0, or 1 where no layer is to lose its last weight
  static int[] counts(List<Parameter> weights, int[] survivors, long total, int least) {
    int layers = survivors.length;
    boolean[] full = new boolean[layers];
    long left = total;
    long shares = IntStream.range(0, layers).mapToLong(l -> share(weights, l)).sum();
    for (int l = overfull(weights, survivors, full, left, shares);
        l >= 0;
        l = overfull(weights, survivors, full, left, shares)) {
      full[l] = true;
      left -= survivors[l];
      shares -= share(weights, l);
    }
    int[] counts = new int[layers];
    long[] remainders = new long[layers];
    long missing = total;
    for (int l = 0; l < layers; l++) {
      long product = full[l] ? 0 : left * share(weights, l);
      counts[l] = full[l] ? survivors[l] : Math.toIntExact(product / shares);
      remainders[l] = full[l] ? -1 : product % shares;
      missing -= counts[l];
    }
    IntStream.range(0, layers)
        .boxed()
        .sorted(Comparator.comparingLong((Integer l) -> -remainders[l]))
        .limit(missing)
        .forEach(l -> counts[l]++);
    for (int l = 0; l < layers; l++) {
      if (counts[l] < Math.min(least, survivors[l])) {
        counts[largest(counts)]--;
        counts[l]++;
      }
    }
    return counts;
  }

  private static long share(List<Parameter> weights, int layer) {
    return weights.get(layer).shape().stream().mapToLong(Integer::longValue).sum();
  }

  /// A layer whose share of what is left is all that it has, or more; −1 if there is none.
  private static int overfull(
      List<Parameter> weights, int[] survivors, boolean[] full, long left, long shares) {
    for (int l = 0; l < survivors.length; l++) {
      if (!full[l] && left * share(weights, l) >= survivors[l] * shares) {
        return l;
      }
    }
    return -1;
  }

  private static int largest(int[] counts) {
    int largest = 0;
    for (int l = 1; l < counts.length; l++) {
      largest = counts[l] > counts[largest] ? l : largest;
    }
    return largest;
  }
}
