package dev.tombola.format;

import dev.tombola.nn.ImageShape;
import dev.tombola.nn.Layer;
import dev.tombola.nn.Network;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A network as text: a JSON list of its layers, each with its kind, name and sizes.
public final class NetworkJson {
  private NetworkJson() {}

  public static String write(Network network) {
    return Json.write(list(network.layers()));
  }

  /// @throws IllegalArgumentException when the text is no network
  public static Network read(String text) {
    return new Network(layers(Json.read(text)));
  }

  private static List<Object> list(List<Layer> layers) {
    return layers.stream().map(NetworkJson::map).toList();
  }

  private static Object map(Layer layer) {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("kind", kind(layer));
    map.put("name", layer.name());
    switch (layer) {
      case Layer.Dense dense -> {
        map.put("inputs", dense.inputs());
        map.put("outputs", dense.outputs());
      }
      case Layer.Relu relu -> map.put("inputs", relu.inputs());
      case Layer.Tanh tanh -> map.put("inputs", tanh.inputs());
      case Layer.Dropout dropout -> {
        map.put("inputs", dropout.inputs());
        map.put("probability", dropout.probability());
      }
      case Layer.Conv conv -> {
        map.put("in", shape(conv.in()));
        map.put("channels", conv.channels());
        map.put("kernel", conv.kernel());
        map.put("stride", conv.stride());
        map.put("padding", conv.padding());
        map.put("bias", conv.bias());
      }
      case Layer.MaxPool pool -> {
        map.put("in", shape(pool.in()));
        map.put("size", pool.size());
        map.put("stride", pool.stride());
      }
      case Layer.AveragePool pool -> {
        map.put("in", shape(pool.in()));
        map.put("size", pool.size());
        map.put("stride", pool.stride());
      }
      case Layer.BatchNorm norm -> {
        map.put("in", shape(norm.in()));
        map.put("momentum", norm.momentum());
        map.put("epsilon", norm.epsilon());
      }
      case Layer.Subsample sample -> {
        map.put("in", shape(sample.in()));
        map.put("channels", sample.channels());
        map.put("stride", sample.stride());
      }
      case Layer.Residual block -> {
        map.put("body", list(block.body()));
        map.put("shortcut", list(block.shortcut()));
      }
    }
    return map;
  }

  private static String kind(Layer layer) {
    return switch (layer) {
      case Layer.Dense _ -> "dense";
      case Layer.Relu _ -> "relu";
      case Layer.Tanh _ -> "tanh";
      case Layer.Dropout _ -> "dropout";
      case Layer.Conv _ -> "conv";
      case Layer.MaxPool _ -> "max-pool";
      case Layer.AveragePool _ -> "average-pool";
      case Layer.BatchNorm _ -> "batch-norm";
      case Layer.Subsample _ -> "subsample";
      case Layer.Residual _ -> "residual";
    };
  }

  private static List<Integer> shape(ImageShape shape) {
    return List.of(shape.channels(), shape.height(), shape.width());
  }

  private static List<Layer> layers(@Nullable Object value) {
    if (!(value instanceof List<?> list)) {
      throw new IllegalArgumentException("a network is a list of layers");
    }
    return list.stream().map(NetworkJson::layer).toList();
  }

  private static Layer layer(Object value) {
    if (!(value instanceof Map<?, ?> map)) {
      throw new IllegalArgumentException("a layer is an object with a kind");
    }
    Keys keys = new Keys(map);
    String name = keys.text("name");
    String kind = keys.text("kind");
    return switch (kind) {
      case "dense" -> new Layer.Dense(name, keys.number("inputs"), keys.number("outputs"));
      case "relu" -> new Layer.Relu(name, keys.number("inputs"));
      case "tanh" -> new Layer.Tanh(name, keys.number("inputs"));
      case "dropout" ->
          new Layer.Dropout(name, keys.number("inputs"), keys.fraction("probability"));
      case "conv" ->
          new Layer.Conv(
              name,
              keys.shape(),
              keys.number("channels"),
              keys.number("kernel"),
              keys.number("stride"),
              keys.number("padding"),
              keys.truth("bias"));
      case "max-pool" ->
          new Layer.MaxPool(name, keys.shape(), keys.number("size"), keys.number("stride"));
      case "average-pool" ->
          new Layer.AveragePool(name, keys.shape(), keys.number("size"), keys.number("stride"));
      case "batch-norm" ->
          new Layer.BatchNorm(
              name, keys.shape(), keys.fraction("momentum"), keys.fraction("epsilon"));
      case "subsample" ->
          new Layer.Subsample(name, keys.shape(), keys.number("channels"), keys.number("stride"));
      case "residual" ->
          new Layer.Residual(name, layers(keys.value("body")), layers(keys.value("shortcut")));
      default ->
          throw new IllegalArgumentException(name + ": there is no kind of layer called " + kind);
    };
  }

  /// The values of a layer, by key.
  private record Keys(Map<?, ?> map) {
    Object value(String key) {
      Object value = map.get(key);
      if (value == null) {
        throw new IllegalArgumentException("a layer has no " + key);
      }
      return value;
    }

    String text(String key) {
      return value(key) instanceof String text ? text : wrong(key);
    }

    int number(String key) {
      return value(key) instanceof Long number ? Math.toIntExact(number) : wrong(key);
    }

    double fraction(String key) {
      return value(key) instanceof Number number ? number.doubleValue() : wrong(key);
    }

    boolean truth(String key) {
      return value(key) instanceof Boolean truth ? truth : wrong(key);
    }

    ImageShape shape() {
      if (value("in") instanceof List<?> list
          && list.size() == 3
          && list.get(0) instanceof Long channels
          && list.get(1) instanceof Long height
          && list.get(2) instanceof Long width) {
        return new ImageShape(
            Math.toIntExact(channels), Math.toIntExact(height), Math.toIntExact(width));
      }
      return wrong("in");
    }

    private <T> T wrong(String key) {
      throw new IllegalArgumentException("a layer's " + key + " is " + value(key));
    }
  }
}
