package dev.tombola.nn;

import java.util.List;

/// Residual networks for small images: ResNet-20, 32, 44, 56 and 110 (He et al. 2016, §4.2).
///
/// A convolution, then three groups of n blocks of two convolutions with 16, 32 and 64 channels,
/// the second and third of which halve height and width; a global average pooling, a dense layer:
/// 6n + 2 layers. Convolutions are of 3×3, without biases, each before a batch normalisation. Names
/// are torchvision's.
public final class ResNet {
  private static final int FIRST_CHANNELS = 16;
  private static final int GROUPS = 3;

  /// What stands beside a block that changes the shape.
  public enum Shortcut {
    /// Every second row and column, and channels of zeros (He et al. 2016, §3.3, option A): no
    /// parameters, as in the paper's networks for CIFAR-10.
    OPTION_A,
    /// A convolution of 1×1 and a batch normalisation (option B): Frankle & Carbin 2019 have it.
    PROJECTION
  }

  private ResNet() {}

  /// @param depth 6n + 2
  /// @param image square
  public static Network of(
      int depth, Width width, Shortcut shortcut, ImageShape image, int classes) {
    if (depth < 8 || depth % 6 != 2) {
      throw new IllegalArgumentException("ResNet-" + depth + ": the depth is 6n + 2");
    }
    LayerStack stack = new LayerStack(image);
    stack.conv("conv1", width.of(FIRST_CHANNELS), 3, 1, false).batchNorm("bn1").relu("relu");
    for (int group = 1; group <= GROUPS; group++) {
      int channels = width.of(FIRST_CHANNELS << (group - 1));
      for (int block = 0; block < depth / 6; block++) {
        String name = "layer" + group + "." + block;
        int stride = group > 1 && block == 0 ? 2 : 1;
        stack.spatial(in -> block(name, in, channels, stride, shortcut)).relu(name + ".relu2");
      }
    }
    return stack.globalAveragePool("avgpool").dense("fc", classes).network();
  }

  private static Layer.Residual block(
      String name, ImageShape in, int channels, int stride, Shortcut shortcut) {
    List<Layer> body =
        new LayerStack(in)
            .conv(name + ".conv1", channels, 3, stride, false)
            .batchNorm(name + ".bn1")
            .relu(name + ".relu1")
            .conv(name + ".conv2", channels, 3, 1, false)
            .batchNorm(name + ".bn2")
            .layers();
    boolean sameShape = stride == 1 && channels == in.channels();
    return new Layer.Residual(
        name,
        body,
        sameShape ? List.of() : shortcut(name + ".downsample", in, channels, stride, shortcut));
  }

  private static List<Layer> shortcut(
      String name, ImageShape in, int channels, int stride, Shortcut shortcut) {
    return switch (shortcut) {
      case OPTION_A -> List.of(new Layer.Subsample(name, in, channels, stride));
      case PROJECTION ->
          new LayerStack(in)
              .conv(name + ".0", channels, 1, stride, false)
              .batchNorm(name + ".1")
              .layers();
    };
  }
}
