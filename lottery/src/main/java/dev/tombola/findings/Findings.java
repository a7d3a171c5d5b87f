package dev.tombola.findings;

import dev.tombola.experiment.ExperimentSpec;
import dev.tombola.experiment.RunRecord;
import dev.tombola.nn.Density;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// All that the runs of an experiment show, as far as they are finished.
///
/// @param leastMatching the least density of the fixed sequence of `ticket-matches-dense` tests
///   from level 1 down that stops at the first failure; null when level 1 fails already
/// @param ways the ways to retrain side by side, level by level; empty where there is one only
/// @param emptyLayers layers that have no weights left at some level
/// @param denseTrainings how many dense trainings' worth of work the finished runs were; null where
///   a record does not say, or no dense training came to its end
/// @param classNames what the classes are called, by label
/// @param falling classes that tickets are shown to do worse at than the dense network, those first
///   that fall first
/// @param missing planned runs that are not finished
public record Findings(
    ExperimentSpec spec,
    List<LevelFindings> levels,
    List<Verdict> verdicts,
    @Nullable Density leastMatching,
    List<WayFindings> ways,
    List<EmptyLayer> emptyLayers,
    List<RunRecord> runs,
    @Nullable Double denseTrainings,
    List<String> classNames,
    List<FallingClass> falling,
    int missing) {}
