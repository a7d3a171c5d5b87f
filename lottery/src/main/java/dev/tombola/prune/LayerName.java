package dev.tombola.prune;

import dev.tombola.UserException;
import dev.tombola.nn.Network;
import dev.tombola.nn.Parameter;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// How a spec means layers: by a layer's name (`fc1`), by `output` for the last one, or by a
/// pattern in which `*` stands for any text (`layer1.*`, `fc*`, `*.downsample.*`).
record LayerName(String text) {

  boolean isPattern() {
    return text.contains("*");
  }

  boolean means(Parameter weight, Network network) {
    String layer = network.layer(weight).name();
    return isPattern()
        ? layer.matches(regex())
        : layer.equals(text)
            || (text.equals("output") && weight.equals(network.prunable().getLast()));
  }

  private String regex() {
    return Arrays.stream(text.split("\\*", -1))
        .map(Pattern::quote)
        .collect(Collectors.joining(".*"));
  }

  /// @throws UserException when one of the names means no layer
  static void check(String setting, Collection<String> names, Network network) {
    List<Parameter> weights = network.prunable();
    for (String text : names) {
      LayerName name = new LayerName(text);
      if (weights.stream().noneMatch(weight -> name.means(weight, network))) {
        throw new UserException(
            "%s: no layer %s \"%s\"; there are %s, and output is the last of them"
                .formatted(
                    setting,
                    name.isPattern() ? "matches" : "is called",
                    text,
                    weights.stream()
                        .map(weight -> network.layer(weight).name())
                        .collect(Collectors.joining(", "))));
      }
    }
  }

  /// @throws UserException when two names, or two patterns and no name, mean the same layer
  static void checkOnce(String setting, Collection<String> names, Network network) {
    for (Parameter weight : network.prunable()) {
      List<LayerName> same =
          names.stream().map(LayerName::new).filter(name -> name.means(weight, network)).toList();
      List<LayerName> exact = same.stream().filter(name -> !name.isPattern()).toList();
      if (exact.size() > 1) {
        throw new UserException(
            "%s: %s are the same layer; keep one".formatted(setting, listed(exact)));
      }
      if (exact.isEmpty() && same.size() > 1) {
        String layer = network.layer(weight).name();
        throw new UserException(
            "%s: %s both match %s; keep one, or give %s by its name"
                .formatted(setting, listed(same), layer, layer));
      }
    }
  }

  private static String listed(List<LayerName> names) {
    return names.stream().map(LayerName::text).collect(Collectors.joining(" and "));
  }
}
