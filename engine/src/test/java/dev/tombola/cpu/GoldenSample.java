package dev.tombola.cpu;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tombola.nn.Weights;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/// A line of what PyTorch computed (`bench/golden/sample.py`).
///
/// @param kind of result; those ending in `norm` have the norm of all values, the others a sample
/// @param name of the parameter
/// @param stride of the sample: value i is that at `i · stride`
record GoldenSample(String problem, String kind, String name, int stride, List<Double> values) {
  private static final String NORM = " norm";

  static List<GoldenSample> read(String file) {
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(
                Objects.requireNonNull(GoldenSample.class.getResourceAsStream(file), file),
                StandardCharsets.UTF_8))) {
      return lines.lines().filter(line -> !line.startsWith("#")).map(GoldenSample::of).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static GoldenSample of(String line) {
    String[] cells = line.split(",", -1);
    return new GoldenSample(
        cells[0],
        cells[1],
        cells[2],
        Integer.parseInt(cells[3]),
        Arrays.stream(cells[4].split(" ")).map(Double::valueOf).toList());
  }

  /// Of one kind of one problem: samples and norms.
  static List<GoldenSample> of(List<GoldenSample> all, String problem, String kind) {
    List<GoldenSample> found =
        all.stream()
            .filter(sample -> sample.problem.equals(problem))
            .filter(sample -> sample.kind.equals(kind) || sample.kind.equals(kind + NORM))
            .toList();
    assertThat(found).as("%s of %s", kind, problem).isNotEmpty();
    return found;
  }

  boolean isParameter() {
    return name.contains(".");
  }

  /// @param tolerance in terms of the largest value of all, which the sample may lack and the norm
  ///   sees to, and of the norm
  void assertClose(Weights weights, double tolerance) {
    float[] all = weights.values(name);
    double squares = 0;
    double largest = 0;
    for (float value : all) {
      squares += (double) value * value;
      largest = Math.max(largest, Math.abs(value));
    }
    if (kind.endsWith(NORM)) {
      assertClose(Math.sqrt(squares), tolerance);
    } else {
      double[] got = new double[values.size()];
      Arrays.setAll(got, i -> all[i * stride]);
      assertWithin(got, tolerance * largest);
    }
  }

  void assertClose(double got, double tolerance) {
    assertClose(new double[] {got}, tolerance);
  }

  /// @param tolerance in terms of the largest value
  void assertClose(double[] got, double tolerance) {
    assertWithin(got, tolerance * values.stream().mapToDouble(Math::abs).max().orElseThrow());
  }

  private void assertWithin(double[] got, double distance) {
    assertThat(got).hasSize(values.size());
    for (int i = 0; i < got.length; i++) {
      // Written so that NaN fails.
      assertThat(Math.abs(got[i] - values.get(i)) <= distance)
          .as(
              "%s: %s of %s [%d]: %s instead of %s ± %.1e",
              problem, kind, name, i * stride, got[i], values.get(i), distance)
          .isTrue();
    }
  }
}
