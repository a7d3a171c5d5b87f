package dev.tombola.cpu;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tombola.nn.Weights;
import dev.tombola.train.Training;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Our trajectories beside PyTorch's: same initial weights, same batches of MNIST, 200 steps.
/// `pytorch.csv` was written by `bench/golden/golden.py`.
final class PyTorchTrajectoryTest {
  private static final GoldenProblem PROBLEM = new GoldenProblem();

  /// A line of the reference.
  private record Golden(
      String problem, String kind, String name, int index, double single, double twice) {
    static Golden of(String line) {
      String[] cells = line.split(",", -1);
      return new Golden(
          cells[0],
          cells[1],
          cells[2],
          Integer.parseInt(cells[3]),
          Double.parseDouble(cells[4]),
          Double.parseDouble(cells[5]));
    }

    /// How far PyTorch's own float32 is from its float64.
    double yardstick() {
      return Math.abs(single - twice);
    }
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "dense-momentum, false, false",
    "dense-adam, false, true",
    "masked-momentum, true, false",
    "masked-adam, true, true"
  })
  void losses_gradients_and_weights_follow_pytorch_over_200_steps(
      String problem, boolean masked, boolean adam) throws IOException {
    Training training = PROBLEM.training(masked, adam);
    CpuSession session = new CpuSession(training, KernelChoice.BY_DENSITY);
    List<Golden> golden =
        reference().stream().filter(line -> line.problem().equals(problem)).toList();
    for (Golden line : golden) {
      if (line.kind().equals("loss")) {
        double loss = session.advance(line.index() + 1);
        assertClose(line, loss, 1e-4 * Math.abs(line.single()));
      }
    }
    Weights trained = session.weights();
    double largest = largest(golden, "weight");
    for (Golden line : golden) {
      if (line.kind().equals("weight")) {
        assertClose(line, trained.values(line.name())[line.index()], 1e-3 * largest);
      }
    }
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({"dense-momentum, false", "masked-momentum, true"})
  void the_first_gradient_is_pytorch_s(String problem, boolean masked) throws IOException {
    Training training = PROBLEM.training(masked, false);
    Program program =
        new Program(
            training.network(), training.mask(), training.start(), KernelChoice.BY_DENSITY, 0);
    Inputs block = new Inputs(784);
    int[] rows = new int[GoldenProblem.BATCH];
    training.order().batch(0, rows);
    block.fill(training.split().train(), rows, 0, rows.length, new float[64 * 784]);
    int[] labels = new int[Lanes.COUNT];
    for (int n = 0; n < rows.length; n++) {
      labels[n] = training.split().train().label(rows[n]);
    }
    program.learn(block, labels, 1f / rows.length, null);
    Weights gradients = program.gradients();
    List<Golden> golden =
        reference().stream()
            .filter(line -> line.problem().equals(problem) && line.kind().equals("gradient"))
            .toList();
    double largest = largest(golden, "gradient");
    assertThat(golden).hasSizeGreaterThan(150);
    for (Golden line : golden) {
      assertClose(line, gradients.values(line.name())[line.index()], 1e-5 * largest);
    }
  }

  private static void assertClose(Golden line, double got, double tolerance) {
    assertThat(Math.abs(got - line.single()))
        .as("%s: ours %s", line, got)
        .isLessThanOrEqualTo(Math.max(tolerance, 3 * line.yardstick()));
  }

  private static double largest(List<Golden> golden, String kind) {
    return golden.stream()
        .filter(line -> line.kind().equals(kind))
        .mapToDouble(line -> Math.abs(line.single()))
        .max()
        .orElseThrow();
  }

  private static List<Golden> reference() throws IOException {
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(
                Objects.requireNonNull(
                    PyTorchTrajectoryTest.class.getResourceAsStream("pytorch.csv")),
                StandardCharsets.UTF_8))) {
      return lines.lines().filter(line -> !line.startsWith("#")).map(Golden::of).toList();
    }
  }
}
