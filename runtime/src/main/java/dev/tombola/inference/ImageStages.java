package dev.tombola.inference;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;

import java.lang.foreign.MemorySegment;

/// Stages of images that have no weights of their own.
final class ImageStages {
  private ImageStages() {}

  /// ReLU in place; the margins of zeros stay.
  record Relu(Planes x) implements Stage {
    @Override
    public void run(Workspace at, Kernels kernels) {
      kernels.relu(at.images, at.image(x.start()), x.size() << at.imageShift);
    }
  }

  /// Tanh in place; the margins of zeros stay.
  record Tanh(Planes x) implements Stage {
    @Override
    public void run(Workspace at, Kernels kernels) {
      Tangents.tanh(at.images, at.image(x.start()), x.size() << at.imageShift);
    }
  }

  /// A channel's factor and term, row by row, so that margins stay zero.
  static final class Affine implements Stage {
    private final float[] factor;
    private final float[] term;
    private final Planes x;

    /// @param factor `[channels]`
    /// @param term `[channels]`
    Affine(float[] factor, float[] term, Planes x) {
      this.factor = factor;
      this.term = term;
      this.x = x;
    }

    @Override
    public void run(Workspace at, Kernels kernels) {
      for (int c = 0; c < x.shape().channels(); c++) {
        for (int row = 0; row < x.shape().height(); row++) {
          int length = x.shape().width() << at.imageShift;
          kernels.affine(at.images, at.image(x.at(c, row, 0)), length, factor[c], term[c]);
        }
      }
    }
  }

  /// `y ← y + x`, and a ReLU or nothing; channels of x begin at `first` of y.
  record Add(Planes x, Planes y, boolean relu) implements Stage {
    @Override
    public void run(Workspace at, Kernels kernels) {
      for (int c = 0; c < x.shape().channels(); c++) {
        for (int row = 0; row < x.shape().height(); row++) {
          int in = at.image(x.at(c, row, 0));
          int out = at.image(y.at(c, row, 0));
          kernels.add(at.images, in, at.images, out, x.shape().width() << at.imageShift, relu);
        }
      }
    }
  }

  /// Every `stride`-th pixel, from channel `first` on; the other channels are zero.
  record Subsample(int stride, int first, Planes x, Planes y) implements Stage {
    @Override
    public void run(Workspace at, Kernels kernels) {
      int examples = at.imageExamples();
      long begin = (long) at.image(y.start()) * Float.BYTES;
      long bytes = ((long) y.size() << at.imageShift) * Float.BYTES;
      at.images.asSlice(begin, bytes).fill((byte) 0);
      for (int c = 0; c < x.shape().channels(); c++) {
        for (int row = 0; row < y.shape().height(); row++) {
          for (int column = 0; column < y.shape().width(); column++) {
            Workspace.copy(
                at.images,
                at.image(x.at(c, row * stride, column * stride)),
                at.images,
                at.image(y.at(first + c, row, column)),
                examples);
          }
        }
      }
    }
  }

  /// The greatest value of each window.
  record MaxPool(int size, int stride, Planes x, Planes y) implements Stage {
    @Override
    public void run(Workspace at, Kernels kernels) {
      Windows.each(
          y,
          (c, row, column) -> {
            int out = at.image(y.at(c, row, column));
            int in = at.image(x.at(c, row * stride, column * stride));
            Workspace.copy(at.images, in, at.images, out, at.imageExamples());
            for (int i = 1; i < size * size; i++) {
              int pixel = at.image(x.at(c, row * stride + i / size, column * stride + i % size));
              kernels.max(at.images, pixel, at.images, out, at.imageExamples());
            }
          });
    }
  }

  /// The mean of each window: its sum in the order of the pixels, times a part.
  record AveragePool(int size, int stride, Planes x, Planes y) implements Stage {
    @Override
    public void run(Workspace at, Kernels kernels) {
      float part = 1f / (size * size);
      Windows.each(
          y,
          (c, row, column) -> {
            int out = at.image(y.at(c, row, column));
            int in = at.image(x.at(c, row * stride, column * stride));
            Workspace.copy(at.images, in, at.images, out, at.imageExamples());
            for (int i = 1; i < size * size; i++) {
              int pixel = at.image(x.at(c, row * stride + i / size, column * stride + i % size));
              kernels.add(at.images, pixel, at.images, out, at.imageExamples(), false);
            }
            kernels.affine(at.images, out, at.imageExamples(), part, 0);
          });
    }
  }

  /// From images to features without a shape, in the order `[channels][height][width]`.
  ///
  /// @param y first position among the features
  record Flatten(Planes x, int y) implements Stage {
    @Override
    public void run(Workspace at, Kernels kernels) {
      int width = x.shape().width();
      int feature = y;
      for (int c = 0; c < x.shape().channels(); c++) {
        for (int row = 0; row < x.shape().height(); row++) {
          bring(at, x.at(c, row, 0), feature, width);
          feature += width;
        }
      }
    }

    /// One row of pixels.
    private static void bring(Workspace at, int position, int feature, int width) {
      if (at.isSingle()) {
        long from = (long) position * Float.BYTES;
        MemorySegment.copy(at.images, JAVA_FLOAT, from, at.values, feature, width);
        return;
      }
      int examples = at.imageExamples();
      for (int i = 0; i < width; i++) {
        int out = at.feature(feature + i) + at.block * examples;
        Workspace.copy(at.images, at.image(position + i), at.features, out, examples);
      }
    }
  }

  /// What is done for the window of each pixel of the results.
  private interface Windows {
    void window(int channel, int row, int column);

    static void each(Planes y, Windows done) {
      for (int c = 0; c < y.shape().channels(); c++) {
        for (int row = 0; row < y.shape().height(); row++) {
          for (int column = 0; column < y.shape().width(); column++) {
            done.window(c, row, column);
          }
        }
      }
    }
  }
}
