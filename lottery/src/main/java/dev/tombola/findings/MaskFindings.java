package dev.tombola.findings;

import org.jspecify.annotations.Nullable;

/// The masks of one branch at one level, over its replicates. Everything is null where no training
/// came to its end, or where the branch has a network of its own.
///
/// @param effectiveDensity weights on a live path from an input to an output, 0 to 1
/// @param deadNeurons hidden neurons on no such path; in a convolution, channels
/// @param overlap fraction of survivors that the masks of two replicates share; its interval is
///   that of the jackknife over replicates, for which it takes three
/// @param chanceOverlap what they would share if they knew nothing of each other
public record MaskFindings(
    Interval effectiveDensity,
    Interval deadNeurons,
    Interval overlap,
    @Nullable Double chanceOverlap) {
  public static final MaskFindings NONE =
      new MaskFindings(Interval.NONE, Interval.NONE, Interval.NONE, null);
}
