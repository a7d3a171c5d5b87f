package dev.tombola.inference;

/// One step of a prediction, from one place in a [Workspace] to another.
interface Stage {
  void run(Workspace at, Kernels kernels);
}
