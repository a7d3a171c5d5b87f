package dev.tombola.inference;

import dev.tombola.ticket.Input;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a prediction does, in order: first with images, for a block of examples at a time, then
/// with features without a shape, for all of them. Immutable.
///
/// @param input where the features of an example go: positions of images, or of features where
///   there are no images; −1 where no weight sees one
/// @param scaling of the input; null where there is none, or the first layer's weights have it
/// @param images stages of images, the last of which goes over to features
/// @param features stages of features
/// @param imagePositions positions of a workspace
/// @param featurePositions positions of a workspace
/// @param logits first position of the results among the features
record Plan(
    int[] input,
    @Nullable Input scaling,
    List<Stage> images,
    List<Stage> features,
    int imagePositions,
    int featurePositions,
    int logits) {
  Plan {
    images = List.copyOf(images);
    features = List.copyOf(features);
  }

  /// Predicts for as many examples as the workspace has, or fewer.
  ///
  /// @param examples `[count][input.length]` from example `first` on
  /// @param results `[count][classes]` from example `first` on
  void run(
      Workspace at,
      Kernels kernels,
      float[] examples,
      int first,
      int count,
      float[] results,
      int classes) {
    if (images.isEmpty()) {
      lay(examples, first, count, at.features, at.feature(0), at.featureShift);
    } else {
      int block = at.imageExamples();
      for (int done = 0; done < count; done += block) {
        int part = Math.min(block, count - done);
        lay(examples, first + done, part, at.images, at.image(0), at.imageShift);
        at.block = done / block;
        for (Stage stage : images) {
          stage.run(at, kernels);
        }
      }
    }
    for (Stage stage : features) {
      stage.run(at, kernels);
    }
    int from = at.feature(logits);
    for (int i = 0; i < count; i++) {
      for (int c = 0; c < classes; c++) {
        results[(first + i) * classes + c] = at.features[from + (c << at.featureShift) + i];
      }
    }
  }

  /// Brings examples to their place, side by side.
  private void lay(float[] examples, int first, int count, float[] to, int base, int shift) {
    int features = input.length;
    for (int f = 0; f < features; f++) {
      if (input[f] < 0) {
        continue;
      }
      int from = first * features + f;
      int out = base + (input[f] << shift);
      int lane = 0;
      for (; lane + 8 <= count; lane += 8) {
        int i = from + lane * features;
        to[out + lane] = examples[i];
        to[out + lane + 1] = examples[i + features];
        to[out + lane + 2] = examples[i + 2 * features];
        to[out + lane + 3] = examples[i + 3 * features];
        to[out + lane + 4] = examples[i + 4 * features];
        to[out + lane + 5] = examples[i + 5 * features];
        to[out + lane + 6] = examples[i + 6 * features];
        to[out + lane + 7] = examples[i + 7 * features];
      }
      for (; lane < count; lane++) {
        to[out + lane] = examples[from + lane * features];
      }
      if (scaling != null) {
        scale(scaling, f, to, out, count);
      }
    }
  }

  private void scale(Input scaling, int feature, float[] to, int out, int count) {
    int pair = feature / (input.length / scaling.scale().length);
    float factor = scaling.scale()[pair];
    float term = scaling.shift()[pair];
    for (int i = out; i < out + count; i++) {
      to[i] = Math.fma(to[i], factor, term);
    }
  }
}
