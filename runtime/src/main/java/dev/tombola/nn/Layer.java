package dev.tombola.nn;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// One layer as data: it knows its shapes and parameters, not how to compute.
///
/// An engine switches over the kinds without `default`, so a new kind fails to compile until every
/// engine has an answer. Features of an image are in the order `[channels][height][width]`, so that
/// a dense layer may follow one: its inputs are the image flattened, as PyTorch flattens.
public sealed interface Layer {
  String name();

  /// Features of one example that go in.
  int inputs();

  /// Features of one example that come out.
  int outputs();

  List<Parameter> parameters();

  /// A layer that takes an image and gives one.
  sealed interface Spatial extends Layer {
    ImageShape in();

    ImageShape out();

    @Override
    default int inputs() {
      return in().features();
    }

    @Override
    default int outputs() {
      return out().features();
    }
  }

  /// A layer without parameters of its own that changes every feature by itself.
  sealed interface Elementwise extends Layer {
    @Override
    default int outputs() {
      return inputs();
    }

    @Override
    default List<Parameter> parameters() {
      return List.of();
    }
  }

  /// `y = W x + b` with `W [outputs][inputs]` and `b [outputs]`.
  record Dense(String name, int inputs, int outputs) implements Layer {
    public Dense {
      if (inputs < 1 || outputs < 1) {
        throw new IllegalArgumentException(
            name + ": a dense layer needs inputs and outputs, not " + inputs + " and " + outputs);
      }
    }

    @Override
    public List<Parameter> parameters() {
      return List.of(
          new Parameter(name + ".weight", List.of(outputs, inputs), Parameter.Role.WEIGHT),
          new Parameter(name + ".bias", List.of(outputs), Parameter.Role.BIAS));
    }
  }

  /// `y = max(0, x)`, feature by feature.
  record Relu(String name, int inputs) implements Elementwise {}

  /// `y = tanh x`, feature by feature.
  record Tanh(String name, int inputs) implements Elementwise {}

  /// In training, each feature is zero with this probability and else divided by the probability of
  /// staying; in evaluation nothing happens (Srivastava et al. 2014, §4, scaled as PyTorch does).
  record Dropout(String name, int inputs, double probability) implements Elementwise {
    public Dropout {
      if (!(probability >= 0 && probability < 1)) {
        throw new IllegalArgumentException(
            name + ": a dropout probability lies from 0 to below 1, not " + probability);
      }
    }
  }

  /// A cross-correlation, which PyTorch calls convolution, with square kernels `W` of the shape
  /// `[channels][in.channels][kernel][kernel]`, stride s and padding p:
  ///
  /// `y[o][r][c] = b[o] + Σ W[o][i][u][v] x[i][r·s + u − p][c·s + v − p]`
  ///
  /// where `x` is zero beyond its edges.
  ///
  /// @param channels that come out
  /// @param bias whether there is a `b [channels]`
  record Conv(
      String name, ImageShape in, int channels, int kernel, int stride, int padding, boolean bias)
      implements Spatial {
    public Conv {
      requireWindow(name, in, kernel, stride, padding);
    }

    @Override
    public ImageShape out() {
      return windows(in, channels, kernel, stride, padding);
    }

    @Override
    public List<Parameter> parameters() {
      Parameter weight =
          new Parameter(
              name + ".weight",
              List.of(channels, in.channels(), kernel, kernel),
              Parameter.Role.WEIGHT);
      return bias
          ? List.of(weight, new Parameter(name + ".bias", List.of(channels), Parameter.Role.BIAS))
          : List.of(weight);
    }
  }

  /// The greatest value of each window of `size × size`, windows `stride` apart; what no window
  /// covers is left out.
  record MaxPool(String name, ImageShape in, int size, int stride) implements Spatial {
    public MaxPool {
      requireWindow(name, in, size, stride, 0);
    }

    @Override
    public ImageShape out() {
      return windows(in, in.channels(), size, stride, 0);
    }

    @Override
    public List<Parameter> parameters() {
      return List.of();
    }
  }

  /// The mean of each window, as [MaxPool] has them. One window over the whole image is a global
  /// average pooling.
  record AveragePool(String name, ImageShape in, int size, int stride) implements Spatial {
    public AveragePool {
      requireWindow(name, in, size, stride, 0);
    }

    /// The mean of each channel of a square image.
    public static AveragePool global(String name, ImageShape in) {
      if (in.height() != in.width()) {
        throw new IllegalArgumentException(name + ": " + in + " is not square");
      }
      return new AveragePool(name, in, in.height(), in.height());
    }

    @Override
    public ImageShape out() {
      return windows(in, in.channels(), size, stride, 0);
    }

