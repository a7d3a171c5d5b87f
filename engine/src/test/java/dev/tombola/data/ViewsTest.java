package dev.tombola.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import dev.tombola.nn.ImageShape;
import dev.tombola.random.RandomStream;
import dev.tombola.random.Streams;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ViewsTest {
  private static final ImageShape SHAPE = new ImageShape(3, 32, 32);
  private static final Augmentation USUAL = new Augmentation(4, true);
  private static final int BATCH = 128;

  /// The views of one step.
  private static final class Seen {
    private final int[] down;
    private final int[] right;
    private final boolean[] flipped;

    Seen(int batch) {
      down = new int[batch];
      right = new int[batch];
      flipped = new boolean[batch];
    }

    static Seen at(Views views, long step, int batch) {
      Seen seen = new Seen(batch);
      views.at(step, seen.down, seen.right, seen.flipped);
      return seen;
    }

    @Override
    public String toString() {
      return Arrays.toString(down) + Arrays.toString(right) + Arrays.toString(flipped);
    }
  }

  private static Views views(Augmentation augmentation, long seed) {
    return Views.of(augmentation, images(SHAPE), Streams.of(seed));
  }

  private static Examples images(ImageShape shape) {
    byte[] pixels = new byte[2 * shape.features()];
    return Examples.all(
        Dataset.ofPixels("images", shape.features(), 2, pixels, new int[2]).asImages(shape),
        Affine.identity());
  }

  @Test
  void any_step_has_the_same_views_however_it_is_reached() {
    Views first = views(USUAL, 4);
    String[] all =
        IntStream.range(0, 60)
            .mapToObj(step -> Seen.at(first, step, BATCH).toString())
            .toArray(String[]::new);
    Views again = views(USUAL, 4);
    RandomStream random = Streams.of(5).named("steps");
    for (int i = 0; i < 200; i++) {
      int step = random.nextInt(all.length);
      assertThat(Seen.at(again, step, BATCH).toString()).as("step %d", step).isEqualTo(all[step]);
    }
  }

  @Test
  void steps_seeds_and_the_examples_of_a_batch_have_views_of_their_own() {
    Seen seen = Seen.at(views(USUAL, 1), 0, BATCH);
    assertThat(Seen.at(views(USUAL, 1), 1, BATCH).toString()).isNotEqualTo(seen.toString());
    assertThat(Seen.at(views(USUAL, 2), 0, BATCH).toString()).isNotEqualTo(seen.toString());
    assertThat(IntStream.of(seen.down).distinct().count()).isEqualTo(9);
    assertThat(IntStream.of(seen.right).distinct().count()).isEqualTo(9);
    assertThat(seen.down).isNotEqualTo(seen.right);
  }

  @Test
  void an_example_is_seen_alike_whatever_the_batch_behind_it_and_flipped_alike_whatever_the_crop() {
    Seen seen = Seen.at(views(USUAL, 1), 7, BATCH);
    Seen fewer = Seen.at(views(USUAL, 1), 7, 20);
    assertThat(fewer.down).isEqualTo(Arrays.copyOf(seen.down, 20));
    assertThat(fewer.right).isEqualTo(Arrays.copyOf(seen.right, 20));
    assertThat(fewer.flipped).isEqualTo(Arrays.copyOf(seen.flipped, 20));
    Seen uncropped = Seen.at(views(new Augmentation(0, true), 1), 7, BATCH);
    assertThat(uncropped.flipped).isEqualTo(seen.flipped);
    assertThat(uncropped.down).containsOnly(0);
    assertThat(uncropped.right).containsOnly(0);
    Seen unflipped = Seen.at(views(new Augmentation(4, false), 1), 7, BATCH);
    assertThat(unflipped.flipped).containsOnly(false);
    assertThat(unflipped.down).isEqualTo(seen.down);
  }

  /// χ² over all 9 × 9 × 2 views, 161 degrees of freedom: below 209.0 in 99.3 of 100 seeds, and
  /// above 118 in as many; this seed is fixed, so the test passes always or never.
  @Test
  void every_place_of_the_window_mirrored_or_not_is_equally_likely() {
    int steps = 1_000;
    int[] counts = new int[9 * 9 * 2];
    Views views = views(USUAL, 11);
    for (int step = 0; step < steps; step++) {
      Seen seen = Seen.at(views, step, BATCH);
      for (int n = 0; n < BATCH; n++) {
        counts[((seen.down[n] + 4) * 9 + seen.right[n] + 4) * 2 + (seen.flipped[n] ? 1 : 0)]++;
      }
    }
    assertThat(chiSquare(counts, (double) steps * BATCH / counts.length)).isBetween(118.0, 209.0);
  }

  /// χ² of the flips by example over the epochs of a small data set, 40 degrees of freedom: below
  /// 66.8 in 99.5 of 100 seeds; and how the offsets go with the rows, in standard deviations.
  @Test
  void views_do_not_follow_the_order_of_the_data() {
    int examples = 40;
    DataOrder order = new DataOrder(Streams.of(12), examples, 10);
    Views views = views(USUAL, 12);
    int[] rows = new int[10];
    int[] flips = new int[examples];
    int epochs = 2_000;
    double place = 0;
    for (int step = 0; step < 4 * epochs; step++) {
      order.batch(step, rows);
      Seen seen = Seen.at(views, step, 10);
      for (int n = 0; n < 10; n++) {
        flips[rows[n]] += seen.flipped[n] ? 1 : 0;
        place += (rows[n] - (examples - 1) / 2.0) * seen.down[n];
      }
    }
    assertThat(2 * chiSquare(flips, epochs / 2.0)).as("flips by example").isLessThan(66.8);
    double deviation = Math.sqrt(4.0 * epochs * 10 * (40 * 40 - 1) / 12.0 * (81 - 1) / 12.0);
    assertThat(Math.abs(place) / deviation).as("row by offset").isLessThan(2.8);
  }

  private static double chiSquare(int[] counts, double expected) {
    return IntStream.of(counts).mapToDouble(c -> (c - expected) * (c - expected) / expected).sum();
  }

  @Test
  void the_order_of_the_data_is_what_it_is_without_views() {
    Streams streams = Streams.of(9);
    int[] plain = new int[10];
    new DataOrder(streams, 40, 10).batch(3, plain);
    Seen.at(Views.of(USUAL, images(SHAPE), streams), 3, 10);
    int[] beside = new int[10];
    new DataOrder(streams, 40, 10).batch(3, beside);
    assertThat(beside).isEqualTo(plain);
    // Another word than the order's, so that neither can begin like the other.
    assertThat(streams.named("augment/step-0").nextLong())
        .isNotEqualTo(streams.named("order/epoch-0").nextLong());
  }

  @Test
  void without_augmentation_everything_is_seen_as_it_is() {
    for (Views views : new Views[] {Views.none(), views(Augmentation.NONE, 1)}) {
      assertThat(views.isNone()).isTrue();
      Seen seen = Seen.at(views, 3, BATCH);
      assertThat(seen.down).containsOnly(0);
      assertThat(seen.right).containsOnly(0);
      assertThat(seen.flipped).containsOnly(false);
    }
    assertThat(views(new Augmentation(0, true), 1).isNone()).isFalse();
    assertThatThrownBy(() -> Views.none().image()).isInstanceOf(IllegalStateException.class);
  }

  /// Every view of an image, in bytes and in numbers, with pixels around it that must stay.
  @ParameterizedTest
  @CsvSource({"1, 1, 1, 0", "1, 3, 3, 2", "3, 4, 5, 3", "2, 5, 2, 1", "3, 8, 8, 4"})
  void what_is_seen_is_padded_cut_and_mirrored_pixel_by_pixel(
      int channels, int height, int width, int crop) {
    ImageShape shape = new ImageShape(channels, height, width);
    Views views = Views.of(new Augmentation(crop, true), images(shape), Streams.of(1));
    int features = shape.features();
    byte[] pixels = new byte[features + 5];
    float[] values = new float[features + 5];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (byte) (i * 37 + 1);
      values[i] = Pixels.value(pixels[i]);
    }
    float[] image = Arrays.copyOfRange(values, 3, 3 + features);
    for (int down = -crop; down <= crop; down++) {
      for (int right = -crop; right <= crop; right++) {
        for (boolean flipped : new boolean[] {false, true}) {
          float[] expected =
              AugmentedTwin.of(image, shape, crop, down, right, flipped, Affine.identity());
          float[] seen = new float[features + 2];
          byte[] seenPixels = new byte[features + 2];
          Arrays.fill(seen, -9);
          Arrays.fill(seenPixels, (byte) 9);
          views.copy(values, 3, down, right, flipped, seen, 1);
          views.copy(pixels, 3, down, right, flipped, seenPixels, 1);
          assertThat(Arrays.copyOfRange(seen, 1, 1 + features))
              .as("%d down, %d right, flipped %b", down, right, flipped)
              .isEqualTo(expected);
          assertThat(new float[] {seen[0], seen[features + 1]}).containsOnly(-9);
          for (int i = 0; i < features; i++) {
            assertThat(Pixels.value(seenPixels[1 + i])).isEqualTo(expected[i]);
          }
          assertThat(new byte[] {seenPixels[0], seenPixels[features + 1]}).containsOnly(9);
        }
      }
    }
  }

  @Test
  void padding_is_black_before_it_is_normalised() {
    ImageShape shape = new ImageShape(2, 1, 2);
    Affine affine = Affine.standardising(new double[] {0.5, 0.25}, new double[] {0.25, 0.5}, 2);
    float[] image = {1, 1, 1, 1};
    assertThat(AugmentedTwin.of(image, shape, 1, 0, 1, false, affine))
        .containsExactly(2, -2, 1.5f, -0.5f);
    assertThat(AugmentedTwin.of(image, shape, 1, 0, 1, true, affine))
        .containsExactly(-2, 2, -0.5f, 1.5f);
  }

  @Test
  void a_step_allocates_its_stream_and_nothing_for_its_examples() {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    Views views = views(USUAL, 1);
    int batch = 4_096;
    Seen seen = new Seen(batch);
    for (int step = 0; step < 500; step++) {
      views.at(step, seen.down, seen.right, seen.flipped);
    }
    long before = threads.getCurrentThreadAllocatedBytes();
    for (int step = 500; step < 600; step++) {
      views.at(step, seen.down, seen.right, seen.flipped);
    }
    long bytes = threads.getCurrentThreadAllocatedBytes() - before;
    assertThat(bytes / 100).as("bytes per step").isLessThan(1_000);
  }

  @Test
  void a_negative_step_and_arrays_of_different_lengths_are_refused() {
    Views views = views(USUAL, 1);
    assertThatThrownBy(() -> Seen.at(views, -1, 3)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> views.at(0, new int[3], new int[2], new boolean[3]))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
