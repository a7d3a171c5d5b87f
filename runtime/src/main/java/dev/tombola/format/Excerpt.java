package dev.tombola.format;

/// The beginning of a text out of a file, fit for an error message: a file may call its tensors
/// anything.
final class Excerpt {
  private static final int LENGTH = 60;

  private Excerpt() {}

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
