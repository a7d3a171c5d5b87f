package dev.tombola.nn;

import java.util.List;

/// VGG-11, 13, 16 and 19 (Simonyan & Zisserman 2015, table 1) as Liu et al. 2019 and the
/// lottery-ticket papers have them for small images.
///
/// Five groups of 3×3 convolutions of 64, 128, 256, 512 and 512 channels, each with its bias and
/// before a batch normalisation; a max pooling behind the first four groups, a global average
/// pooling behind the last, and a single dense layer (Frankle & Carbin 2019, appendix I.2). Numbers
/// are those of torchvision's `vgg16_bn`, up to its last pooling.
public final class VggNet {
  private static final List<Integer> CHANNELS = List.of(64, 128, 256, 512, 512);

  private VggNet() {}

  /// @param depth 11, 13, 16 or 19
  /// @param image square
  public static Network of(int depth, Width width, ImageShape image, int classes) {
    List<Integer> convolutions = convolutions(depth);
    LayerStack stack = new LayerStack(image);
    int number = 0;
    for (int group = 0; group < CHANNELS.size(); group++) {
      for (int conv = 0; conv < convolutions.get(group); conv++) {
        stack
            .conv("features." + number++, width.of(CHANNELS.get(group)), 3, 1, true)
            .batchNorm("features." + number++)
            .relu("features." + number++);
      }
      if (group < CHANNELS.size() - 1) {
        stack.maxPool("features." + number++);
      }
    }
    return stack.globalAveragePool("avgpool").dense("classifier", classes).network();
  }

  /// How many there are in each group.
  private static List<Integer> convolutions(int depth) {
    return switch (depth) {
      case 11 -> List.of(1, 1, 2, 2, 2);
      case 13 -> List.of(2, 2, 2, 2, 2);
      case 16 -> List.of(2, 2, 3, 3, 3);
      case 19 -> List.of(2, 2, 4, 4, 4);
      default -> throw new IllegalArgumentException("there is no VGG-" + depth);
    };
  }
}
