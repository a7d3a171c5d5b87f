package dev.tombola.app.bench;

import dev.tombola.cpu.KernelChoice;
import dev.tombola.nn.Density;

/// How fast kernels multiply one layer by one block of examples.
///
/// @param operations on surviving weights, a multiply-add counting two
/// @param product of all the layer
public record ProductSpeed(KernelChoice kernels, Density density, long operations, Spread product) {
  public double gigaflops() {
    return operations / product.median() / 1e9;
  }
}
