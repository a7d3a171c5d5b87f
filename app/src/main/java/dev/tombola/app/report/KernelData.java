package dev.tombola.app.report;

import dev.tombola.nn.Layer;
import dev.tombola.nn.Mask;
import dev.tombola.nn.Network;
import dev.tombola.nn.Parameter;
import java.util.Arrays;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Which kernels of convolutions a mask leaves, as the report's script wants it: a picture per
/// layer, with a row for each channel that goes in and a column for each that comes out.
///
/// Channels beyond [#MOST] share rows and columns, so that a wide network's page stays small.
final class KernelData {
  private static final int MOST = 64;

  private KernelData() {}

  static ArrayNode of(Network network, Mask mask) {
    ArrayNode layers = FindingsData.JSON.createArrayNode();
    for (Layer layer : network.flat()) {
      if (layer instanceof Layer.Conv conv) {
        layers.add(of(conv, mask));
      }
    }
    return layers;
  }

  private static ObjectNode of(Layer.Conv conv, Mask mask) {
    Parameter weight = conv.parameters().getFirst();
    int inputs = conv.in().channels();
    int window = conv.kernel() * conv.kernel();
    int[] kept = new int[inputs * conv.channels()];
    for (int i : mask.indices(weight)) {
      kept[i / window]++; // [out][in]
    }
    int rows = Math.min(inputs, MOST);
    int columns = Math.min(conv.channels(), MOST);
    long[] sums = new long[rows * columns];
    long[] sizes = new long[rows * columns];
    for (int pair = 0; pair < kept.length; pair++) {
      int row = (int) ((long) (pair % inputs) * rows / inputs);
      int column = (int) ((long) (pair / inputs) * columns / conv.channels());
      sums[row * columns + column] += kept[pair];
      sizes[row * columns + column] += window;
    }
    ObjectNode node = FindingsData.JSON.createObjectNode();
    node.put("name", conv.name());
    node.put("in", inputs);
    node.put("out", conv.channels());
    node.put("size", conv.kernel());
    node.put("density", mask.density(weight).value());
    node.put("empty", Arrays.stream(kept).filter(count -> count == 0).count());
    node.put("columns", columns);
    ArrayNode percent = node.putArray("percent");
    for (int cell = 0; cell < sums.length; cell++) {
      percent.add(Math.round(100.0 * sums[cell] / sizes[cell]));
    }
    return node;
  }
}
