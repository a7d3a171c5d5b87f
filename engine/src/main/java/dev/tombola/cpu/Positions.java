package dev.tombola.cpu;

/// How the positions of a row follow one another in a product of planes.
///
/// @param columns positions
/// @param inStep from a position's operands to the next one's
/// @param outStep from a position's result to the next one's
/// @param channels of results
/// @param outChannel from a result's channel to the next
record Positions(int columns, int inStep, int outStep, int channels, int outChannel) {}
