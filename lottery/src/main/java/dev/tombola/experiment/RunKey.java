package dev.tombola.experiment;

import java.util.Comparator;

/// Which run of an experiment: one training.
///
/// @param replicate its seed
/// @param branch `ticket`, or the name of a control or of another way to retrain
/// @param draw which draw of the control, from 1
public record RunKey(long replicate, int level, String branch, int draw)
    implements Comparable<RunKey> {
  public static final String TICKET = "ticket";

  private static final Comparator<RunKey> ORDER =
      Comparator.comparingLong(RunKey::replicate)
          .thenComparingInt(RunKey::level)
          .thenComparing(key -> !key.isTicket())
          .thenComparing(RunKey::branch)
          .thenComparingInt(RunKey::draw);

  public static RunKey ticket(long replicate, int level) {
    return new RunKey(replicate, level, TICKET, 1);
  }

  public boolean isTicket() {
    return branch.equals(TICKET);
  }

  @Override
  public int compareTo(RunKey other) {
    return ORDER.compare(this, other);
  }

  /// Short, for people: `replicate 2 level 3 reinit`.
  @Override
  public String toString() {
    String which = draw == 1 ? branch : branch + " draw " + draw;
    return "replicate %d level %d %s".formatted(replicate, level, which);
  }
}
