package dev.tombola.findings;

import dev.tombola.nn.Density;

/// One way to retrain at one level. Differences are of test accuracy at the early-stop iteration,
/// in percentage points and paired by replicate, with two-sided 95 % t intervals.
///
/// @param way `ticket` for the experiment's own `retrain`, else the branch's name
/// @param n replicates with a finished run
/// @param accuracy in percent
/// @param overDense how much better than the dense network
/// @param overTicket how much better than the experiment's own way; nothing for that one itself
/// @param overReinit how much better than new values in the ticket's mask; nothing where that
///   control is not done
public record WayFindings(
    int level,
    Density density,
    String way,
    int n,
    Interval accuracy,
    Interval overDense,
    Interval overTicket,
    Interval overReinit) {}
