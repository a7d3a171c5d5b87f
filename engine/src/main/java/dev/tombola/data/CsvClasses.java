package dev.tombola.data;

import dev.tombola.UserException;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Which class a label of a CSV file means: the different labels of the training file in ascending
/// order, as whole numbers if they all are (`5.0` is `5`), else as text.
final class CsvClasses {
  private final boolean numeric;
  private final Map<String, Integer> classes;

  private CsvClasses(boolean numeric, Map<String, Integer> classes) {
    this.numeric = numeric;
    this.classes = classes;
  }

  static CsvClasses of(CsvFile train) {
    boolean numeric = train.words().stream().allMatch(word -> isNumber(word.text()));
    Map<String, Integer> classes =
        new TreeMap<>(
            numeric
                ? Comparator.comparingLong(Long::parseLong)
                : Comparator.<String>naturalOrder());
    for (CsvFile.Word word : train.words()) {
      String label = word.text();
      if (numeric) {
        label = wholeNumber(label);
        if (label == null) {
          throw train
              .input()
              .wrong(
                  "line %d has the label %s; a label is a class, not a quantity"
                      .formatted(word.line(), word.text()));
        }
      }
      classes.put(label, 0);
    }
    if (classes.size() < 2) {
      throw train.input().wrong("every label is `" + train.words().getFirst().text() + "`");
    }
    int next = 0;
    for (Map.Entry<String, Integer> entry : classes.entrySet()) {
      entry.setValue(next++);
    }
    return new CsvClasses(numeric, classes);
  }

  List<String> names() {
    return List.copyOf(classes.keySet());
  }

  /// The class of each of the file's words.
  ///
  /// @throws UserException if a label is none of the training file's
  int[] of(List<CsvFile.Word> words, Input input) {
    return words.stream().mapToInt(word -> classOf(word, input)).toArray();
  }

  private int classOf(CsvFile.Word word, Input input) {
    String label = numeric ? wholeNumber(word.text()) : word.text();
    Integer found = label == null ? null : classes.get(label);
    if (found == null) {
      throw input.wrong(
          "line %d has the label `%s`, out of range: the training file has none such"
              .formatted(word.line(), word.text()));
    }
    return found;
  }

  private static boolean isNumber(String text) {
    return !Float.isNaN(CsvNumber.parse(text));
  }

  private static @Nullable String wholeNumber(String text) {
    if (!isNumber(text)) {
      return null;
    }
    double value = Double.parseDouble(text);
    long whole = (long) value;
    return whole == value && Math.abs(value) <= 0x1p53 ? Long.toString(whole) : null;
  }
}
