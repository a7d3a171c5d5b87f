package dev.tombola.findings;

/// A layer that lost all its weights, so that the network says the same of every input unless a
/// path leads around it.
///
/// @param branch `ticket`, or another way to retrain
/// @param level from which on, in the replicate where it happened first
/// @param replicates in how many it happened
/// @param of how many there are
public record EmptyLayer(String branch, String layer, int level, int replicates, int of) {}
