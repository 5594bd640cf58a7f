package io.jenkins.plugins.orchestrator.jenkins.action;

import hudson.model.Run;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Pattern;

/** The reports of a build's runs, as files in the build's directory. */
final class StoredReports {
  static final String DIRECTORY = "parallel-orchestrator";
  private static final Pattern ID = Pattern.compile("[a-z0-9]{1,20}");

  private final Run<?, ?> build;

  StoredReports(Run<?, ?> build) {
    this.build = build;
  }

  /**
   * Writes a report in place of the run's former one. When the build was deleted nothing is
   * written: nobody would ever delete it again. One at a time for each run.
   */
  void write(String id, RunReport report) throws IOException {
    Path file = file(id, report.kind());
    Path directory = directory();
    try {
      if (!Files.isDirectory(directory)) {
        Files.createDirectory(directory);
      }
    } catch (NoSuchFileException e) {
      return;
    }
    Path part = directory.resolve(id + ".part");
    try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(part))) {
      report.write(ReportFormat.JSON, out);
    }
    Files.move(part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  /** The run's report; empty when it was never written. */
  Optional<RunReport> read(String id) throws IOException {
    for (ReportKind kind : ReportKind.values()) {
      try (InputStream in = new BufferedInputStream(Files.newInputStream(file(id, kind)))) {
        return Optional.of(kind.read(in));
      } catch (NoSuchFileException e) {
        // Of another kind, or none.
      }
    }
    return Optional.empty();
  }

  /** What the run's report is of; empty when it was never written. */
  Optional<ReportKind> kind(String id) {
    return Arrays.stream(ReportKind.values())
        .filter(kind -> Files.exists(file(id, kind)))
        .findFirst();
  }

  private Path directory() {
    return build.getRootDir().toPath().resolve(DIRECTORY);
  }

  private Path file(String id, ReportKind kind) {
    if (!ID.matcher(id).matches()) {
      throw new IllegalArgumentException("not a run's id: " + id);
    }
    return directory().resolve(kind.fileName(id));
  }
}
