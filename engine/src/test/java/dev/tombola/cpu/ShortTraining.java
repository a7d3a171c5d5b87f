package dev.tombola.cpu;

import dev.tombola.data.DataOrder;
import dev.tombola.data.Examples;
import dev.tombola.data.Split;
import dev.tombola.data.Views;
import dev.tombola.nn.Activation;
import dev.tombola.nn.Mask;
import dev.tombola.nn.Network;
import dev.tombola.nn.Parameter;
import dev.tombola.nn.Weights;
import dev.tombola.random.Streams;
import dev.tombola.train.Checkpoints;
import dev.tombola.train.Initialiser;
import dev.tombola.train.Optimiser;
import dev.tombola.train.Trainer;
import dev.tombola.train.Training;
import dev.tombola.train.Trajectory;
import dev.tombola.train.Watcher;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.function.IntSupplier;

/// A training of a few dozen steps, and a name for all its bytes. Runs by itself too, so that other
/// virtual machines can be asked for the name.
final class ShortTraining {
  private static final Optimiser ADAM = new Optimiser.Adam(0.9, 0.999, 1e-8, 0);

  private ShortTraining() {}

  public static void main(String[] arguments) {
    System.out.println(
        Lanes.SPECIES.vectorBitSize() + " bits: " + names(Long.parseLong(arguments[0]), () -> 1));
  }

  /// Hashes of a few trainings of this length: dense and sparse layers, both activations, several
  /// optimisers, batches of one and of several blocks, numbers and pixels, and every kind of layer.
  ///
  /// @param threads asked before every slice of a training
  static String names(long length, IntSupplier threads) {
    return String.join(
        " ",
        name(mlp(Activation.RELU, 21, 18, 9), 0.3, ADAM, 60, length, threads),
        name(
            mlp(Activation.TANH, 21, 18, 9),
            0.8,
            new Optimiser.Momentum(0.9, true, 1e-4),
            100,
            length,
            threads),
        name(
            mlp(Activation.RELU, 21, 7),
            1,
            new Optimiser.AdamW(0.9, 0.999, 1e-8, 0.1),
            20,
            length,
            threads),
        // Wide enough for rows in several parts, and for products in several blocks.
        name(mlp(Activation.RELU, 300, 20), 0.4, ADAM, 60, length, threads),
        name(mlp(Activation.RELU, 130, 40), 0.8, new Optimiser.Sgd(0), 60, length, threads),
        nameOfPixels(mlp(Activation.TANH, 27, 17), 0.8, length, threads),
        nameOfPixels(mlp(Activation.RELU, 27, 33), 0.3, length, threads),
        // Blocks of images that are partly filled; fewer steps, since they take longer.
        name(
            SmallNetworks.everyLayer(0.2),
            0.7,
            new Optimiser.Momentum(0.9, false, 1e-3),
            37,
            length / 3,
            threads),
        name(SmallNetworks.everyLayer(0.2), 0.3, ADAM, 37, length / 3, threads));
  }

  private static Network mlp(Activation activation, int inputs, Integer... hidden) {
    return Network.mlp(inputs, List.of(hidden), 5, activation);
  }

  private static String name(
      Network network,
      double density,
      Optimiser optimiser,
      int batch,
      long length,
      IntSupplier threads) {
    Mask mask = TestNetworks.randomMask(network, density, 2);
    return hash(network, train(training(network, mask, optimiser, batch, length), threads));
  }

  private static String nameOfPixels(
      Network network, double density, long length, IntSupplier threads) {
    Mask mask = TestNetworks.randomMask(network, density, 2);
    Examples pixels = TestNetworks.pixels(150, network.inputs(), network.classes(), 1);
    return hash(network, train(training(network, mask, ADAM, 60, length, pixels), threads));
  }

  static Trajectory train(Training training) {
    return train(training, () -> 1);
  }

  private static Trajectory train(Training training, IntSupplier threads) {
    return Trainer.train(new CpuEngine(), training, Watcher.NONE, Checkpoints.NONE, threads);
  }

  static Training training(
      Network network, Mask mask, Optimiser optimiser, int batch, long length) {
    Examples train = TestNetworks.examples(150, network.inputs(), network.classes(), 1);
    return training(network, mask, optimiser, batch, length, train);
  }

  static Training training(
      Network network, Mask mask, Optimiser optimiser, int batch, long length, Examples train) {
    Examples other = TestNetworks.examples(90, network.inputs(), network.classes(), 2);
    Streams streams = Streams.of(6);
    return new Training(
        network,
        mask,
        Initialiser.KAIMING_NORMAL.draw(network, streams.within("init")).masked(mask),
        optimiser,
        step -> 0.01 / (1 + 0.01 * step),
        new Split(train, other, other),
        new DataOrder(streams, train.size(), batch),
        Views.none(),
        Streams.of(0),
        batch,
        0,
        length,
        20,
        Set.of(7L));
  }

  /// SHA-256 over all recorded weights and the curve.
  static String hash(Network network, Trajectory trajectory) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      for (Weights weights : trajectory.weights().values()) {
        for (Parameter parameter : network.parameters()) {
          float[] values = weights.values(parameter);
          ByteBuffer bytes = ByteBuffer.allocate(4 * values.length);
          bytes.asFloatBuffer().put(values);
          digest.update(bytes);
        }
      }
      for (Trajectory.Point point : trajectory.curve()) {
        ByteBuffer bytes = ByteBuffer.allocate(32);
        bytes.putLong(point.step()).putDouble(point.trainingLoss());
        bytes.putDouble(point.validation().loss()).putLong(point.validation().correct()).flip();
        digest.update(bytes);
      }
      return HexFormat.of().formatHex(digest.digest()).substring(0, 16);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
