package dev.tombola.format;

/// Text out of a file, fit for a terminal: a file may call its tensors anything.
public final class Excerpt {
  private static final int LENGTH = 60;

  private Excerpt() {}

  /// The beginning of a text, short enough for an error message.
  static String of(String text) {
    StringBuilder excerpt = new StringBuilder();
    text.codePoints()
        .limit(LENGTH)
        .map(c -> isPrintable(c) ? c : '?')
        .forEach(excerpt::appendCodePoint);
    return text.length() > 2 * LENGTH || text.codePointCount(0, text.length()) > LENGTH
        ? excerpt.append('…').toString()
        : excerpt.toString();
  }

  /// The whole text.
  public static String printable(String text) {
    StringBuilder printable = new StringBuilder();
    text.codePoints().map(c -> isPrintable(c) ? c : '?').forEach(printable::appendCodePoint);
    return printable.toString();
  }

  static boolean isPrintable(int codePoint) {
    return switch (Character.getType(codePoint)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR,
          Character.SURROGATE,
          Character.UNASSIGNED ->
          false;
      default -> true;
    };
  }
}
