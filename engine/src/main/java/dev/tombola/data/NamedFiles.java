package dev.tombola.data;

import dev.tombola.UserException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Reads the files of a named data set, and refuses contents that are not what the name promises.
final class NamedFiles {
  private static final int CIFAR_BATCH = 10_000;

  private final NamedData data;
  private final DataDirectory where;

  NamedFiles(NamedData data, DataDirectory where) {
    this.data = data;
    this.where = where;
  }

  SourceParts read() {
    return switch (data.format()) {
      case IDX -> new SourceParts(idx(data.name(), 0), idx(data.name() + " (test)", 2));
      case CIFAR -> cifar(data.files().getFirst());
    };
  }

  private Dataset idx(String name, int first) {
    return IdxFile.dataset(
        name,
        only(data.files().get(first)),
        only(data.files().get(first + 1)),
        data.classNames().size(),
        data.classNames());
  }

  private Input only(DataFile file) {
    Input input = where.find(data.name(), file.name()).orElseThrow(() -> missing(file.name()));
    return promising(input, file.parts().getFirst());
  }

  private SourceParts cifar(DataFile archive) {
    CifarBatches batches = new CifarBatches(data, CIFAR_BATCH);
    walk(archive, batches::take);
    return batches.parts();
  }

  /// Gets each verified part.
  interface Visitor {
    void visit(DataFile.Part part, byte[] contents);
  }

  /// Visits every part of a file: of the archive, or of the folder into which it was extracted.
  void walk(DataFile archive, Visitor visitor) {
    Map<String, DataFile.Part> missing = new LinkedHashMap<>();
    archive.parts().forEach(part -> missing.put(part.name(), part));
    Optional<Input> found = where.find(data.name(), archive.name());
    if (found.isEmpty()) {
      for (DataFile.Part part : archive.parts()) {
        Input input =
            where.find(data.name(), part.name()).orElseThrow(() -> missing(archive.name()));
        visitor.visit(part, promising(input, part).read(InputStream::readAllBytes));
      }
      return;
    }
    Input input = found.get();
    input.read(in -> {
      TarFile.walk(
          input,
          in,
          (name, bytes) -> {
            DataFile.Part part = missing.remove(name);
            if (part != null) {
              promising(input.within(name, () -> in), part).requirePromised(bytes);
              visitor.visit(part, bytes);
            }
          });
      return missing;
    });
    if (!missing.isEmpty()) {
      throw input.wrong(
          "incomplete: it lacks " + String.join(", ", missing.keySet()) + "; " + wayOut());
    }
  }

  /// Where a file is, or the folder into which it was extracted.
  Optional<String> place(DataFile file) {
    Optional<Input> whole = where.find(data.name(), file.name());
    if (whole.isEmpty() && data.format() == NamedData.Format.CIFAR) {
      List<Optional<Input>> parts =
          file.parts().stream().map(part -> where.find(data.name(), part.name())).toList();
      whole = parts.stream().allMatch(Optional::isPresent) ? parts.getFirst() : whole;
    }
    return whole.map(Input::place);
  }

  /// @throws UserException if the file is missing, or its contents are not as they should be
  void verify(DataFile file) {
    switch (data.format()) {
      case IDX -> only(file).read(in -> in.transferTo(OutputStream.nullOutputStream()));
      case CIFAR -> walk(file, (_, _) -> {});
    }
  }

  boolean isIntact(DataFile file) {
    if (place(file).isEmpty()) {
      return false;
    }
    try {
      verify(file);
      return true;
    } catch (UserException e) {
      return false;
    }
  }

  private Input promising(Input input, DataFile.Part part) {
    return input.promising(part.sha256(), wayOut());
  }

  private String wayOut() {
    return "fetch it again with `tombola data get " + data.name() + "`";
  }

  private UserException missing(String file) {
    return new UserException(
        "data: %s is not here: no %s in %s; fetch it with `tombola data get %s`"
            .formatted(data.name(), file, String.join(", ", where.places()), data.name()));
  }
}
