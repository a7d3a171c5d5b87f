package dev.tombola.ship;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.tombola.format.Json;
import dev.tombola.format.Safetensors;
import dev.tombola.format.Safetensors.Tensor;
import dev.tombola.nn.Mask;
import dev.tombola.nn.Parameter;
import dev.tombola.nn.Weights;
import dev.tombola.ticket.Input;
import dev.tombola.ticket.TicketFile;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;

/// A ticket's trained values as PyTorch has them: dense tensors by the names and shapes of a
/// `state_dict`, in which every pruned weight is exactly zero.
///
/// With masks it is the `state_dict` of the same network under `torch.nn.utils.prune`, which keeps
/// pruned weights at zero while others are trained further: `<p>_orig` and `<p>_mask` in place of
/// each `<p>` that may be pruned.
public final class StateDict {
  private static final String UNMASKED = "_orig";
  private static final String MASK = "_mask";
  private static final String TICKET = "ticket.sha256";
  private static final String COMMENT = "tombola ticket ";
  private static final int SHA256_DIGITS = 64;

  private StateDict() {}

  /// The bytes of a `.safetensors` file, whose metadata say how the network wants its input scaled.
  ///
  /// @param sha256 the ticket's, for the metadata
  public static byte[] safetensors(TicketFile ticket, boolean masks, String sha256) {
    SequencedMap<String, String> metadata = new LinkedHashMap<>();
    metadata.put("format", "pt"); // what Hugging Face's loaders ask for
    metadata.put(TICKET, sha256);
    metadata.put("classes", Json.write(ticket.input().classNames()));
    Input input = ticket.input();
    metadata.put("input.scale", Json.write(list(input.scale())));
    metadata.put("input.shift", Json.write(list(input.shift())));
    return new Safetensors(tensors(ticket, masks), metadata).encode();
  }

  /// The bytes of an `.npz` archive.
  ///
  /// @param sha256 the ticket's, for the archive's comment
  public static byte[] npz(TicketFile ticket, boolean masks, String sha256) {
    return NumpyFile.archive(tensors(ticket, masks), COMMENT + sha256);
  }

  /// Whether a safetensors file was made here.
  static boolean recognises(Safetensors file) {
    return file.metadata().containsKey(TICKET);
  }

  /// Whether an archive was made here.
  static boolean recognisesArchive(byte[] file) {
    int end = Math.max(0, file.length - COMMENT.length() - SHA256_DIGITS);
    return file[0] == 'P' && new String(file, end, file.length - end, US_ASCII).startsWith(COMMENT);
  }

  private static SequencedMap<String, Tensor> tensors(TicketFile ticket, boolean masks) {
    Weights trained = ticket.trained();
    SequencedMap<String, Tensor> tensors = new LinkedHashMap<>();
    for (Parameter parameter : ticket.network().parameters()) {
      Tensor values = Tensor.of(parameter.shape(), trained.values(parameter));
      if (masks && parameter.prunable()) {
        tensors.put(parameter.name() + UNMASKED, values);
        tensors.put(parameter.name() + MASK, mask(ticket.mask(), parameter));
      } else {
        tensors.put(parameter.name(), values);
      }
    }
    return tensors;
  }

  /// One for a survivor, else zero, in the type of the weights, as PyTorch has it.
  private static Tensor mask(Mask mask, Parameter parameter) {
    float[] kept = new float[parameter.size()];
    for (int index : mask.indices(parameter)) {
      kept[index] = 1;
    }
    return Tensor.of(parameter.shape(), kept);
  }

  private static List<Double> list(float[] values) {
    List<Double> list = new ArrayList<>();
    for (float value : values) {
      list.add((double) value);
    }
    return list;
  }
}
