package dev.tombola.findings;

/// One class of the data, in one branch at one level: test accuracy at the early-stop iteration.
///
/// Intervals of differences hold for all classes of a level at once, at 95 % (Bonferroni), so that
/// the class that lost most may be picked among them; over levels and branches nothing is
/// corrected. Where differences scatter by less than one test example, which is as fine as they can
/// be told, they are taken to scatter by that.
///
/// @param examples of the class to test on, in the mean over runs
/// @param accuracy in percent, with a 95 % interval of its own
/// @param change difference to the dense network in percentage points, paired by replicate; none of
///   the dense network itself
/// @param beyond that difference less the one over all classes: what a class lost that the others
///   did not (Hooker et al. 2019, §3)
public record ClassFindings(double examples, Interval accuracy, Interval change, Interval beyond) {
  /// Whether the class is shown to do worse than in the dense network.
  public boolean falls() {
    return below(change);
  }

  /// Whether it is shown to lose more than all classes together.
  public boolean fallsBeyond() {
    return below(beyond);
  }

  private static boolean below(Interval interval) {
    Double high = interval.high();
    return high != null && high < 0;
  }
}
