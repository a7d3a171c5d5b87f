package dev.tombola.format;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// As much JSON as headers, networks and names have: objects, lists, texts, numbers, true and
/// false. A deployed ticket needs no JSON library.
public final class Json {
  /// So many characters hold a network of ten thousand layers; what is read of them takes many
  /// times their memory.
  private static final int MOST_CHARACTERS = 2_000_000;

  private Json() {}

  /// A value of maps, lists, texts, numbers and truths as JSON, without spaces.
  public static String write(Object value) {
    StringBuilder json = new StringBuilder();
    write(value, json);
    return json.toString();
  }

  static void write(Object value, StringBuilder to) {
    switch (value) {
      case Map<?, ?> map -> {
        to.append('{');
        map.forEach((key, item) -> {
          separate(to, '{');
          quote((String) key, to);
          write(item, to.append(':'));
        });
        to.append('}');
      }
      case List<?> list -> {
        to.append('[');
        list.forEach(item -> {
          separate(to, '[');
          write(item, to);
        });
        to.append(']');
      }
      case Double number -> to.append(number.doubleValue());
      case Number number -> to.append(number.longValue());
      case Boolean truth -> to.append(truth.booleanValue());
      default -> quote(value.toString(), to);
    }
  }

  private static void separate(StringBuilder to, char opening) {
    if (to.charAt(to.length() - 1) != opening) {
      to.append(',');
    }
  }

  static void quote(String value, StringBuilder to) {
    JsonReader.requireWholeCharacters(value);
    to.append('"');
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      switch (c) {
        case '"' -> to.append("\\\"");
        case '\\' -> to.append("\\\\");
        default -> {
          if (c < ' ') {
            to.append("\\u00").append(c < 16 ? '0' : '1').append(Character.forDigit(c % 16, 16));
          } else {
            to.append(c);
          }
        }
      }
    }
    to.append('"');
  }

  /// Reads a list of texts.
  ///
  /// @throws IllegalArgumentException when it is something else, or beyond all measure
  public static List<String> texts(String text) {
    JsonReader json = reader(text);
    List<String> texts = new ArrayList<>();
    json.list(() -> texts.add(json.string()));
    json.end();
    return texts;
  }

  /// @throws IllegalArgumentException when the text is beyond all measure
  static JsonReader reader(String text) {
    if (text.length() > MOST_CHARACTERS) {
      throw new IllegalArgumentException(
          "%d characters of JSON are more than the %d that make sense"
              .formatted(text.length(), MOST_CHARACTERS));
    }
    return new JsonReader(text);
  }
}
