package dev.tombola.cpu;

import dev.tombola.nn.ImageShape;
import dev.tombola.nn.Layer;
import dev.tombola.nn.Network;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;

/// The networks of `bench/golden/layers.py`: every kind of layer between a first convolution and a
/// dense layer, and all of them together.
final class SmallNetworks {
  static final int CLASSES = 5;

  private static final ImageShape ODD = new ImageShape(3, 11, 9);
  private static final ImageShape EVEN = new ImageShape(3, 12, 8);

  private SmallNetworks() {}

  /// A layer that is told its input.
  interface Next {
    Layer after(ImageShape in);
  }

  static SequencedMap<String, Network> all() {
    SequencedMap<String, Network> all = new LinkedHashMap<>();
    all.put("conv 5x5 stride 2 padding 2", between(ODD, conv("conv2", 5, 5, 2, 2, false)));
    all.put("conv 1x1 stride 2", between(ODD, conv("conv2", 6, 1, 2, 0, false)));
    all.put("conv 3x3 stride 2 odd", between(ODD, conv("conv2", 5, 3, 2, 1, true), tanh("tanh2")));
    all.put(
        "conv 3x3 stride 2 even", between(EVEN, conv("conv2", 5, 3, 2, 1, true), tanh("tanh2")));
    all.put("conv 3x3 no padding", between(ODD, conv("conv2", 17, 3, 1, 0, true), relu("relu2")));
    all.put("conv 4x4 stride 3 padding 1", between(EVEN, conv("conv2", 3, 4, 3, 1, true)));
    all.put(
        "first conv 5x5 stride 3",
        network(new ImageShape(2, 13, 7), conv("conv1", 6, 5, 3, 2, true), tanh("tanh1")));
    Next exact = conv("conv1", 4, 3, 1, 1, false);
    all.put("max pool 2", between(ODD, maxPool("pool", 2, 2)));
    all.put("max pool 3 stride 2", between(ODD, maxPool("pool", 3, 2)));
    all.put("max pool 2 ties", network(ODD, exact, maxPool("pool", 2, 2)));
    all.put("max pool 3 stride 2 ties", network(ODD, exact, maxPool("pool", 3, 2)));
    all.put("average pool 2", between(ODD, averagePool("pool", 2, 2)));
    all.put("average pool 3 stride 2", between(ODD, averagePool("pool", 3, 2)));
    all.put(
        "average pool global",
        between(new ImageShape(3, 7, 7), in -> Layer.AveragePool.global("pool", in)));
    all.put(
        "batch norm", between(ODD, in -> new Layer.BatchNorm("bn", in, 0.3, 1e-3), tanh("tanh2")));
    all.put("identity", between(ODD, block("block", 4, 1), relu("relu2")));
    Next zeros = in -> new Layer.Subsample("block.downsample", in, 8, 2);
    all.put("option A", between(ODD, block("block", 8, 2, zeros), relu("relu2")));
    Next oneBehind = in -> new Layer.Subsample("block.downsample", in, 7, 2);
    all.put("option A odd", between(EVEN, block("block", 7, 2, oneBehind), relu("relu2")));
    all.put(
        "projection",
        between(
            ODD,
            block(
                "block",
                6,
                2,
                conv("block.downsample.0", 6, 1, 2, 0, false),
                norm("block.downsample.1")),
            relu("relu2")));
    all.put(
        "all",
        network(
            ODD,
            conv("conv1", 6, 3, 1, 1, false),
            norm("bn1"),
            relu("relu1"),
            maxPool("pool1", 2, 2),
            block("layer1", 6, 1),
            relu("relu2"),
            block("layer2", 9, 2, in -> new Layer.Subsample("layer2.downsample", in, 9, 2)),
            relu("relu3"),
            block(
                "layer3",
                8,
                1,
                conv("layer3.downsample.0", 8, 1, 1, 0, false),
                norm("layer3.downsample.1")),
            relu("relu4"),
            averagePool("pool2", 2, 2)));
    return all;
  }

  /// Every kind of layer in one network, dropout on images and on features too; so small that even
  /// an interpreter trains it.
  static Network everyLayer(double dropout) {
    return network(
        new ImageShape(2, 9, 6),
        conv("conv1", 3, 3, 1, 1, true),
        tanh("tanh1"),
        dropout("dropout1", dropout),
        maxPool("pool1", 2, 1),
        conv("conv2", 5, 3, 2, 1, false),
        norm("bn2"),
        relu("relu2"),
        block("layer1", 5, 1),
        relu("relu3"),
        block("layer2", 9, 2, in -> new Layer.Subsample("layer2.downsample", in, 9, 2)),
        relu("relu4"),
        block(
            "layer3",
            7,
            1,
            conv("layer3.downsample.0", 7, 1, 1, 0, true),
            norm("layer3.downsample.1")),
        relu("relu5"),
        averagePool("pool2", 2, 2),
        in -> new Layer.Dense("fc1", in.features(), 6),
        _ -> new Layer.Tanh("tanh2", 6),
        _ -> new Layer.Dropout("dropout2", 6, dropout));
  }

  /// A block between a convolution and what follows, for bodies and shortcuts of any kind.
  static Network withBlock(List<Next> body, List<Next> shortcut) {
    return between(
        ODD,
        in ->
            new Layer.Residual(
                "block",
                chain(in, body.toArray(Next[]::new)),
                chain(in, shortcut.toArray(Next[]::new))),
        tanh("tanh2"));
  }

  private static Network between(ImageShape in, Next... layers) {
    List<Next> all = new ArrayList<>(List.of(conv("conv1", 4, 3, 1, 1, true), relu("relu1")));
    all.addAll(List.of(layers));
    return network(in, all.toArray(Next[]::new));
  }

  static Network network(ImageShape in, Next... layers) {
    List<Layer> all = new ArrayList<>(chain(in, layers));
    all.add(new Layer.Dense("fc", all.getLast().outputs(), CLASSES));
    return new Network(all);
  }

  private static List<Layer> chain(ImageShape in, Next... layers) {
    List<Layer> all = new ArrayList<>();
    ImageShape image = in;
    for (Next next : layers) {
      Layer layer = next.after(image);
      image = layer instanceof Layer.Spatial spatial ? spatial.out() : image;
      all.add(layer);
    }
    return all;
  }

  static Next conv(String name, int channels, int kernel, int stride, int padding, boolean bias) {
    return in -> new Layer.Conv(name, in, channels, kernel, stride, padding, bias);
  }

  static Next norm(String name) {
    return in -> new Layer.BatchNorm(name, in);
  }

  static Next relu(String name) {
    return in -> new Layer.Relu(name, in.features());
  }

  static Next tanh(String name) {
    return in -> new Layer.Tanh(name, in.features());
  }

  private static Next dropout(String name, double probability) {
    return in -> new Layer.Dropout(name, in.features(), probability);
  }

  static Next maxPool(String name, int size, int stride) {
    return in -> new Layer.MaxPool(name, in, size, stride);
  }

  static Next averagePool(String name, int size, int stride) {
    return in -> new Layer.AveragePool(name, in, size, stride);
  }

  static Next block(String name, int channels, int stride, Next... shortcut) {
    return in ->
        new Layer.Residual(
            name,
            chain(
                in,
                conv(name + ".conv1", channels, 3, stride, 1, false),
                norm(name + ".bn1"),
                relu(name + ".relu1"),
                conv(name + ".conv2", channels, 3, 1, 1, false),
                norm(name + ".bn2")),
            chain(in, shortcut));
  }
}
