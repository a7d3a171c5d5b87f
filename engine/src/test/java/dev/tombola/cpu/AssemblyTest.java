package dev.tombola.cpu;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tombola.data.Affine;
import dev.tombola.data.Augmentation;
import dev.tombola.data.AugmentedTwin;
import dev.tombola.data.Dataset;
import dev.tombola.data.Examples;
import dev.tombola.data.Views;
import dev.tombola.nn.ImageShape;
import dev.tombola.random.Streams;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Blocks hold bit for bit what [Examples#copy] gives, of numbers and of pixels.
final class AssemblyTest {
  private static final int SIZE = 150;

  @ParameterizedTest
  @CsvSource({
    "1, 1", "2, 64", "3, 63", "4, 1", "5, 60", "15, 17", "16, 64", "17, 2", "63, 33", "65, 60",
    "784, 60"
  })
  void a_block_has_what_examples_copy_gives_and_repeats_the_first(int features, int count) {
    for (Affine affine : new Affine[] {Affine.identity(), uniform(), byFeature(features)}) {
      Assembly assembly = new Assembly(features);
      assertHolds(assembly, numbers(features, affine), 7, count);
      assertHolds(assembly, pixels(features, affine), 11, count);
      assertHolds(assembly, numbers(features, affine), 0, count);
    }
  }

  /// Every byte, in each of the four places from which pixels are taken, and in those beyond.
  @Test
  void every_byte_is_itself_divided_by_255() {
    int features = 7;
    byte[] bytes = new byte[256 * features];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) (i / features + i % features * 37);
    }
    Dataset dataset = Dataset.ofPixels("bytes", features, 2, bytes, new int[256]);
    for (Affine affine : new Affine[] {Affine.identity(), uniform()}) {
      Assembly assembly = new Assembly(features);
      for (int from = 0; from < 256; from += 64) {
        assertHolds(assembly, Examples.all(dataset, affine), from, 64);
      }
    }
  }

  @Test
  void another_normalisation_in_between_leaves_nothing_behind() {
    Assembly assembly = new Assembly(9);
    for (Affine affine :
        new Affine[] {uniform(), byFeature(9), Affine.identity(), uniform(), byFeature(9)}) {
      assertHolds(assembly, pixels(9, affine), 3, 60);
      assertHolds(assembly, numbers(9, affine), 3, 60);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {4, 5})
  void negative_zeros_stay_themselves_where_nothing_is_normalised(int features) {
    float[] values = new float[2 * features];
    values[1] = -0f;
    values[features + 2] = -0f;
    Dataset dataset = Dataset.of("zeros", features, 2, values, new int[2]);
    assertHolds(new Assembly(features), Examples.all(dataset, Affine.identity()), 0, 2);
  }

  /// By the twin, for every block of a batch of 150, of bytes and of numbers.
  @Test
  void a_block_of_a_step_has_its_examples_as_that_step_sees_them() {
    ImageShape shape = new ImageShape(2, 5, 4);
    double[] means = {0.3, 0.6};
    double[] deviations = {0.25, 0.5};
    for (Affine affine :
        new Affine[] {
          Affine.identity(), uniform(), Affine.standardising(means, deviations, 20), byFeature(40)
        }) {
      assertSeen(asImages(pixels(40, affine), shape), shape);
      assertSeen(asImages(numbers(40, affine), shape), shape);
    }
  }

  private static Examples asImages(Examples examples, ImageShape shape) {
    int[] rows = IntStream.range(0, examples.size()).map(examples::row).toArray();
    return new Examples(examples.dataset().asImages(shape), rows, examples.affine());
  }

  private static void assertSeen(Examples examples, ImageShape shape) {
    int batch = 100;
    Views views = Views.of(new Augmentation(3, true), examples, Streams.of(5));
    Assembly assembly = new Assembly(shape.features(), views, batch);
    int[] chosen = IntStream.range(0, batch).map(i -> i * 77 % examples.size()).toArray();
    int[] down = new int[batch];
    int[] right = new int[batch];
    boolean[] flipped = new boolean[batch];
    for (long step : new long[] {3, 900, 4}) {
      views.at(step, down, right, flipped);
      assembly.at(step);
      for (int from = 0; from < batch; from += Lanes.COUNT) {
        int count = Math.min(Lanes.COUNT, batch - from);
        Filled block = Filled.by(assembly, examples, chosen, from, count);
        for (int n = 0; n < Lanes.COUNT; n++) {
          int place = from + (n < count ? n : 0);
          float[] image = new float[shape.features()];
          examples.dataset().copy(examples.row(chosen[place]), image, 0);
          float[] expected =
              AugmentedTwin.of(
                  image, shape, 3, down[place], right[place], flipped[place], examples.affine());
          float[] got = new float[shape.features()];
          for (int i = 0; i < got.length; i++) {
            got[i] = block.lanes()[Lanes.at(i) + n];
          }
          assertThat(got).as("example %d of step %d", place, step).isEqualTo(expected);
          assertThat(block.labels()[n]).isEqualTo(examples.label(chosen[place]));
        }
      }
    }
  }

  @Test
  void only_the_examples_asked_for_count() {
    Assembly assembly = new Assembly(5);
    Filled block = Filled.by(assembly, numbers(5, uniform()), new int[] {4, 9, 2, 7}, 1, 2);
    assertThat(block.examples()).isEqualTo(2);
    assertThat(block.labels()[0]).isEqualTo(label(9));
    assertThat(block.labels()[1]).isEqualTo(label(2));
  }

  /// The block of `count` examples in some order, from place `from` of it on.
  private static void assertHolds(Assembly assembly, Examples examples, int from, int count) {
    int[] chosen = IntStream.range(0, examples.size()).map(i -> i * 77 % examples.size()).toArray();
    Filled block = Filled.by(assembly, examples, chosen, from, count);
    assertThat(block.examples()).isEqualTo(count);
    float[] row = new float[examples.features()];
    for (int n = 0; n < Lanes.COUNT; n++) {
      int example = chosen[from + (n < count ? n : 0)];
      examples.copy(example, row, 0);
      for (int i = 0; i < row.length; i++) {
        float got = block.lanes()[Lanes.at(i) + n];
        if (Float.floatToRawIntBits(got) != Float.floatToRawIntBits(row[i])) {
          assertThat(got).as("feature %d of example %d", i, n).isEqualTo(row[i]);
        }
        assertThat(Float.floatToRawIntBits(got)).isEqualTo(Float.floatToRawIntBits(row[i]));
      }
      assertThat(block.labels()[n]).isEqualTo(examples.label(example));
    }
  }

  /// Some rows of a data set, in another order.
  private static Examples numbers(int features, Affine affine) {
    float[] values = TestNetworks.gaussians(SIZE * features, "x");
    return some(Dataset.of("numbers", features, 10, values, labels()), affine);
  }

  private static Examples pixels(int features, Affine affine) {
    byte[] pixels = new byte[SIZE * features];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (byte) (i * 31 + i / 256);
    }
    return some(Dataset.ofPixels("pixels", features, 10, pixels, labels()), affine);
  }

  private static Examples some(Dataset dataset, Affine affine) {
    int[] rows = IntStream.range(0, SIZE - 20).map(i -> SIZE - 1 - i).toArray();
    return new Examples(dataset, rows, affine);
  }

  private static int[] labels() {
    return IntStream.range(0, SIZE).map(n -> n * 3 % 10).toArray();
  }

  private static int label(int example) {
    return (SIZE - 1 - example) * 3 % 10;
  }

  private static Affine uniform() {
    return Affine.standardising(0.1307, 0.3081);
  }

  private static Affine byFeature(int features) {
    double[] means = new double[features];
    double[] deviations = new double[features];
    for (int i = 0; i < features; i++) {
      means[i] = 0.01 * i - 0.3;
      deviations[i] = 0.5 + 0.003 * i;
    }
    return Affine.standardising(means, deviations);
  }

  /// A block with what the assembly has put into it.
  private static final class Filled {
    private final Inputs inputs;
    private final int[] labels = new int[Lanes.COUNT];

    private Filled(int features) {
      inputs = new Inputs(features);
    }

    static Filled by(Assembly assembly, Examples examples, int[] chosen, int from, int count) {
      Filled filled = new Filled(examples.features());
      assembly.fill(filled.inputs, filled.labels, examples, chosen, from, count);
      return filled;
    }

    int[] labels() {
      return labels;
    }

    float[] lanes() {
      return inputs.lanes;
    }

    int examples() {
      return inputs.examples();
    }
  }
}
