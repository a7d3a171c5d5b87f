package dev.tombola.branch;

import dev.tombola.nn.Mask;
import dev.tombola.nn.Network;
import dev.tombola.nn.Weights;

/// A subnetwork with its starting values, `m ⊙ θ`: what a training of a level starts from.
///
/// @param start values of every parameter, pruned weights exactly zero
public record Ticket(Network network, Mask mask, Weights start) {
  public Ticket {
    start = start.masked(mask);
  }
}
