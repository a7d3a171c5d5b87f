package dev.tombola.verify;

/// What may be done again besides a ticket's own training.
public enum Also {
  /// How it was drawn: every level before it is trained and pruned, and the masks compared.
  DRAW,
  /// The dense network and the level's controls, of the same replicate.
  CONTROLS
}
