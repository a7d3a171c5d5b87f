package dev.tombola.ship;

import dev.tombola.UserException;
import dev.tombola.format.Safetensors;
import dev.tombola.ticket.Precision;
import dev.tombola.ticket.TicketFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/// What a ticket can be converted to.
public enum ConversionTarget {
  ONNX(".onnx", "an ONNX model"),
  SAFETENSORS(".safetensors", "a safetensors file"),
  NPZ(".npz", "an npz archive"),
  INT8("-int8.ticket", "an int8 ticket");

  private final String suffix;
  private final String title;

  ConversionTarget(String suffix, String title) {
    this.suffix = suffix;
    this.title = title;
  }

  /// `an ONNX model`
  public String title() {
    return title;
  }

  /// Whether a state dict with masks can be had in it.
  public boolean hasMasks() {
    return switch (this) {
      case SAFETENSORS, NPZ -> true;
      case ONNX, INT8 -> false;
    };
  }

  /// Where it goes if nothing else is said: `my.ticket` becomes `my.onnx`.
  public Path beside(Path ticket) {
    String name = ticket.getFileName().toString();
    return ticket.resolveSibling(name.replaceFirst("\\.ticket$", "") + suffix);
  }

  /// What a file's name says that it is, if that is one of these and no ticket.
  public static Optional<ConversionTarget> named(Path file) {
    String name = file.getFileName().toString().toLowerCase(Locale.ROOT);
    return Stream.of(ONNX, SAFETENSORS, NPZ).filter(form -> name.endsWith(form.suffix)).findFirst();
  }

  /// Whether a file is a ticket that was converted to this, which another may replace.
  public boolean recognises(Path file) {
    try {
      byte[] bytes = Files.readAllBytes(file);
      return bytes.length > 0 && recognises(bytes, file.toString());
    } catch (IOException | UserException e) {
      return false;
    }
  }

  private boolean recognises(byte[] bytes, String name) {
    return switch (this) {
      case ONNX -> OnnxModel.recognises(bytes);
      case SAFETENSORS -> StateDict.recognises(Safetensors.decode(bytes, name));
      case NPZ -> StateDict.recognisesArchive(bytes);
      case INT8 -> TicketFile.decode(bytes, name).precision() == Precision.INT8;
    };
  }
}
