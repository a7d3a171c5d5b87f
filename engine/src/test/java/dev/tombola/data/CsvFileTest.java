package dev.tombola.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tombola.UserException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class CsvFileTest {
  private static final String IRIS =
      "length,width,species\n5.1,3.5,setosa\n7,3.2,versicolor\n4.9,3,setosa\n";

  @TempDir private Path folder;

  private Dataset read(String text, String label, boolean header) {
    String file = Written.file(folder, "train.csv", text);
    return Written.read(new DataSource.Csv(file, null, label, header, null)).train();
  }

  private void refused(String text, String label, boolean header, String... message) {
    assertThatThrownBy(() -> read(text, label, header))
        .isInstanceOf(UserException.class)
        .hasMessageContainingAll(message);
  }

  @ParameterizedTest
  @ValueSource(strings = {"species", "2", "-1"})
  void the_label_is_found_by_name_or_by_index_from_either_end(String label) {
    Dataset iris = read(IRIS, label, true);
    assertThat(Written.values(iris)).containsExactly(5.1f, 3.5f, 7, 3.2f, 4.9f, 3);
    assertThat(iris.labels()).containsExactly(0, 1, 0);
    assertThat(iris.className(1)).isEqualTo("versicolor");
  }

  @Test
  void words_are_classes_in_ascending_order_wherever_they_come_first() {
    Dataset dataset = read("b,1\na,2\nc,3\n", "0", false);
    assertThat(dataset.labels()).containsExactly(1, 0, 2);
    assertThat(dataset.className(0)).isEqualTo("a");
  }

  @Test
  void numbers_are_classes_in_the_order_of_numbers() {
    Dataset dataset = read("10,1\n9,2\n10.0,3\n-1,4\n", "0", false);
    assertThat(dataset.labels()).containsExactly(2, 1, 2, 0);
    assertThat(dataset.className(2)).isEqualTo("10");
  }

  @Test
  void quotes_line_breaks_in_quotes_crlf_blanks_bom_and_empty_lines_are_understood() {
    String text = "\uFEFF\"a, b\",\"say \"\"x\"\"\",y\r\n\r\n\"1\", 2 ,\"n\no\"\r\n3,4,yes";
    Dataset dataset = read(text, "y", true);
    assertThat(Written.values(dataset)).containsExactly(1, 2, 3, 4);
    assertThat(dataset.className(0)).isEqualTo("n\no");
    assertThat(Written.values(read("\"a, b\",y\n1,2\n2,3\n", "a, b", true))).containsExactly(2, 3);
  }

  @Test
  void a_gzipped_file_and_another_separator_are_read() {
    byte[] text = "x;y\n1;a\n2;b\n".getBytes(StandardCharsets.UTF_8);
    String file = Written.file(folder, "train.csv.gz", Written.gzip(text));
    assertThat(Written.values(Written.read(new DataSource.Csv(file, null, "y", true, ";")).train()))
        .containsExactly(1, 2);
    String tabs = Written.file(folder, "train.tsv", "1\ta\n2\tb\n");
    assertThat(Written.read(new DataSource.Csv(tabs, null, "1", false, "tab")).train().size())
        .isEqualTo(2);
    assertThatThrownBy(() -> Written.read(new DataSource.Csv(tabs, null, "1", false, ";;")))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("separator: `;;`");
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0",
    "1234567, 1234567",
    "12345678, 12345678",
    "-3, -3",
    "+2.5, 2.5",
    ".5, 0.5",
    "5., 5",
    "1e-3, 0.001",
    "1E+2, 100",
    "0.1, 0.1",
    "3.4028234663852886e38, 3.4028235e38",
    "0000012, 12"
  })
  void decimal_numbers_are_read_as_the_nearest_float(String text, float value) {
    assertThat(CsvNumber.parse(text)).isEqualTo(value);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", " ", "NaN", "nan", "inf", "Infinity", "1f", "1d", "0x1p3", "1e39", "1,5", "x"})
  void what_is_no_finite_decimal_number_is_not_read(String text) {
    assertThat(CsvNumber.parse(text)).isNaN();
  }

  @Test
  void a_ragged_line_is_named() {
    refused("a,b,y\n1,2,p\n3,q\n", "y", true, "train.csv", "line 3", "2 columns", "expected 3");
    refused("a,b,y\n1,2,p\n3,4,q,5\n", "y", true, "line 3", "4 columns", "expected 3");
  }

  @Test
  void a_word_a_missing_value_and_a_nan_are_named_by_line_and_column() {
    refused("a,b,y\n1,2,p\n1,red,q\n", "y", true, "line 3", "column 1 (`b`)", "`red`");
    refused("a,b,y\n1,,p\n", "y", true, "line 2", "column 1 (`b`)", "is empty");
    refused("a,b,y\n1,\"r\ne\nd\",p\n", "y", true, "line 2", "`r e d`");
    refused("1,NaN,p\n", "2", false, "line 1, column 1 is `NaN`");
    refused("a,b,y\n1,2,\n", "y", true, "line 2", "column 2 (`y`)", "needs a label");
  }

  @Test
  void a_header_that_was_not_announced_is_guessed() {
    refused(IRIS, "2", false, "line 1", "`length`", "header: true");
  }

  @Test
  void a_first_line_of_numbers_is_not_taken_for_names() {
    String wayOut = "data.source.header: false";
    refused("5.1,3.5,0\n7,3.2,1\n", "2", true, "train.csv", "(5.1, 3.5, 0)", wayOut);
    assertThat(read("0,1,y\n5.1,3.5,a\n7,3.2,b\n", "y", true).size()).isEqualTo(2);
  }

  @Test
  void an_unknown_label_column_is_answered_with_what_is_near_and_what_there_is() {
    refused(IRIS, "specis", true, "`specis`", "; did you mean `species`? Its columns are `length`");
    refused(IRIS, "kind", true, "`kind`", "; its columns are `length`, `width`, `species`");
    refused(IRIS, "3", true, "no column 3", "from 0 to 2");
    refused(IRIS, "-4", true, "no column -4");
    refused("1,2\n", "y", false, "header: false", "0 to 1");
    refused("y,a,y\n1,2,3\n", "y", true, "several columns called `y`");
  }

  @Test
  void a_quantity_is_no_label_and_neither_is_a_single_class() {
    refused("1,0.5\n2,0.25\n", "1", false, "line 1", "0.5", "not a quantity");
    refused("1,a\n2,a\n", "1", false, "every label is `a`");
  }

  @Test
  void an_empty_file_and_a_lone_header_have_no_example() {
    refused("", "0", false, "no example");
    refused("x,y\n", "y", true, "no example");
    refused("x\n1\n", "x", true, "one column only");
  }

  @Test
  void a_test_file_has_the_columns_and_classes_of_the_training_file() {
    String train = Written.file(folder, "train.csv", IRIS);
    String good = Written.file(folder, "good.csv", "length,width,species\n1,2,versicolor\n");
    String order = Written.file(folder, "order.csv", "width,length,species\n1,2,setosa\n");
    String label = Written.file(folder, "label.csv", "length,width,species\n1,2,daisy\n");
    SourceParts parts = Written.read(new DataSource.Csv(train, good, "species", true, null));
    assertThat(parts.test()).isNotNull().extracting(Dataset::labels).isEqualTo(new int[] {1});
    assertThatThrownBy(() -> Written.read(new DataSource.Csv(train, order, "2", true, null)))
        .isInstanceOf(UserException.class)
        .hasMessageContainingAll("order.csv", "`width`", "`length` in the training file");
    assertThatThrownBy(() -> Written.read(new DataSource.Csv(train, label, "2", true, null)))
        .isInstanceOf(UserException.class)
        .hasMessageContainingAll("label.csv", "line 2", "`daisy`", "out of range");
  }

  @Test
  void a_truncated_gzip_file_is_refused() {
    byte[] gzip = Written.gzip(IRIS.repeat(100).getBytes(StandardCharsets.UTF_8));
    String file = Written.file(folder, "cut.csv.gz", java.util.Arrays.copyOf(gzip, 40));
    assertThatThrownBy(() -> Written.read(new DataSource.Csv(file, null, "2", true, null)))
        .isInstanceOf(UserException.class)
        .hasMessageContainingAll("cut.csv.gz", "truncated");
  }

  @Test
  void thousands_of_lines_keep_their_values() {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < 5_000; i++) {
      text.append(i).append(',').append(i / 2.0).append(',').append(i % 3).append('\n');
    }
    Dataset dataset = read(text.toString(), "-1", false);
    assertThat(dataset.size()).isEqualTo(5_000);
    for (int i = 0; i < 5_000; i++) {
      assertThat(dataset.value(i, 0)).isEqualTo(i);
      assertThat(dataset.value(i, 1)).isEqualTo(i / 2f);
      assertThat(dataset.labels()[i]).isEqualTo(i % 3);
    }
  }
}
