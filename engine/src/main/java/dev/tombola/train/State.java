package dev.tombola.train;

import java.util.SequencedMap;

/// A session's memory between two iterations: the next iteration, and weights and moments by name
/// in the engine's own layout.
public record State(long step, SequencedMap<String, float[]> values) {}
