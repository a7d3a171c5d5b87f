package dev.tombola.data;

import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import de.siegmar.fastcsv.reader.FieldMismatchStrategy;
import dev.tombola.UserException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// A CSV file in memory: its numbers, and its labels as words. Every complaint names the line (from
/// 1) and the column (from 0, and its name).
final class CsvFile {
  private static final int MOST_VALUES = Integer.MAX_VALUE - 8;
  private static final int MOST_SHOWN = 40;

  /// A word that stands in the label column, and the line where it stands first.
  record Word(String text, long line) {}

  private final Input input;
  private final CsvColumns columns;
  private final Map<String, Integer> codes = new LinkedHashMap<>();
  private final List<Word> words = new ArrayList<>();
  private int size;
  private float[] values = new float[1 << 12];
  private int[] codeOfRow = new int[1 << 8];

  private CsvFile(Input input, CsvColumns columns) {
    this.input = input;
    this.columns = columns;
  }

  static CsvFile read(Input input, DataSource.Csv source) {
    char separator = separator(source.separator());
    try {
      return input.read(bytes -> parse(input, source, records(bytes, separator)));
    } catch (CsvParseException e) {
      String cause = e.getCause() == null ? "" : ": " + e.getCause().getMessage();
      throw new UserException(input.place() + ": no well-formed CSV: " + e.getMessage() + cause, e);
    } catch (UncheckedIOException e) {
      throw input.failure(Objects.requireNonNull(e.getCause()));
    }
  }

  private static char separator(@Nullable String stated) {
    if (stated == null) {
      return ',';
    }
    if (stated.equals("tab") || stated.equals("\\t")) {
      return '\t';
    }
    if (stated.length() != 1 || "\"\r\n".contains(stated)) {
      throw new UserException(
          "separator: `%s`; one character is wanted, such as `,` or `;`, or `tab`"
              .formatted(stated));
    }
    return stated.charAt(0);
  }

  private static Iterable<CsvRecord> records(InputStream bytes, char separator) {
    return CsvReader.builder()
        .fieldSeparator(separator)
        .skipEmptyLines(true)
        .extraFieldStrategy(FieldMismatchStrategy.IGNORE)
        .missingFieldStrategy(FieldMismatchStrategy.IGNORE)
        .detectBomHeader(true)
        .ofCsvRecord(bytes, StandardCharsets.UTF_8);
  }

  private static CsvFile parse(Input input, DataSource.Csv source, Iterable<CsvRecord> lines) {
    CsvFile file = null;
    for (CsvRecord line : lines) {
      if (file == null) {
        file = new CsvFile(input, CsvColumns.of(input, source, line.getFields()));
        if (source.header()) {
          continue;
        }
      }
      file.add(line);
    }
    if (file == null || file.size == 0) {
      throw input.wrong("has no example");
    }
    file.values = Arrays.copyOf(file.values, file.size * file.features());
    file.codeOfRow = Arrays.copyOf(file.codeOfRow, file.size);
    return file;
  }

  private void add(CsvRecord line) {
    if (line.getFieldCount() != columns.count()) {
      throw input.wrong(
          "line %d has %d columns, expected %d"
              .formatted(line.getStartingLineNumber(), line.getFieldCount(), columns.count()));
    }
    makeRoom();
    int at = size * features();
    for (int column = 0; column < columns.count(); column++) {
      if (column != columns.label()) {
        values[at++] = number(line, column);
      }
    }
    codeOfRow[size++] = code(line);
  }

  private void makeRoom() {
    long needed = (size + 1L) * features();
    if (needed > MOST_VALUES) {
      throw input.wrong("more than 2^31 values; too large to be read as CSV");
    }
    if (needed > values.length) {
      long grown = Math.min(MOST_VALUES, Math.max(needed, values.length * 3L / 2));
      values = Arrays.copyOf(values, (int) grown);
    }
    if (size == codeOfRow.length) {
      codeOfRow = Arrays.copyOf(codeOfRow, size * 2);
    }
  }

  private float number(CsvRecord line, int column) {
    String field = line.getField(column);
    float value = CsvNumber.parse(field);
    if (!Float.isNaN(value)) {
      return value;
    }
    if (field.isBlank()) {
      throw wrong(line, column, "is empty; fill in missing values first");
    }
    boolean maybeHeader = size == 0 && columns.names() == null;
    throw wrong(
        line,
        column,
        "is `%s`, not a finite number%s"
            .formatted(
                shown(field),
                maybeHeader ? "; if this line names the columns, say header: true" : ""));
  }

  /// A field on one line, and not much of it.
  private static String shown(String field) {
    String line = field.strip().replaceAll("\\s+", " ");
    return line.length() <= MOST_SHOWN ? line : line.substring(0, MOST_SHOWN) + "…";
  }

  private int code(CsvRecord line) {
    String label = line.getField(columns.label()).strip();
    if (label.isEmpty()) {
      throw wrong(line, columns.label(), "is empty; every example needs a label");
    }
    Integer known = codes.putIfAbsent(label, words.size());
    if (known != null) {
      return known;
    }
    if (words.size() == Dataset.MOST_CLASSES) {
      throw input.wrong(
          "more than %d different labels; is %s the label?"
              .formatted(Dataset.MOST_CLASSES, columns.describe(columns.label())));
    }
    words.add(new Word(label, line.getStartingLineNumber()));
    return words.size() - 1;
  }

  private UserException wrong(CsvRecord line, int column, String what) {
    return input.wrong(
        "line %d, %s %s".formatted(line.getStartingLineNumber(), columns.describe(column), what));
  }

  Input input() {
    return input;
  }

  CsvColumns columns() {
    return columns;
  }

  int features() {
    return columns.count() - 1;
  }

  /// The different labels, in the order in which they come.
  List<Word> words() {
    return words;
  }

  /// The examples, when class `classOf[k]` is the class of word `k`.
  Dataset dataset(String name, int[] classOf, List<String> classNames) {
    int[] labels = new int[size];
    for (int row = 0; row < size; row++) {
      labels[row] = classOf[codeOfRow[row]];
    }
    return Dataset.ofFinite(
        name, features(), classNames.size(), Values.ofFloats(values), labels, classNames);
  }
}
