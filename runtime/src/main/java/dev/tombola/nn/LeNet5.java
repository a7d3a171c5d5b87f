package dev.tombola.nn;

/// LeNet-5 (LeCun et al. 1998, fig. 2) in the form that is usual today: ReLU and max pooling for
/// sigmoids and trained subsampling, a dense output layer for radial basis functions, and every map
/// of the second convolution sees all of the first.
///
/// A padding of 2 brings an image of 28×28 to the paper's 32×32.
public final class LeNet5 {
  private LeNet5() {}

  public static Network of(ImageShape image, int classes) {
    return new LayerStack(image)
        .conv("conv1", 6, 5, 1, true)
        .relu("relu1")
        .maxPool("pool1")
        .spatial(in -> new Layer.Conv("conv2", in, 16, 5, 1, 0, true))
        .relu("relu2")
        .maxPool("pool2")
        .dense("fc1", 120)
        .relu("relu3")
        .dense("fc2", 84)
        .relu("relu4")
        .dense("fc3", classes)
        .network();
  }
}
