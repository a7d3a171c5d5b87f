package dev.tombola.findings;

import dev.tombola.nn.Density;
import java.util.SequencedMap;

/// One level: its density, and its branches by name, `ticket` first. Level 0's only branch is
/// `ticket`, the dense network.
public record LevelFindings(
    int level, Density density, SequencedMap<String, BranchFindings> branches) {}
