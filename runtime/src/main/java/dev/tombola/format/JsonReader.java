package dev.tombola.format;

import java.util.function.Consumer;

/// Walks through JSON and gives what its caller asks for, so that nothing is built of what nobody
/// asked for. Strict as RFC 8259 is, and stricter: whole numbers have to fit a `Long`, texts are
/// whole characters, nesting has an end.
final class JsonReader {
  /// Deeper nesting than any header has is refused, lest it overflow the stack.
  private static final int MAX_DEPTH = 32;

  private final String text;
  private int at;
  private int depth;

  JsonReader(String text) {
    this.text = text;
  }

  /// The first character of the value that comes next.
  char next() {
    space();
    return peek();
  }

  /// Reads an object.
  ///
  /// @param entry takes a key and has to read its value
  void object(Consumer<String> entry) {
    open('{');
    while (next() != '}') {
      String key = string();
      expect(':');
      entry.accept(key);
      separator('}');
    }
    close('}');
  }

  /// Reads a list.
  ///
  /// @param item has to read one element
  void list(Runnable item) {
    open('[');
    while (next() != ']') {
      item.run();
      separator(']');
    }
    close(']');
  }

  /// Reads a value and forgets it.
  void skip() {
    switch (next()) {
      case '{' -> object(_ -> skip());
      case '[' -> list(this::skip);
      case '"' -> string();
      case 't', 'f' -> truth();
      case 'n' -> word("null");
      default -> number();
    }
  }

  String string() {
    expect('"');
    int from = at;
    while (peek() != '"' && text.charAt(at) != '\\') {
      plain();
    }
    if (text.charAt(at) == '"') {
      return text.substring(from, at++);
    }
    StringBuilder value = new StringBuilder(text.substring(from, at));
    while (peek() != '"') {
      if (text.charAt(at) == '\\') {
        at++;
        value.append(escaped());
      } else {
        value.append(text.charAt(at));
        plain();
      }
    }
    at++;
    String string = value.toString();
    requireWholeCharacters(string);
    return string;
  }

  /// Passes a character that stands for itself.
  private void plain() {
    if (text.charAt(at) < ' ') {
      throw unexpected();
    }
    at++;
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
        int code = 0;
        for (int digit = 0; digit < 4; digit++) {
          int value = Character.digit(peek(), 16);
          if (value < 0 || text.charAt(at) > 'f') {
            throw unexpected();
          }
          code = 16 * code + value;
          at++;
        }
        yield (char) code;
      }
      case '"', '\\', '/' -> c;
      default -> throw unexpected();
    };
  }

  /// @throws IllegalArgumentException when half of a surrogate pair stands alone, which no UTF-8
  ///   has a form for
  static void requireWholeCharacters(String value) {
    for (int i = 0; i < value.length(); i++) {
      if (Character.isHighSurrogate(value.charAt(i))
          && i + 1 < value.length()
          && Character.isLowSurrogate(value.charAt(i + 1))) {
        i++;
      } else if (Character.isSurrogate(value.charAt(i))) {
        throw new IllegalArgumentException("a text in the JSON has half a surrogate pair");
      }
    }
  }

  boolean truth() {
    if (next() == 't') {
      word("true");
      return true;
    }
    word("false");
    return false;
  }

  private void word(String word) {
    if (!text.startsWith(word, at)) {
      throw unexpected();
    }
    at += word.length();
  }

  /// A `Long` if it is written as a whole number, else a `Double`.
  Number number() {
    next();
    int from = at;
    if (text.charAt(at) == '-') {
      at++;
    }
    if (peek() == '0') {
      at++;
    } else {
      digits();
    }
    boolean whole = true;
    if (at < text.length() && text.charAt(at) == '.') {
      whole = false;
      at++;
      digits();
    }
    if (at < text.length() && (text.charAt(at) | ' ') == 'e') {
      whole = false;
      at++;
      if (peek() == '-' || text.charAt(at) == '+') {
        at++;
      }
      digits();
    }
    return whole ? whole(from) : (Number) Double.valueOf(text.substring(from, at));
  }

  private void digits() {
    int from = at;
    while (at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '9') {
      at++;
    }
    if (at == from) {
      throw unexpected();
    }
  }

  private Long whole(int from) {
    try {
      return Long.parseLong(text, from, at, 10);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          "the number at character %d of the JSON is too large".formatted(from), e);
    }
  }

  /// @throws IllegalArgumentException when there is more
  void end() {
    space();
    if (at < text.length()) {
      throw unexpected();
    }
  }

  private void open(char bracket) {
    if (++depth > MAX_DEPTH) {
      throw new IllegalArgumentException("the JSON is nested too deep");
    }
    expect(bracket);
  }

  private void close(char bracket) {
    expect(bracket);
    depth--;
  }

  private void separator(char end) {
    if (next() != end) {
      expect(',');
      if (next() == end) {
        throw unexpected();
      }
    }
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
    if (next() != c) {
      throw unexpected();
    }
    at++;
  }

  private IllegalArgumentException unexpected() {
    return new IllegalArgumentException("unexpected JSON at character " + at);
  }
}
