package dev.tombola.cpu;

import dev.tombola.data.Examples;
import dev.tombola.nn.Mask;
import dev.tombola.nn.Network;
import dev.tombola.nn.Weights;
import dev.tombola.train.Engine;
import dev.tombola.train.Evaluation;
import dev.tombola.train.Gradient;
import dev.tombola.train.Training;

/// The engine of this package: pure Java on the Vector API, on one thread per training or on
/// several ([Team]).
///
/// Needs the module `jdk.incubator.vector` (`--add-modules jdk.incubator.vector`).
public final class CpuEngine implements Engine {
  /// Grows whenever a change of this package changes a byte of a result.
  private static final int NUMERICS_VERSION = 2;

  @Override
  public String version() {
    return "cpu-" + NUMERICS_VERSION;
  }

  /// Bits in a vector of this machine's kernels. No result depends on it.
  public static int vectorBits() {
    return Lanes.SPECIES.vectorBitSize();
  }

  /// Has the kernels compiled in the background, for a second and a half, where there is a core to
  /// spare: to be called before data are read, so that the first training does not wait for it.
  ///
  /// @param images whether the network to be trained takes images, else it is of dense layers
  public static void warmUp(boolean images) {
    if (Runtime.getRuntime().availableProcessors() > 1) {
      WarmUp warmUp = images ? WarmUp.ofImages() : WarmUp.ofFeatures();
      Thread.ofPlatform().name("warm-up").daemon().start(warmUp);
    }
  }

  @Override
  public Session open(Training training) {
    return open(training, KernelChoice.BY_DENSITY);
  }

  /// Opens a training by other kernels than the rule's, to measure both. Dense and sparse kernels
  /// sum in different orders, so the results are not those that [#version] stands for.
  public Session open(Training training, KernelChoice choice) {
    return new CpuSession(training, choice);
  }

  @Override
  public Evaluation evaluate(Network network, Mask mask, Weights weights, Examples examples) {
    try (Program program =
        Program.looking(network, mask, weights, KernelChoice.BY_DENSITY, Lanes.COUNT)) {
      return new Blocks(network.inputs()).evaluate(program, examples);
    }
  }

  @Override
  public Weights recalibrate(
      Network network, Mask mask, Weights weights, Examples examples, int batch) {
    if (!network.normalisesBatches()) {
      return weights;
    }
    try (Program program =
        Program.looking(network, mask, weights, KernelChoice.BY_DENSITY, batch)) {
      new Blocks(network.inputs()).recalibrate(program, examples, batch);
      return program.weights();
    }
  }

  @Override
  public Gradient gradient(Network network, Weights weights, Examples examples) {
    Mask dense = Mask.dense(network);
    int batch = network.normalisesBatches() ? examples.size() : Lanes.COUNT;
    try (Program program =
        Program.learning(network, dense, weights, KernelChoice.DENSE, batch, 0, new Team())) {
      double loss = new Blocks(network.inputs()).learn(program, examples);
      return new Gradient(loss, program.gradients());
    }
  }
}
