package dev.tombola.format;

import dev.tombola.nn.ImageShape;
import dev.tombola.nn.Layer;
import dev.tombola.nn.Network;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// A network as text: a JSON list of its layers, each with its kind, name and sizes.
public final class NetworkJson {
  private NetworkJson() {}

  public static String write(Network network) {
    return Json.write(list(network.layers()));
  }

  /// @throws IllegalArgumentException when the text is no network
  public static Network read(String text) {
    JsonReader json = Json.reader(text);
    List<Layer> layers = layers(json);
    json.end();
    return new Network(layers);
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

  /// Makes each layer as soon as it is read, so that nothing piles up of what is none.
  private static List<Layer> layers(JsonReader json) {
    List<Layer> layers = new ArrayList<>();
    json.list(() -> layers.add(layer(json)));
    return layers;
  }

  private static Layer layer(JsonReader json) {
    Map<String, Object> values = new HashMap<>();
    json.object(key -> {
      if (values.put(key, value(json, key)) != null) {
        throw new IllegalArgumentException(
            "\"%s\" stands twice in a layer".formatted(Excerpt.of(key)));
      }
    });
    return layer(new Keys(values));
  }

  private static Object value(JsonReader json, String key) {
    if (key.equals("body") || key.equals("shortcut")) {
      return layers(json);
    }
    return switch (json.next()) {
      case '"' -> json.string();
      case 't', 'f' -> json.truth();
      case '[' -> {
        List<Number> sizes = new ArrayList<>();
        json.list(() -> sizes.add(json.number()));
        yield sizes;
      }
      default -> json.number();
    };
  }

  private static Layer layer(Keys keys) {
    String name = keys.name();
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
      case "residual" -> new Layer.Residual(name, keys.layers("body"), keys.layers("shortcut"));
      default ->
          throw new IllegalArgumentException(
              name + ": there is no kind of layer called " + Excerpt.of(kind));
    };
  }

  /// The values of a layer, by key.
  private record Keys(Map<String, Object> map) {
    private static final int MOST_CHARACTERS = 200;

    Object value(String key) {
      Object value = map.get(key);
      if (value == null) {
        throw new IllegalArgumentException("a layer has no " + key);
      }
      return value;
    }

    String text(String key) {
      if (value(key) instanceof String text) {
        return text;
      }
      throw wrong(key);
    }

    /// A name has few enough characters for a message, none of which a terminal obeys.
    String name() {
      String name = text("name");
      if (name.isEmpty()
          || name.length() > MOST_CHARACTERS
          || !name.codePoints().allMatch(Excerpt::isPrintable)) {
        throw new IllegalArgumentException("a layer is called \"" + Excerpt.of(name) + "\"");
      }
      return name;
    }

    int number(String key) {
      if (value(key) instanceof Long number) {
        return size(key, number);
      }
      throw wrong(key);
    }

    private int size(String key, long number) {
      if (number != (int) number) {
        throw wrong(key);
      }
      return (int) number;
    }

    double fraction(String key) {
      if (value(key) instanceof Number number) {
        return number.doubleValue();
      }
      throw wrong(key);
    }

    boolean truth(String key) {
      if (value(key) instanceof Boolean truth) {
        return truth;
      }
      throw wrong(key);
    }

    /// What [NetworkJson#value] made of this key, and of no other.
    List<Layer> layers(String key) {
      return ((List<?>) value(key)).stream().map(Layer.class::cast).toList();
    }

    ImageShape shape() {
      if (value("in") instanceof List<?> list
          && list.size() == 3
          && list.get(0) instanceof Long channels
          && list.get(1) instanceof Long height
          && list.get(2) instanceof Long width) {
        return new ImageShape(size("in", channels), size("in", height), size("in", width));
      }
      throw wrong("in");
    }

    private IllegalArgumentException wrong(String key) {
      return new IllegalArgumentException(
          "a layer's %s is %s".formatted(key, Excerpt.of(value(key).toString())));
    }
  }
}
