package dev.tombola.train;

import dev.tombola.UserException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A length or a position of a training, in iterations (`50000it`) or epochs (`40ep`, `1.4ep`).
public record Step(BigDecimal amount, Unit unit) {
  public static final Step ZERO = iterations(0);

  private static final Pattern SYNTAX = Pattern.compile("(\\d{1,12}(?:\\.\\d{1,6})?)\\s*(it|ep)");

  /// What a step counts.
  public enum Unit {
    IT,
    EP
  }

  public static Step iterations(long count) {
    return new Step(BigDecimal.valueOf(count), Unit.IT);
  }

  /// Reads `50000it` or `40ep`.
  ///
  /// @throws UserException when the text is neither
  public static Step parse(String text) {
    Matcher matcher = SYNTAX.matcher(text.strip());
    if (!matcher.matches()) {
      throw new UserException(
          "\"" + text + "\" is not a length; write iterations as 50000it or epochs as 40ep");
    }
    BigDecimal amount = new BigDecimal(matcher.group(1));
    Unit unit = matcher.group(2).equals("it") ? Unit.IT : Unit.EP;
    if (unit == Unit.IT && amount.stripTrailingZeros().scale() > 0) {
      throw new UserException("\"" + text + "\": iterations are whole numbers");
    }
    return new Step(amount, unit);
  }

  /// In iterations, an epoch being `examples / batch` of them; a fraction is rounded up.
  public long iterations(int examples, int batch) {
    return switch (unit) {
      case IT -> amount.longValueExact();
      case EP ->
          amount
              .multiply(BigDecimal.valueOf(examples))
              .divide(BigDecimal.valueOf(batch), 0, RoundingMode.CEILING)
              .longValueExact();
    };
  }

  @Override
  public String toString() {
    return amount.stripTrailingZeros().toPlainString() + (unit == Unit.IT ? "it" : "ep");
  }
}
