import com.google.googlejavaformat.java.Formatter;
import com.google.googlejavaformat.java.FormatterException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/// Checks that every Java file of the project is as google-java-format would write it, or writes it
/// so: `Format check <folder>` or `Format write <folder>`. Maven runs it in the toolchain's JDK,
/// since the formatter needs the parser of the Java version it formats and Maven may run on an
/// older one.
void main(String[] args) throws IOException {
  boolean write = args[0].equals("write");
  Path root = Path.of(args[1]).normalize();
  List<Path> sources;
  try (Stream<Path> walk = Files.walk(root)) {
    sources = walk.filter(file -> isSource(root.relativize(file))).sorted().toList();
  }
  List<String> wrong =
      sources.parallelStream()
          .map(file -> problem(root, file, write))
          .filter(text -> !text.isEmpty())
          .toList();
  wrong.forEach(IO::println);
  if (!wrong.isEmpty()) {
    IO.println(
        "Formatting: " + wrong.size() + " of " + sources.size() + " files; run scripts/format");
    System.exit(1);
  }
}

boolean isSource(Path path) {
  if (!path.toString().endsWith(".java")) {
    return false;
  }
  for (Path part : path) {
    String name = part.toString();
    if (name.equals("target") || name.equals("node_modules") || name.startsWith(".")) {
      return false;
    }
  }
  return true;
}

/// What is wrong with `file`, or nothing.
String problem(Path root, Path file, boolean write) {
  try {
    String text = Files.readString(file);
    String formatted = new Formatter().formatSourceAndFixImports(text);
    if (formatted.equals(text)) {
      return "";
    }
    if (write) {
      Files.writeString(file, formatted);
      return "";
    }
    return "not formatted: " + root.relativize(file);
  } catch (FormatterException e) {
    return root.relativize(file) + ":" + e.getMessage();
  } catch (IOException e) {
    throw new UncheckedIOException(e);
  }
}
