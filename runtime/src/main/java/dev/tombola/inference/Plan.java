package dev.tombola.inference;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;

import dev.tombola.ticket.Input;
import java.lang.foreign.MemorySegment;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a prediction does, in order: first with images, for a block of examples at a time, then
/// with features without a shape, for all of them. Immutable.
///
/// @param inputs features of an example
/// @param input where they go: to positions of images, or of features where there are no images;
///   those that no weight reads go nowhere
/// @param scaling of the input; null where there is none, or the first layer's weights have it
/// @param images stages of images, the last of which goes over to features
/// @param features stages of features
/// @param imagePositions positions of a workspace
/// @param featurePositions positions of a workspace
/// @param logits first position of the results among the features
record Plan(
    int inputs,
    List<Run> input,
    @Nullable Input scaling,
    List<Stage> images,
    List<Stage> features,
    int imagePositions,
    int featurePositions,
    int logits) {
  /// Features and examples that are brought to their place at once.
  static final int BLOCK = 16;

  /// Features of an example that go to as many positions side by side.
  record Run(int feature, int position, int length) {}

  Plan {
    input = List.copyOf(input);
    images = List.copyOf(images);
    features = List.copyOf(features);
  }

  /// Predicts for as many examples as the workspace has, or fewer.
  ///
  /// @param examples `[count][inputs]` from example `first` on
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
      if (at.isSingle()) {
        laySingle(examples, first, at.values);
      } else {
        lay(kernels, examples, first, count, at.features, at.featureShift);
      }
    } else {
      int block = at.imageExamples();
      for (int done = 0; done < count; done += block) {
        int part = Math.min(block, count - done);
        lay(kernels, examples, first + done, part, at.images, at.imageShift);
        at.block = done / block;
        for (Stage stage : images) {
          stage.run(at, kernels);
        }
      }
    }
    for (Stage stage : features) {
      stage.run(at, kernels);
    }
    if (at.isSingle()) {
      for (int c = 0; c < classes; c++) {
        results[first * classes + c] = at.values[logits + c] + 0f; // as Kernels.take
      }
    } else {
      takeLogits(kernels, at.features, first, count, results, classes);
    }
  }

  private void laySingle(float[] examples, int first, float[] to) {
    for (Run run : input) {
      System.arraycopy(examples, first * inputs + run.feature, to, run.position, run.length);
      for (int i = 0; scaling != null && i < run.length; i++) {
        int pair = pair(scaling, run.feature + i);
        int at = run.position + i;
        to[at] = Math.fma(to[at], scaling.scale()[pair], scaling.shift()[pair]);
      }
    }
  }

  /// Brings examples to their place, side by side: 16 features of 16 examples at a time, and what
  /// is left of both one by one.
  private void lay(
      Kernels kernels, float[] examples, int first, int count, MemorySegment to, int shift) {
    for (Run run : input) {
      int features = run.length / BLOCK * BLOCK;
      int whole = count / BLOCK * BLOCK;
      for (int lane = 0; lane < whole; lane += BLOCK) {
        for (int f = 0; f < features; f += BLOCK) {
          int from = (first + lane) * inputs + run.feature + f;
          kernels.lay(examples, from, inputs, to, run.position + f, shift, lane);
        }
      }
      for (int lane = 0; lane < count; lane++) {
        for (int f = lane < whole ? features : 0; f < run.length; f++) {
          float value = examples[(first + lane) * inputs + run.feature + f];
          to.setAtIndex(JAVA_FLOAT, ((run.position + f) << shift) + lane, value);
        }
      }
      if (scaling != null) {
        scale(scaling, run, kernels, to, shift);
      }
    }
  }

  private void scale(Input pairs, Run run, Kernels kernels, MemorySegment to, int shift) {
    for (int f = 0; f < run.length; f++) {
      int pair = pair(pairs, run.feature + f);
      float factor = pairs.scale()[pair];
      float term = pairs.shift()[pair];
      kernels.affine(to, (run.position + f) << shift, 1 << shift, factor, term);
    }
  }

  /// 8 classes of 8 examples at a time, and what is left of both one by one.
  private void takeLogits(
      Kernels kernels, MemorySegment from, int first, int count, float[] results, int classes) {
    int eightClasses = classes / 8 * 8;
    int eightExamples = count / 8 * 8;
    for (int i = 0; i < eightExamples; i += 8) {
      for (int c = 0; c < eightClasses; c += 8) {
        int at = ((logits + c) << Workspace.FEATURE_SHIFT) + i;
        kernels.take(from, at, Workspace.EXAMPLES, results, (first + i) * classes + c, classes);
      }
    }
    for (int i = 0; i < count; i++) {
      for (int c = i < eightExamples ? eightClasses : 0; c < classes; c++) {
        int at = ((logits + c) << Workspace.FEATURE_SHIFT) + i;
        results[(first + i) * classes + c] = from.getAtIndex(JAVA_FLOAT, at) + 0f;
      }
    }
  }

  private int pair(Input pairs, int feature) {
    return feature / (inputs / pairs.scale().length);
  }
}
