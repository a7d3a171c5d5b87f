package dev.tombola.app.report;

import dev.tombola.UserException;
import dev.tombola.app.RewindingWords;
import dev.tombola.experiment.AtomicFiles;
import dev.tombola.experiment.Experiment;
import dev.tombola.findings.Analysis;
import dev.tombola.findings.ConnectivityAnalysis;
import dev.tombola.findings.ConnectivityFindings;
import dev.tombola.findings.Findings;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import tools.jackson.databind.node.ObjectNode;

/// Writes `report.html`: template, style, scripts and Plotly in one file, and the findings as JSON
/// beside them.
public final class Report {
  private Report() {}

  /// Writes the report of a run directory into it, and says where.
  ///
  /// @throws UserException when it is no run directory, nothing is finished yet, or it cannot be
  ///   written to
  public static Path write(Path runDirectory) {
    Findings findings = Analysis.of(runDirectory);
    if (findings.levels().isEmpty()) {
      throw new UserException(
          runDirectory + ": no training is finished yet; run the experiment, then report");
    }
    ObjectNode data = FindingsData.of(findings);
    data.set("data", MaskData.json(Experiment.readData(runDirectory)));
    new MaskData(runDirectory, findings).addTo(data);
    ConnectivityFindings connected = ConnectivityAnalysis.of(runDirectory);
    data.put("rewinding", RewindingWords.summary(findings, connected));
    if (!connected.isEmpty()) {
      data.set("connect", PathData.json(connected));
    }
    Path file = runDirectory.resolve("report.html");
    AtomicFiles.write(file, page(findings, data).getBytes(StandardCharsets.UTF_8));
    return file;
  }

  static String page(Findings findings, ObjectNode data) {
    return resource("report.html")
        .replace("@title@", escaped(findings.spec().name()))
        .replace("/*style*/", resource("report.css"))
        .replace("/*plotly*/", resource("vendor/plotly-cartesian.min.js"))
        .replace("/*charts*/", resource("charts.js"))
        .replace("/*trainings*/", resource("trainings.js"))
        .replace("/*masks*/", resource("masks.js"))
        .replace("/*paths*/", resource("paths.js"))
        .replace("/*script*/", resource("report.js"))
        .replace("/*data*/", inScript(data.toString()));
  }

  /// JSON that cannot end the script element it stands in.
  private static String inScript(String json) {
    return json.replace("<", "\\u003c").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029");
  }

  private static String escaped(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace("\"", "&quot;");
  }

  private static String resource(String name) {
    try (InputStream stream = Report.class.getResourceAsStream(name)) {
      if (stream == null) {
        throw new IllegalStateException("the resource " + name + " is missing");
      }
      return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
