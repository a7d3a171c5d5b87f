package dev.tombola.cpu;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tombola.data.Examples;
import dev.tombola.nn.ImageShape;
import dev.tombola.nn.Mask;
import dev.tombola.nn.Network;
import dev.tombola.nn.ResNet;
import dev.tombola.nn.Width;
import dev.tombola.train.Optimiser;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/// How much room a training takes, in a virtual machine that has no more. Runs by itself too.
final class MemoryTest {
  private static final int BATCH = 128;

  @Test
  void resnet_20_trains_with_batches_of_128_in_a_heap_of_a_gigabyte()
      throws IOException, InterruptedException {
    Process child =
        OtherMachine.start(MemoryTest.class, "-Xmx1g -XX:+UseG1GC -XX:G1HeapRegionSize=1m", "1");
    byte[] answer = child.getInputStream().readAllBytes();
    assertThat(new String(answer, StandardCharsets.UTF_8)).startsWith("trained");
    assertThat(child.waitFor()).isZero();
  }

  /// @param arguments the steps to train for
  public static void main(String[] arguments) {
    ImageShape image = new ImageShape(3, 32, 32);
    Network network = ResNet.of(20, Width.WHOLE, ResNet.Shortcut.OPTION_A, image, 10);
    Examples examples = TestNetworks.pixels(BATCH, image.features(), 10, 1);
    Optimiser optimiser = new Optimiser.Momentum(0.9, false, 1e-4);
    int steps = Integer.parseInt(arguments[0]);
    try (CpuSession session =
        new CpuSession(
            ShortTraining.training(network, Mask.dense(network), optimiser, BATCH, steps, examples),
            KernelChoice.BY_DENSITY)) {
      session.threads(2);
      System.out.println("trained to a loss of " + session.advance(steps));
    }
  }
}
