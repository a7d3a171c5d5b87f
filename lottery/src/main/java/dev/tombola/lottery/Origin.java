package dev.tombola.lottery;

import dev.tombola.nn.Weights;
import java.util.function.Supplier;

/// Where a lottery's initial weights come from.
public sealed interface Origin {
  /// Drawn by the initialiser, in every replicate anew.
  record Drawn() implements Origin {}

  /// A network that was there before, in every replicate the same (Chen et al. 2020, "The Lottery
  /// Ticket Hypothesis for Pre-trained BERT Networks", §2: θ₀ is the pre-trained network). Drawn
  /// are then only the values of controls that take new ones.
  ///
  /// @param source of its weights, asked when a lottery needs them
  /// @param trained whether level 0 is this network as it is, evaluated and not trained further
  record Given(Supplier<Weights> source, boolean trained) implements Origin {
    public Given(Weights weights, boolean trained) {
      this(() -> weights, trained);
    }

    public Weights weights() {
      return source.get();
    }
  }
}
