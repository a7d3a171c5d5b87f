package dev.tombola.audit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tombola.experiment.Experiment;
import dev.tombola.format.Safetensors;
import dev.tombola.format.WeightTensors;
import dev.tombola.nn.Mask;
import dev.tombola.nn.Network;
import dev.tombola.nn.Parameter;
import dev.tombola.nn.Weights;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.BitSet;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// A copy of a run directory that somebody alters who knows what he does: the seals fit again
/// afterwards. And what its audit says of it then.
final class Tampering {
  final Path directory;

  private Tampering(Path directory) {
    this.directory = directory;
  }

  static Tampering with(Path original, Path folder) throws IOException {
    Path directory = folder.resolve(original.getFileName());
    copy(original, directory);
    return new Tampering(directory);
  }

  static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : files.toList()) {
        Files.copy(file, to.resolve(from.relativize(file).toString()));
      }
    }
  }

  Network network() {
    return Experiment.readNetwork(directory);
  }

  /// The parameter that most of the alterations are made to: the first that is pruned.
  Parameter weight() {
    return network().prunable().getFirst();
  }

  byte[] read(String run, String file) throws IOException {
    return Files.readAllBytes(directory.resolve(run).resolve(file));
  }

  Mask mask(String run) throws IOException {
    return WeightTensors.mask(
        Safetensors.decode(read(run, "mask.safetensors"), run), "", network());
  }

  Weights weights(String run, int step) throws IOException {
    Safetensors file = Safetensors.decode(read(run, weightsOf(step)), run);
    return WeightTensors.weights(file, "", network(), mask(run));
  }

  static String weightsOf(int step) {
    return "weights-" + step + ".safetensors";
  }

  /// Changes a sealed file, and its checksum with it.
  void bytes(String run, String file, UnaryOperator<byte[]> change) throws IOException {
    byte[] before = read(run, file);
    byte[] after = change.apply(before);
    Files.write(directory.resolve(run).resolve(file), after);
    Path done = directory.resolve(run).resolve("DONE");
    Files.writeString(done, Files.readString(done).replace(sum(before), sum(after)));
  }

  void text(String run, String file, String from, String to) throws IOException {
    bytes(run, file, bytes -> new String(bytes, UTF_8).replaceFirst(from, to).getBytes(UTF_8));
  }

  /// Changes one parameter's values at a step.
  void values(String run, int step, Parameter parameter, Consumer<float[]> change)
      throws IOException {
    float[] values = weights(run, step).values(parameter).clone();
    change.accept(values);
    write(run, step, weights(run, step).with(parameter.name(), values), mask(run));
  }

  private void write(String run, int step, Weights weights, Mask mask) throws IOException {
    Safetensors file = WeightTensors.file(weights, network(), mask);
    bytes(run, weightsOf(step), _ -> file.encode());
  }

  /// Changes a mask; a weight that it keeps newly has the values that it is given.
  ///
  /// @param steps of the files of weights
  void mask(
      String run, Parameter parameter, Consumer<BitSet> change, List<Weights> values, int... steps)
      throws IOException {
    Mask before = mask(run);
    BitSet kept = before.kept(parameter);
    change.accept(kept);
    Mask after = before.with(parameter, kept);
    for (int i = 0; i < steps.length; i++) {
      float[] merged = weights(run, steps[i]).values(parameter).clone();
      float[] given = values.get(i).values(parameter);
      for (int w = 0; w < merged.length; w++) {
        merged[w] = before.keeps(parameter, w) ? merged[w] : given[w];
      }
      Weights changed = weights(run, steps[i]).with(parameter.name(), merged).masked(after);
      write(run, steps[i], changed, after);
    }
    bytes(run, "mask.safetensors", _ -> WeightTensors.file(after).encode());
  }

  int firstPruned(String run) throws IOException {
    return mask(run).kept(weight()).nextClearBit(0);
  }

  /// Puts a weight back into a mask, with the values that the dense network has of it.
  ///
  /// @param instead a survivor that falls for it; none if negative
  void regrow(String run, int back, int instead) throws IOException {
    List<Weights> dense = Collections.nCopies(2, weights(AuditedExperiment.DENSE, 0));
    mask(
        run,
        weight(),
        kept -> {
          kept.set(back);
          if (instead >= 0) {
            kept.clear(instead);
          }
        },
        dense,
        0,
        60);
  }

  /// Changes the spec, which has no seal.
  void spec(String from, String to) throws IOException {
    Path spec = directory.resolve("spec.yaml");
    String text = Files.readString(spec);
    String changed = text.replaceFirst(from, to);
    assertThat(changed).isNotEqualTo(text);
    Files.writeString(spec, changed);
  }

  Set<Invariant> broken() {
    return RunDirectoryAudit.of(directory).checks().stream()
        .filter(check -> !check.holds())
        .map(Check::invariant)
        .collect(Collectors.toSet());
  }

  List<String> problems(Invariant invariant) {
    return RunDirectoryAudit.of(directory).checks().stream()
        .filter(check -> check.invariant() == invariant)
        .flatMap(check -> check.problems().stream())
        .toList();
  }

  String sentences(Invariant invariant) {
    return String.join("\n", problems(invariant));
  }

  static String sum(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
