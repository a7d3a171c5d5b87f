package dev.tombola.inference;

import dev.tombola.nn.Mask;
import dev.tombola.nn.Network;
import dev.tombola.nn.Weights;
import dev.tombola.ticket.Input;
import dev.tombola.ticket.TicketFile;

/// Predicts with a trained network, whose pruned weights cost nothing.
///
/// ```java
/// Predictor predictor = Predictor.of(TicketFile.read(Path.of("my.ticket")));
/// float[] logits = predictor.logits(pixels);
/// int label = predictor.predict(pixels);
/// ```
///
/// Any number of threads may use one at the same time. Buffers are kept and used again, for as many
/// predictions at once as there are processors.
///
/// An example has the same logits alone, in any batch and on every machine, with the Vector API
/// (`--add-modules jdk.incubator.vector`) and without it; with it, they are faster, those of images
/// and of several examples several times. They are the training engine's but for rounding: within
/// 1e-5 of the greatest. All this is promised where values are finite, in the example and on their
/// way: a pruned weight may be left out or be a zero, and zero times infinity is not a number.
public final class Predictor {
  /// From this many examples on, all of a workspace's are computed, in place of one by one
  /// (docs/benchmarks.md, "One example or many").
  private static final int MANY = 16;

  /// The same where there are images, which are computed in blocks of 16.
  private static final int MANY_IMAGES = 8;

  private final Network network;
  private final Plan plan;
  private final Kernels kernels;

  /// From how many examples on all of a workspace's are computed.
  private final int many;

  private final Workspaces single;
  private final Workspaces full;

  Predictor(Network network, Weights weights, Mask mask, Input input, Kernels kernels) {
    this.network = network;
    this.kernels = kernels;
    plan = Planner.plan(network, weights, mask, input, kernels);
    many = plan.images().isEmpty() ? MANY : MANY_IMAGES;
    single = new Workspaces(() -> Workspace.single(plan));
    full = new Workspaces(() -> Workspace.full(plan));
  }

  /// Of a ticket's trained weights.
  public static Predictor of(TicketFile ticket) {
    return new Predictor(
        ticket.network(), ticket.trained(), ticket.mask(), ticket.input(), Kernels.fastest());
  }

  /// Values of an example.
  public int inputs() {
    return network.inputs();
  }

  public int classes() {
    return network.classes();
  }

  /// The logits of one example.
  ///
  /// @param example `[inputs]`, before any scaling: image bytes as `byte / 255`
  /// @return `[classes]`
  public float[] logits(float[] example) {
    float[] logits = new float[classes()];
    logits(example, 1, logits);
    return logits;
  }

  /// The logits of several examples.
  ///
  /// @param examples `[count][inputs]`, as above
  /// @param logits `[count][classes]`, written to
  public void logits(float[] examples, int count, float[] logits) {
    require("examples", examples.length, count, inputs());
    require("logits", logits.length, count, classes());
    int block = count < many || !kernels.takesMany() ? 1 : Workspace.EXAMPLES;
    int done = 0;
    while (done < count) {
      int part = Math.min(block, count - done);
      if (part < many) {
        block = 1;
        part = 1;
      }
      Workspaces workspaces = block == 1 ? single : full;
      Workspace workspace = workspaces.take();
      plan.run(workspace, kernels, examples, done, part, logits, classes());
      workspaces.giveBack(workspace);
      done += part;
    }
  }

  /// The class of one example: that of the greatest logit, the first of equal ones.
  public int predict(float[] example) {
    float[] logits = logits(example);
    int best = 0;
    for (int c = 1; c < logits.length; c++) {
      if (logits[c] > logits[best]) {
        best = c;
      }
    }
    return best;
  }

  private static void require(String what, int length, int count, int each) {
    if (count < 0) {
      throw new IllegalArgumentException("count: " + count + " is below 0");
    }
    if (length < (long) count * each) {
      throw new IllegalArgumentException(
          "%s: %d values, but %d × %d are needed".formatted(what, length, count, each));
    }
  }
}