    @Override
    public List<Parameter> parameters() {
      return List.of();
    }
  }

  /// Batch normalisation, channel by channel (Ioffe & Szegedy 2015, algorithm 1): `y = γ (x − μ) /
  /// √(σ² + ε) + β`, in training with the batch's mean and variance (of the population), in
  /// evaluation with the running ones.
  ///
  /// After each training step `running ← running + momentum · (batch − running)`, with the unbiased
  /// variance, as PyTorch does.
  record BatchNorm(String name, ImageShape in, double momentum, double epsilon) implements Spatial {
    /// With PyTorch's momentum and epsilon.
    public BatchNorm(String name, ImageShape in) {
      this(name, in, 0.1, 1e-5);
    }

    @Override
    public ImageShape out() {
      return in;
    }

    @Override
    public List<Parameter> parameters() {
      List<Integer> shape = List.of(in.channels());
      return List.of(
          new Parameter(name + ".weight", shape, Parameter.Role.SCALE),
          new Parameter(name + ".bias", shape, Parameter.Role.BIAS),
          new Parameter(name + ".running_mean", shape, Parameter.Role.RUNNING_MEAN),
          new Parameter(name + ".running_var", shape, Parameter.Role.RUNNING_VARIANCE));
    }
  }

  /// Every `stride`-th row and column, and behind its channels further ones of zeros: the shortcut
  /// without parameters where a residual block changes shape (He et al. 2016, §3.3, option A).
  ///
  /// Half of the new channels come before and half behind, the odd one behind.
  record Subsample(String name, ImageShape in, int channels, int stride) implements Spatial {
    public Subsample {
      requireWindow(name, in, 1, stride, 0);
      if (channels < in.channels()) {
        throw new IllegalArgumentException(
            "%s: %d channels cannot be brought to %d by zeros"
                .formatted(name, in.channels(), channels));
      }
    }

    @Override
    public ImageShape out() {
      return windows(in, channels, 1, stride, 0);
    }

    /// The channel that the first one of the input becomes.
    public int first() {
      return (channels - in.channels()) / 2;
    }

    @Override
    public List<Parameter> parameters() {
      return List.of();
    }
  }

  /// `y = body(x) + shortcut(x)` (He et al. 2016, §3.2). An empty shortcut is the identity.
  record Residual(String name, List<Layer> body, List<Layer> shortcut) implements Spatial {
    public Residual {
      body = List.copyOf(body);
      shortcut = List.copyOf(shortcut);
      Chain.check(body);
      Chain.check(shortcut);
      Optional<ImageShape> start = Chain.in(body);
      Optional<ImageShape> end = Chain.out(body);
      Optional<ImageShape> otherStart = shortcut.isEmpty() ? start : Chain.in(shortcut);
      Optional<ImageShape> otherEnd = shortcut.isEmpty() ? start : Chain.out(shortcut);
      if (start.isEmpty() || !start.equals(otherStart)) {
        throw new IllegalArgumentException(
            "%s: the body takes %s, the shortcut %s; both have to take the same image"
                .formatted(name, Chain.name(start), Chain.name(otherStart)));
      }
      if (end.isEmpty() || !end.equals(otherEnd)) {
        throw new IllegalArgumentException(
            "%s: the body gives %s, the shortcut %s; both have to give the same image"
                .formatted(name, Chain.name(end), Chain.name(otherEnd)));
      }
    }

    @Override
    public ImageShape in() {
      return Chain.in(body).orElseThrow();
    }

    @Override
    public ImageShape out() {
      return Chain.out(body).orElseThrow();
    }

    @Override
    public List<Parameter> parameters() {
      return Stream.concat(body.stream(), shortcut.stream())
          .flatMap(layer -> layer.parameters().stream())
          .toList();
    }
  }

  private static ImageShape windows(
      ImageShape in, int channels, int size, int stride, int padding) {
    return new ImageShape(
        channels,
        windows(in.height(), size, stride, padding),
        windows(in.width(), size, stride, padding));
  }

  private static int windows(int length, int size, int stride, int padding) {
    return Math.toIntExact((length + 2L * padding - size) / stride + 1);
  }

  private static void requireWindow(String name, ImageShape in, int size, int stride, int padding) {
    if (size < 1 || stride < 1 || padding < 0 || padding >= size) {
      throw new IllegalArgumentException(
          "%s: windows of %d, %d apart, with a padding of %d"
              .formatted(name, size, stride, padding));
    }
    if (size > Math.min(in.height(), in.width()) + 2L * padding) {
      throw new IllegalArgumentException(
          "%s: a window of %d does not fit an image of %d×%d with a padding of %d"
              .formatted(name, size, in.height(), in.width(), padding));
    }
  }
}
