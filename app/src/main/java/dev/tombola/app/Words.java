package dev.tombola.app;

import dev.tombola.branch.Branch;
import dev.tombola.experiment.ExperimentSpec;
import dev.tombola.experiment.StartSpec;
import dev.tombola.findings.EmptyLayer;
import dev.tombola.findings.Findings;
import dev.tombola.findings.Interval;
import dev.tombola.findings.Verdict;
import dev.tombola.nn.Density;
import dev.tombola.rewind.Retrain;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.SequencedMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Numbers and verdicts as people read them.
public final class Words {
  /// The name of a way to retrain is the user's own, and may have hyphens.
  private static final Pattern OF_A_WAY = Pattern.compile("(.+)-(beats|equals)-(ticket|reinit)");

  private Words() {}

  @SuppressWarnings(
      "AnnotateFormatMethod") // its annotation is in a library that nothing else needs
  static String number(String format, Object... values) {
    return String.format(Locale.ROOT, format, values);
  }

  static String duration(double seconds) {
    long whole = Math.round(seconds);
    if (seconds < 9.95) {
      return number("%.1f s", seconds);
    }
    return whole < 100
        ? whole + " s"
        : whole < 6000
            ? number("%d min %02d s", whole / 60, whole % 60)
            : number("%d h %02d min", whole / 3600, whole / 60 % 60);
  }

  /// `604 µs`, `1.24 ms`: to three digits.
  static String brief(double seconds) {
    return seconds < 0.9995e-3
        ? number("%.3g µs", 1e6 * seconds)
        : seconds < 0.9995 ? number("%.3g ms", 1e3 * seconds) : number("%.1f s", seconds);
  }

  /// `1 round`, `5 rounds`.
  public static String count(long number, String noun) {
    return number("%,d %s%s", number, noun, number == 1 ? "" : "s");
  }

  /// `144 GFLOP`, to three digits.
  static String flops(double operations) {
    double value = operations;
    int unit = 0;
    while (value >= 999.5 && unit < "kMGTPE".length()) {
      value /= 1000;
      unit++;
    }
    String prefix = unit == 0 ? "" : String.valueOf("kMGTPE".charAt(unit - 1));
    String digits = value < 9.995 ? "%.2f" : value < 99.95 ? "%.1f" : "%.0f";
    return number(unit == 0 ? "%.0f" : digits, value) + " " + prefix + "FLOP";
  }

  /// `4.9 dense trainings' worth`
  static String worth(double denseTrainings) {
    String digits = denseTrainings < 99.95 ? "%.1f" : "%,.0f";
    return number(digits, denseTrainings) + " dense trainings' worth";
  }

  /// What the finished trainings were together; empty where a record does not say.
  public static String worth(Findings findings) {
    Double denseTrainings = findings.denseTrainings();
    return denseTrainings == null
        ? ""
        : "This experiment did %s of work for %s%s."
            .formatted(
                worth(denseTrainings),
                count(findings.runs().size(), "training"),
                findings.missing() > 0 ? " so far" : "");
  }

  /// `3.2 %`, to two digits.
  static String percent(@Nullable Double fraction) {
    if (fraction == null) {
      return "–";
    }
    double percent = 100 * fraction;
    return number(percent < 9.95 && percent > 0 ? "%.1f" : "%.0f", percent) + " %";
  }

  static String bytes(double bytes) {
    if (bytes < 1e3) {
      return number("%.0f B", bytes);
    }
    return bytes < 1e6
        ? number("%.0f kB", bytes / 1e3)
        : bytes < 1e9 ? number("%.1f MB", bytes / 1e6) : number("%.1f GB", bytes / 1e9);
  }

  /// `97.26 ± 0.35`, the half width of the 95 % interval.
  static String accuracy(Interval interval) {
    Double mean = interval.mean();
    Double high = interval.high();
    if (mean == null) {
      return "–";
    }
    return high == null ? number("%.2f", mean) : number("%.2f ± %.2f", mean, high - mean);
  }

