package dev.tombola.ship;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// An ONNX graph as it grows, node by node. Names and numbers of fields are those of `onnx.proto`.
final class OnnxGraph {
  private static final int FLOAT = 1;
  private static final int INT64 = 7;

  /// What the first axis of inputs and outputs is called: it may be of any length.
  private static final String BATCH = "batch";

  private final ProtobufMessage graph = new ProtobufMessage();

  /// An operation of one output, which has the node's name.
  ///
  /// @param inputs names of values and tensors
  /// @return the name of what comes out
  String node(String operator, String name, List<String> inputs, List<Attribute> attributes) {
    ProtobufMessage node = new ProtobufMessage();
    inputs.forEach(input -> node.text(1, input));
    node.text(2, name).text(3, name).text(4, operator);
    attributes.forEach(attribute -> node.message(5, attribute.encode()));
    graph.message(1, node);
    return name;
  }

  /// A tensor of float32 that the file holds.
  ///
  /// @return its name
  String tensor(String name, List<Integer> shape, float[] values) {
    byte[] bytes = new byte[Float.BYTES * values.length];
    littleEndian(bytes).asFloatBuffer().put(values);
    return tensor(FLOAT, name, shape, bytes);
  }

  /// A list of whole numbers that the file holds.
  ///
  /// @return its name
  String numbers(String name, long... values) {
    byte[] bytes = new byte[Long.BYTES * values.length];
    littleEndian(bytes).asLongBuffer().put(values);
    return tensor(INT64, name, List.of(values.length), bytes);
  }

  private static ByteBuffer littleEndian(byte[] bytes) {
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  private String tensor(int type, String name, List<Integer> shape, byte[] bytes) {
    ProtobufMessage tensor = new ProtobufMessage();
    shape.forEach(size -> tensor.number(1, size));
    tensor.number(2, type).text(8, name).bytes(9, bytes);
    graph.message(5, tensor);
    return name;
  }

  /// The value that the graph takes.
  ///
  /// @param shape of an example
  void input(String name, List<Integer> shape) {
    graph.message(11, value(name, shape));
  }

  /// The value that the graph gives.
  ///
  /// @param shape of an example's
  void output(String name, List<Integer> shape) {
    graph.message(12, value(name, shape));
  }

  private static ProtobufMessage value(String name, List<Integer> shape) {
    ProtobufMessage sizes = new ProtobufMessage().message(1, new ProtobufMessage().text(2, BATCH));
    shape.forEach(size -> sizes.message(1, new ProtobufMessage().number(1, size)));
    ProtobufMessage tensor = new ProtobufMessage().number(1, FLOAT).message(2, sizes);
    return new ProtobufMessage().text(1, name).message(2, new ProtobufMessage().message(1, tensor));
  }

  /// The graph under its name; nothing may be added afterwards.
  ProtobufMessage named(String name) {
    return graph.text(2, name);
  }

  /// A setting of a node.
  ///
  /// @param decimal a float, else null
  /// @param number a whole number, else null
  /// @param numbers a list of them, else null
  record Attribute(
      String name,
      @Nullable Float decimal,
      @Nullable Integer number,
      @Nullable List<Integer> numbers) {
    private static final int TYPE = 20;

    static Attribute of(String name, double value) {
      return new Attribute(name, (float) value, null, null);
    }

    static Attribute of(String name, int value) {
      return new Attribute(name, null, value, null);
    }

    static Attribute of(String name, List<Integer> values) {
      return new Attribute(name, null, null, values);
    }

    ProtobufMessage encode() {
      ProtobufMessage message = new ProtobufMessage().text(1, name);
      if (decimal != null) {
        return message.decimal(2, decimal).number(TYPE, 1);
      }
      if (number != null) {
        return message.number(3, number).number(TYPE, 2);
      }
      if (numbers != null) {
        numbers.forEach(value -> message.number(8, value));
      }
      return message.number(TYPE, 7);
    }
  }
}
