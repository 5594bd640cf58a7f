package io.jenkins.plugins.orchestrator.jenkins.action;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The files that a report can be read as. */
public enum ReportFormat {
  JSON("application/json", "report-%s.json"),
  HTML("text/html;charset=UTF-8", "report-%s.html"),
  JUNIT("application/xml", "junit-%s.xml"),
  CSV("text/csv;charset=UTF-8", "statements-%s.csv"),
  HANDOFF("application/yaml", "handoff-%s.yaml");

  private final String contentType;
  private final String fileName;

  ReportFormat(String contentType, String fileName) {
    this.contentType = contentType;
    this.fileName = fileName;
  }

  static Optional<ReportFormat> of(@Nullable String name) {
    return Arrays.stream(values())
        .filter(format -> format.name().toLowerCase(Locale.ROOT).equals(name))
        .findFirst();
  }

  String contentType() {
    return contentType;
  }

  /** The file's name for a run. */
  String fileName(String id) {
    return String.format(Locale.ROOT, fileName, id);
  }
}