  /// The least matching density, or why there is none.
  public static String leastMatching(Findings findings) {
    Density least = findings.leastMatching();
    if (least != null) {
      return "Least matching density: %s (every level down to it matches dense, less 0.2 points at most)"
          .formatted(least);
    }
    if (findings.levels().stream().allMatch(level -> level.level() == 0)) {
      return "Least matching density: not known yet; no pruned level has been trained";
    }
    return "Least matching density: none%s; the first pruned level was not shown to match"
        .formatted(findings.missing() > 0 ? " so far" : "");
  }

  /// `weights from 500it, schedule from 500it, learning rate from 500it`
  public static String way(Retrain retrain) {
    return "weights from %s, schedule from %s, learning rate from %s"
        .formatted(retrain.weightsFrom(), retrain.scheduleFrom(), retrain.rateFrom());
  }

  /// `Layer fc2 has no weights left from level 7 on`, with where, if that is not everywhere.
  public static List<String> emptyLayers(Findings findings) {
    SequencedMap<String, List<String>> branches = new LinkedHashMap<>();
    for (EmptyLayer layer : findings.emptyLayers()) {
      String where =
          layer.replicates() == layer.of()
              ? ""
              : " in %d of %d replicates".formatted(layer.replicates(), layer.of());
      String words =
          "Layer %s has no weights left from level %d on%s"
              .formatted(layer.layer(), layer.level(), where);
      branches.computeIfAbsent(words, _ -> new ArrayList<>()).add(layer.branch());
    }
    boolean several = findings.spec().branches().stream().anyMatch(Branch::hasChain);
    return branches.entrySet().stream()
        .map(entry ->
            several
                ? entry.getKey() + ", of " + String.join(", ", entry.getValue())
                : entry.getKey())
        .toList();
  }

  /// What an interval is over.
  public static String scope(ExperimentSpec spec) {
    String seeds =
        spec.data().test() > 0
            ? "Intervals are over seeds, each of which holds out test examples of its own."
            : "Intervals are over seeds, for this test set.";
    return switch (spec.start()) {
      case StartSpec.Drawn _ -> seeds;
      case StartSpec.Checkpoint checkpoint ->
          "%s All seeds start from the checkpoint %s, which level 0 %s."
              .formatted(
                  seeds,
                  checkpoint.file(),
                  checkpoint.trained() ? "is as it is" : "trains further");
    };
  }

  /// What `init` is: `initialisation`, or `the checkpoint`.
  static String initial(ExperimentSpec spec) {
    return switch (spec.start()) {
      case StartSpec.Drawn _ -> "initialisation";
      case StartSpec.Checkpoint _ -> "the checkpoint";
    };
  }

  static String iterations(Interval interval) {
    Double mean = interval.mean();
    return mean == null ? "–" : number("%,.0f", mean);
  }

  /// `ticket beats reinit at 3.2 %`
  static String claim(Verdict verdict, Density density) {
    return claim(verdict) + " at " + density;
  }

  /// `ticket beats random-mask`, `rewind-75 beats ticket`, `ticket equals reinit within 2 points`
  public static String claim(Verdict verdict) {
    Matcher way = OF_A_WAY.matcher(verdict.claim());
    if (!way.matches()) {
      return verdict.claim().replaceFirst("-", " ").replaceFirst("-", " ");
    }
    String words = "%s %s %s".formatted(way.group(1), way.group(2), way.group(3));
    return way.group(2).equals("equals")
        ? words + " within " + count(Math.round(verdict.margin()), "point")
        : words;
  }

  /// `ticket beats reinit at 3.2 %: +2.10 points (+1.88 to +2.32)`
  static String verdict(Verdict verdict, Density density) {
    boolean ratio = verdict.claim().equals(Verdict.TRAINS_FASTER);
    Double effect = verdict.effect();
    Double low = verdict.low();
    Double high = verdict.high();
    StringBuilder words = new StringBuilder(claim(verdict, density));
    if (effect != null) {
      words.append(number(ratio ? ": %.2f times" : ": %+.2f points", rounded(effect)));
    }
    if (low != null && high != null) {
      String interval = ratio ? " (%.2f to %.2f)" : " (%+.2f to %+.2f)";
      words.append(number(interval, rounded(low), rounded(high)));
    }
    return words.toString();
  }

  /// To two digits, so that what is nearly nothing has no minus.
  static double rounded(double value) {
    return Math.round(value * 100) / 100.0;
  }
}
