package dev.tombola.train;

/// How a network is trained: examples per batch, length, optimiser and learning rate.
public record Recipe(int batch, Step length, Optimiser optimiser, Schedule schedule) {}
