package io.jenkins.plugins.orchestrator.jenkins.action;

import hudson.model.Run;
import io.jenkins.plugins.orchestrator.engine.report.MigrationTestReport;
import io.jenkins.plugins.orchestrator.engine.report.json.JsonReport;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;
import java.util.regex.Pattern;

/** The reports of a build's runs, as files in the build's directory. */
final class StoredReports {
  private static final String DIRECTORY = "parallel-orchestrator";
  private static final Pattern ID = Pattern.compile("[a-z0-9]{1,20}");

  private final Run<?, ?> build;

  StoredReports(Run<?, ?> build) {
    this.build = build;
  }

  /**
   * Writes a report in place of the run's former one. When the build was deleted nothing is
   * written: nobody would ever delete it again. One at a time for each run.
   */
  void write(String id, MigrationTestReport report) throws IOException {
    Path file = file(id);
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
      JsonReport.write(report, out);
    }
    Files.move(part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  /** The run's report; empty when it was never written. */
  Optional<MigrationTestReport> read(String id) throws IOException {
    try (InputStream in = new BufferedInputStream(Files.newInputStream(file(id)))) {
      return Optional.of(JsonReport.read(in));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
  }

  private Path directory() {
    return build.getRootDir().toPath().resolve(DIRECTORY);
  }

  /** The schema's version is in the name, so that a later one finds what it can read. */
  private Path file(String id) {
    if (!ID.matcher(id).matches()) {
      throw new IllegalArgumentException("not a run's id: " + id);
    }
    return directory().resolve(id + ".report-" + JsonReport.SCHEMA_VERSION + ".json");
  }
}
