package dev.tombola.cpu;

import dev.tombola.data.Affine;
import dev.tombola.data.Dataset;
import dev.tombola.data.Examples;
import dev.tombola.random.RandomStream;
import dev.tombola.random.Streams;

/// Images of CIFAR's shape that are smooth as photographs are: between a grid of 5 × 5 random
/// points they rise and fall linearly. A sixth of an image is its class's, half its own, the rest
/// noise. `bench/golden/streams.py` draws the same.
final class SmoothImages {
  private static final int CHANNELS = 3;
  private static final int SIDE = 32;
  private static final int CELL = 8;
  private static final int POINTS = SIDE / CELL + 1;
  private static final int GRID = CHANNELS * POINTS * POINTS;
  private static final int FEATURES = CHANNELS * SIDE * SIDE;

  private SmoothImages() {}

  static Examples of(long seed, int size, int classes) {
    Streams streams = Streams.of(seed);
    int[] templates = drawn(streams.named("templates"), classes * GRID, 256);
    int[] labels = drawn(streams.named("labels"), size, classes);
    int[] own = drawn(streams.named("own"), size * GRID, 256);
    RandomStream noise = streams.named("noise");
    byte[] pixels = new byte[size * FEATURES];
    for (int i = 0; i < pixels.length; i++) {
      int image = i / FEATURES;
      int feature = i % FEATURES;
      int sum =
          between(templates, labels[image], feature)
              + 3 * between(own, image, feature)
              + 2 * noise.nextInt(256);
      pixels[i] = (byte) (sum / 6);
    }
    return Examples.all(
        Dataset.ofPixels("smooth", FEATURES, classes, pixels, labels),
        Affine.standardising(0.5, 0.125));
  }

  private static int[] drawn(RandomStream random, int count, int bound) {
    int[] values = new int[count];
    for (int i = 0; i < count; i++) {
      values[i] = random.nextInt(bound);
    }
    return values;
  }

  private static int between(int[] grids, int grid, int feature) {
    int channel = feature / (SIDE * SIDE);
    int row = feature / SIDE % SIDE;
    int column = feature % SIDE;
    int corner = grid * GRID + channel * POINTS * POINTS + row / CELL * POINTS + column / CELL;
    int down = row % CELL;
    int right = column % CELL;
    int left = grids[corner] * (CELL - down) + grids[corner + POINTS] * down;
    int next = grids[corner + 1] * (CELL - down) + grids[corner + POINTS + 1] * down;
    return (left * (CELL - right) + next * right) / (CELL * CELL);
  }
}
