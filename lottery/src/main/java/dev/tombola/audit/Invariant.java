package dev.tombola.audit;

/// What must hold.
public enum Invariant {
  /// Files have the checksums that were taken when they were written.
  CHECKSUMS,
  /// A run directory has the name that its spec and its data give it.
  NAME,
  /// Files are of the form that tombola writes, and of the network that they are to be of.
  FORM,
  /// A run lies where its record says, and is one that the spec plans.
  PLACES,
  /// One engine, of one version, trained all runs of an experiment.
  ENGINE,
  /// Level 0 starts at the spec's own draw of θ₀, or at the checkpoint that it names.
  INITIALISATION,
  /// A mask never regrows from one level to the next.
  NESTING,
  /// As many weights survive as the record says, and as the pruning's scope asks for.
  COUNTS,
  /// A mask is the one that the criterion chooses from the weights trained before.
  PRUNING,
  /// Survivors start at the rewind point, bit for bit.
  REWINDING,
  /// Pruned weights have no values.
  ABSENCE,
  /// Every value is a finite number.
  FINITE,
  /// A control differs from its ticket in exactly one factor.
  CONTROLS,
  /// A control is what its own random stream draws.
  DRAWS,
  /// The early stop is where validation saw the least loss.
  EARLY_STOPS,
  /// Copies that `connect` trains have the masks of their networks.
  COPIES,
  /// A ticket's trained weights are others than those that it started from, unless it is a
  /// checkpoint that was not trained further.
  TRAINED,
  /// Checkpoints given together have the same tensors.
  TENSORS,
  /// What was zero in one checkpoint is zero in the next.
  RETURNS,
  /// Every layer has a weight that is not zero.
  COLLAPSE,
  /// A mask that is stored beside its weights says 0 or 1 of each.
  MASKS
}
