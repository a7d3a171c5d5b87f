package dev.tombola.findings;

/// A class that a ticket is shown to do worse at than the dense network, and where.
///
/// @param label the class, counted from 0
/// @param first the first level where it is
/// @param levels how many levels there are where it is
public record FallingClass(int label, int first, int levels) {}
