package dev.tombola.branch;

import dev.tombola.nn.Mask;
import dev.tombola.nn.Network;
import dev.tombola.nn.Parameter;
import dev.tombola.nn.Weights;
import dev.tombola.nn.Width;
import dev.tombola.random.RandomStream;
import dev.tombola.random.Streams;
import dev.tombola.train.Initialiser;
import java.util.BitSet;

/// Makes a level's controls from its ticket.
///
/// @param initialiser how the dense network was drawn
/// @param rewindPoint the whole network's values where the ticket's come from, of the weights that
///   its mask prunes too
public record Controls(Initialiser initialiser, Weights rewindPoint) {

  /// The control's own start; its draws come from `streams`, by parameter.
  public Ticket of(Branch branch, Ticket ticket, Streams streams) {
    return switch (branch) {
      case Branch.Reinit _ ->
          new Ticket(ticket.network(), ticket.mask(), initialiser.draw(ticket.network(), streams));
      case Branch.RandomMask _ ->
          new Ticket(ticket.network(), randomMask(ticket.mask(), streams), rewindPoint);
      case Branch.ShuffleValues _ -> shuffled(ticket, streams);
      case Branch.SignOnly _ -> signs(ticket);
      case Branch.SmallDense _ -> {
        Network small = smallDense(ticket.network(), ticket.mask().survivors());
        yield new Ticket(small, Mask.dense(small), initialiser.draw(small, streams));
      }
      case Branch.Retraining way ->
          throw new IllegalArgumentException(way.name() + " is pruned from a level of its own");
    };
  }

  private static Mask randomMask(Mask mask, Streams streams) {
    Mask drawn = mask;
    for (Parameter parameter : mask.parameters()) {
      int[] order = streams.named(parameter.name()).permutation(parameter.size());
      BitSet kept = new BitSet(parameter.size());
      for (int i = 0; i < mask.survivors(parameter); i++) {
        kept.set(order[i]);
      }
      drawn = drawn.with(parameter, kept);
    }
    return drawn;
  }

  private static Ticket shuffled(Ticket ticket, Streams streams) {
    Weights start = ticket.start();
    for (Parameter parameter : ticket.mask().parameters()) {
      RandomStream random = streams.named(parameter.name());
      int[] survivors = ticket.mask().indices(parameter);
      int[] order = random.permutation(survivors.length);
      float[] from = ticket.start().values(parameter);
      float[] to = new float[from.length];
      for (int i = 0; i < survivors.length; i++) {
        to[survivors[i]] = from[survivors[order[i]]];
      }
      start = start.with(parameter.name(), to);
    }
    return new Ticket(ticket.network(), ticket.mask(), start);
  }

  private Ticket signs(Ticket ticket) {
    Weights start = ticket.start();
    for (Parameter parameter : ticket.mask().parameters()) {
      float size = (float) initialiser.deviation(parameter);
      float[] from = ticket.start().values(parameter);
      float[] to = new float[from.length];
      for (int i = 0; i < to.length; i++) {
        to[i] = Math.copySign(size, from[i]);
      }
      start = start.with(parameter.name(), to);
    }
    return new Ticket(ticket.network(), ticket.mask(), start);
  }

  /// The same architecture with all hidden widths, of channels too, scaled by one factor, a whole
  /// number of thousandths, so that it has nearest to `weights` weights; no width falls below 1.
  public static Network smallDense(Network network, long weights) {
    Network best = new Width(0).of(network);
    for (int thousandths = 1; thousandths <= 1000; thousandths++) {
      Network candidate = new Width(thousandths / 1000.0).of(network);
      if (Math.abs(candidate.weights() - weights) < Math.abs(best.weights() - weights)) {
        best = candidate;
      }
    }
    return best;
  }
}
