package dev.tombola.nn;

/// Conv-2, Conv-4 and Conv-6: VGG cut down to two, four or six convolutions (Frankle & Carbin 2019,
/// fig. 2).
///
/// Two convolutions of 3×3 and a max pooling, once for each of 64, 128 and 256 channels as far as
/// the depth goes; then dense layers of 256, 256 and the classes. All have biases.
///
/// The paper counts 4.3, 2.4 and 1.7 million weights, of which 38, 260 and 1100 thousand are in
/// convolutions. As it describes it, the last network has 2.3 million, and it is with these that
/// its rounds of pruning come near the densities that the paper names.
public final class ConvNet {
  private static final int FIRST_CHANNELS = 64;
  private static final int DENSE = 256;

  private ConvNet() {}

  /// @param depth number of convolutions: even
  /// @param dropout probability of each output of the two hidden dense layers
  public static Network of(int depth, Width width, ImageShape image, int classes, double dropout) {
    if (depth < 2 || depth % 2 != 0) {
      throw new IllegalArgumentException("Conv-" + depth + ": convolutions come in pairs");
    }
    LayerStack stack = new LayerStack(image);
    for (int pair = 0; pair < depth / 2; pair++) {
      int channels = width.of(FIRST_CHANNELS << pair);
      for (int conv = 2 * pair + 1; conv <= 2 * pair + 2; conv++) {
        stack.conv("conv" + conv, channels, 3, 1, true).relu("relu" + conv);
      }
      stack.maxPool("pool" + (pair + 1));
    }
    for (int dense = 1; dense <= 2; dense++) {
      stack
          .dense("fc" + dense, width.of(DENSE))
          .relu("relu" + (depth + dense))
          .dropout("dropout" + dense, dropout);
    }
    return stack.dense("fc3", classes).network();
  }
}
