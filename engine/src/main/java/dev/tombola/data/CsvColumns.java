package dev.tombola.data;

import dev.tombola.UserException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The columns of a CSV file: how many, what they are called, and which one is the label.
///
/// @param names `[count]` from the header, or null without one
/// @param label index from 0
record CsvColumns(int count, @Nullable List<String> names, int label) {
  static CsvColumns of(Input input, DataSource.Csv source, List<String> firstLine) {
    int count = firstLine.size();
    if (count < 2) {
      throw input.wrong(
          "one column only, where there must be a label and a feature; is the separator right?");
    }
    List<String> names = source.header() ? firstLine.stream().map(String::strip).toList() : null;
    if (names != null && names.stream().noneMatch(name -> Float.isNaN(CsvNumber.parse(name)))) {
      // Read as names, the first example would be lost without a word.
      throw input.wrong(
          "the first line holds numbers only (%s), no names; if it is an example, set data.source.header: false, else give a column a name"
              .formatted(NearestName.some(names)));
    }
    return new CsvColumns(count, names, label(input, source.label().strip(), count, names));
  }

  private static int label(Input input, String wanted, int count, @Nullable List<String> names) {
    if (names != null) {
      int byName = names.indexOf(wanted);
      if (byName != names.lastIndexOf(wanted)) {
        throw new UserException(
            "label: %s has several columns called `%s`; give the index, from 0"
                .formatted(input.place(), wanted));
      }
      if (byName >= 0) {
        return byName;
      }
    }
    int index;
    try {
      index = Integer.parseInt(wanted);
    } catch (NumberFormatException e) {
      throw unknown(input, wanted, count, names, e);
    }
    if (index < -count || index >= count) {
      throw new UserException(
          "label: there is no column %d in %s; its columns go from 0 to %d, or from -1 backwards"
              .formatted(index, input.place(), count - 1));
    }
    return index < 0 ? index + count : index;
  }

  private static UserException unknown(
      Input input,
      String wanted,
      int count,
      @Nullable List<String> names,
      NumberFormatException cause) {
    String way =
        names == null
            ? "its columns have no names (header: false), so use an index from 0 to " + (count - 1)
            : NearestName.of(wanted, names)
                    .map(near -> "did you mean `" + near + "`? Its columns are ")
                    .orElse("its columns are ")
                + NearestName.some(names.stream().map(name -> "`" + name + "`").toList());
    return new UserException(
        "label: there is no column `%s` in %s; %s".formatted(wanted, input.place(), way), cause);
  }

  /// The column as the user knows it.
  String describe(int column) {
    return names == null
        ? "column " + column
        : "column %d (`%s`)".formatted(column, names.get(column));
  }

  /// @throws UserException if the test file's columns are not the training file's
  void requireSameAs(CsvColumns train, Input input) {
    if (count != train.count) {
      throw input.wrong("%d columns, but the training file has %d".formatted(count, train.count));
    }
    for (int column = 0; names != null && train.names != null && column < count; column++) {
      if (!names.get(column).equals(train.names.get(column))) {
        throw input.wrong(
            "column %d is `%s`, but `%s` in the training file"
                .formatted(column, names.get(column), train.names.get(column)));
      }
    }
  }
}
