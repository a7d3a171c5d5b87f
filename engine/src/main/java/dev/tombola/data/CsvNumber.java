package dev.tombola.data;

/// Decimal numbers as data files write them.
final class CsvNumber {
  /// Whole numbers of so many digits are floats without rounding.
  private static final int EXACT_DIGITS = 7;

  private CsvNumber() {}

  /// The nearest float, or NaN if the field is no finite decimal number. What Java allows beyond
  /// that (`1f`, `0x1p3`, `NaN`) is refused.
  static float parse(String field) {
    int whole = shortWhole(field);
    if (whole >= 0) {
      return whole;
    }
    String number = field.strip();
    if (number.isEmpty() || !isDecimal(number)) {
      return Float.NaN;
    }
    try {
      float value = Float.parseFloat(number);
      return Float.isFinite(value) ? value : Float.NaN;
    } catch (NumberFormatException e) {
      return Float.NaN;
    }
  }

  private static int shortWhole(String field) {
    int length = field.length();
    if (length == 0 || length > EXACT_DIGITS) {
      return -1;
    }
    int whole = 0;
    for (int i = 0; i < length; i++) {
      int digit = field.charAt(i) - '0';
      if (digit < 0 || digit > 9) {
        return -1;
      }
      whole = whole * 10 + digit;
    }
    return whole;
  }

  private static boolean isDecimal(String number) {
    char last = number.charAt(number.length() - 1);
    return (last == '.' || (last >= '0' && last <= '9'))
        && number.indexOf('x') < 0
        && number.indexOf('X') < 0;
  }
}
