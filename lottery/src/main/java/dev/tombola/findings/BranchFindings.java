package dev.tombola.findings;

import java.util.List;

/// One branch at one level, over its replicates; a replicate's draws of a control are averaged
/// first.
///
/// @param n replicates with a finished run
/// @param failed runs that diverged; they count with the accuracy of guessing
/// @param censored runs whose validation loss was least at the last step: still falling
/// @param testAccuracy at the last step, in percent
/// @param earlyStopAccuracy at the early-stop iteration, in percent: the primary endpoint
/// @param earlyStopIteration iteration of least validation loss
/// @param earlyStopLoss validation loss there
/// @param lastLoss test loss at the last step
/// @param cost of a training
/// @param validationAccuracy at the early-stop iteration, in percent
/// @param classes what becomes of each class; empty where a record is older than that figure
/// @param masks what the masks look like
public record BranchFindings(
    int n,
    int failed,
    int censored,
    Interval testAccuracy,
    Interval earlyStopAccuracy,
    Interval earlyStopIteration,
    Interval earlyStopLoss,
    Interval lastLoss,
    Interval validationAccuracy,
    CostFindings cost,
    List<ClassFindings> classes,
    MaskFindings masks) {}
