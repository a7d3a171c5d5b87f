package dev.tombola.format;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// As much JSON as headers and networks have: objects, lists, texts, numbers, true and false. Whole
/// numbers are `Long`, others `Double`. A deployed ticket needs no JSON library.
public final class Json {
  /// Deeper nesting than any header has is refused, lest it overflow the stack.
  private static final int MAX_DEPTH = 32;

  private final String text;
  private int at;

  private Json(String text) {
    this.text = text;
  }

  /// A value of maps, lists, texts, numbers and truths as JSON, without spaces.
  public static String write(Object value) {
    return switch (value) {
      case Map<?, ?> map -> {
        List<String> entries = new ArrayList<>();
        map.forEach((key, item) -> entries.add(quoted((String) key) + ":" + write(item)));
        yield "{" + String.join(",", entries) + "}";
      }
      case List<?> list -> "[" + String.join(",", list.stream().map(Json::write).toList()) + "]";
      case Double number -> Double.toString(number);
      case Number number -> Long.toString(number.longValue());
      case Boolean truth -> truth.toString();
      default -> quoted(value.toString());
    };
  }

  private static String quoted(String value) {
    StringBuilder quoted = new StringBuilder("\"");
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      switch (c) {
        case '"' -> quoted.append("\\\"");
        case '\\' -> quoted.append("\\\\");
        default -> {
          if (c < ' ') {
            quoted.append("\\u%04x".formatted((int) c));
          } else {
            quoted.append(c);
          }
        }
      }
    }
    return quoted.append('"').toString();
  }

  /// @throws IllegalArgumentException when the text is not such JSON, or a number too large for a
  ///   `Long`
  public static Object read(String text) {
    Json json = new Json(text);
    Object value = json.value(0);
    json.space();
    if (json.at < text.length()) {
      throw json.unexpected();
    }
    return value;
  }

  private Object value(int depth) {
    if (depth > MAX_DEPTH) {
      throw new IllegalArgumentException("the JSON is nested too deep");
    }
    space();
    return switch (peek()) {
      case '{' -> object(depth);
      case '[' -> list(depth);
      case '"' -> string();
      case 't' -> word("true", true);
      case 'f' -> word("false", false);
      default -> number();
    };
  }

  private Map<String, Object> object(int depth) {
    Map<String, Object> map = new LinkedHashMap<>();
    expect('{');
    space();
    while (peek() != '}') {
      space();
      String key = string();
      space();
      expect(':');
      if (map.put(key, value(depth + 1)) != null) {
        throw new IllegalArgumentException("\"" + key + "\" stands twice in the JSON");
      }
      separator('}');
    }
    expect('}');
    return map;
  }

  private List<Object> list(int depth) {
    List<Object> list = new ArrayList<>();
    expect('[');
    space();
    while (peek() != ']') {
      list.add(value(depth + 1));
      separator(']');
    }
    expect(']');
    return list;
  }

  private void separator(char end) {
    space();
    if (peek() != end) {
      expect(',');
      space();
      if (peek() == end) {
        throw unexpected();
      }
    }
  }

  private String string() {
    expect('"');
    StringBuilder value = new StringBuilder();
    while (peek() != '"') {
      char c = text.charAt(at++);
      value.append(c == '\\' ? escaped() : c);
    }
    at++;
    return value.toString();
  }

  private char escaped() {
    char c = peek();
    at++;
    return switch (c) {
      case 'n' -> '\n';
      case 't' -> '\t';
      case 'r' -> '\r';
      case 'b' -> '\b';
      case 'f' -> '\f';
      case 'u' -> {
        if (at + 4 > text.length()) {
          throw unexpected();
        }
        at += 4;
        yield (char) Integer.parseInt(text, at - 4, at, 16);
      }
      case '"', '\\', '/' -> c;
      default -> throw unexpected();
    };
  }

  private Boolean word(String word, boolean value) {
    if (!text.startsWith(word, at)) {
      throw unexpected();
    }
    at += word.length();
    return value;
  }

  private Number number() {
    int from = at;
    while (at < text.length() && "-+.eE0123456789".indexOf(text.charAt(at)) >= 0) {
      at++;
    }
    String number = text.substring(from, at);
    if (!number.matches("-?(0|[1-9]\\d*)(\\.\\d+)?([eE][-+]?\\d+)?")) {
      throw unexpected();
    }
    if (number.matches("-?\\d+")) {
      return Long.valueOf(number);
    }
    return Double.valueOf(number);
  }

  private void space() {
    while (at < text.length() && " \t\r\n".indexOf(text.charAt(at)) >= 0) {
      at++;
    }
  }

  private char peek() {
    if (at >= text.length()) {
      throw new IllegalArgumentException("the JSON ends too early");
    }
    return text.charAt(at);
  }

  private void expect(char c) {
    if (peek() != c) {
      throw unexpected();
    }
    at++;
  }

  private IllegalArgumentException unexpected() {
    return new IllegalArgumentException("unexpected JSON at character " + at);
  }
}
