package dev.tombola.data;

import dev.tombola.UserException;
import dev.tombola.nn.ImageShape;

/// CIFAR-10's binary batches, put together as they come, in any order: the last part of the archive
/// is the test part, the others the training part. Each record is a label byte and 3 × 32 × 32
/// bytes, channel by channel.
///
/// Source: A. Krizhevsky, "The CIFAR-10 dataset", binary version.
final class CifarBatches {
  private static final ImageShape IMAGE = new ImageShape(3, 32, 32);

  private final NamedData data;
  private final int perBatch;
  private final int trainBatches;
  private final byte[] pixels;
  private final int[] labels;
  private final byte[] testPixels;
  private final int[] testLabels;

  /// @param data has one file, with the batches as its parts
  /// @param perBatch examples in each part
  CifarBatches(NamedData data, int perBatch) {
    this.data = data;
    this.perBatch = perBatch;
    trainBatches = data.files().getFirst().parts().size() - 1;
    pixels = new byte[trainBatches * perBatch * IMAGE.features()];
    labels = new int[trainBatches * perBatch];
    testPixels = new byte[perBatch * IMAGE.features()];
    testLabels = new int[perBatch];
  }

  /// Adds a batch.
  void take(DataFile.Part part, byte[] contents) {
    int features = IMAGE.features();
    if (contents.length != perBatch * (1 + features)) {
      throw new UserException(
          "%s: %d bytes, where %d examples need %d"
              .formatted(part.name(), contents.length, perBatch, perBatch * (1 + features)));
    }
    int batch = data.files().getFirst().parts().indexOf(part);
    boolean test = batch == trainBatches;
    int first = test ? 0 : batch * perBatch;
    for (int i = 0; i < perBatch; i++) {
      int at = i * (1 + features);
      (test ? testLabels : labels)[first + i] = contents[at] & 0xff;
      System.arraycopy(
          contents, at + 1, test ? testPixels : pixels, (first + i) * features, features);
    }
  }

  /// The data set, once every batch has been taken.
  SourceParts parts() {
    return new SourceParts(
        images(data.name(), pixels, labels),
        images(data.name() + " (test)", testPixels, testLabels));
  }

  private Dataset images(String name, byte[] pixels, int[] classOf) {
    return Dataset.ofPixels(
            name, IMAGE.features(), data.classNames().size(), pixels, classOf, data.classNames())
        .asImages(IMAGE);
  }
}
