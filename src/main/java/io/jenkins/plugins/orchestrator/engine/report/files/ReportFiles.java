package io.jenkins.plugins.orchestrator.engine.report.files;

import io.jenkins.plugins.orchestrator.engine.report.MigrationTestReport;
import io.jenkins.plugins.orchestrator.engine.report.csv.OperationCsv;
import io.jenkins.plugins.orchestrator.engine.report.handoff.HandoffReport;
import io.jenkins.plugins.orchestrator.engine.report.html.HtmlReport;
import io.jenkins.plugins.orchestrator.engine.report.json.JsonReport;
import io.jenkins.plugins.orchestrator.engine.report.junit.JunitReport;
import io.jenkins.plugins.orchestrator.engine.report.operation.OperationReport;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;

/** A report as files, for people and for other programs. */
public final class ReportFiles {
  /** Everything that was measured, for programs. */
  public static final String JSON = "report.json";

  /** The page for people. */
  public static final String HTML = "report.html";

  /** For CI servers. */
  public static final String JUNIT = "junit.xml";

  /** For those who deploy. */
  public static final String HANDOFF = "handoff.yaml";

  /** All checks of an operation, for spreadsheets. */
  public static final String CHECKS = "checks.csv";

  /** All tables of an operation, for spreadsheets. */
  public static final String TABLES = "tables.csv";

  private ReportFiles() {}

  private interface Format<T> {
    void write(T report, OutputStream out) throws IOException;
  }

  /**
   * Writes all files. All are written beside their places first and moved there when every one is
   * whole: a reader never meets half a file, and a failure to write leaves the former files as they
   * were.
   *
   * @param directory is created when it does not exist
   * @throws IOException with the path that could not be written
   */
  public static void write(MigrationTestReport report, Path directory) throws IOException {
    Map<String, Format<MigrationTestReport>> formats = new LinkedHashMap<>();
    formats.put(JSON, JsonReport::write);
    formats.put(HTML, HtmlReport::write);
    formats.put(JUNIT, JunitReport::write);
    formats.put(HANDOFF, HandoffReport::write);
    write(report, formats, directory);
  }

  /**
   * Writes all files of an operation's report, in the same way.
   *
   * @param directory is created when it does not exist
   * @throws IOException with the path that could not be written
   */
  public static void write(OperationReport report, Path directory) throws IOException {
    Map<String, Format<OperationReport>> formats = new LinkedHashMap<>();
    formats.put(JSON, JsonReport::write);
    formats.put(HTML, HtmlReport::write);
    formats.put(JUNIT, JunitReport::write);
    formats.put(CHECKS, OperationCsv::checks);
    formats.put(TABLES, OperationCsv::tables);
    write(report, formats, directory);
  }

  private static <T> void write(T report, Map<String, Format<T>> formats, Path directory)
      throws IOException {
    Map<Path, Path> written = new LinkedHashMap<>();
    Path at = directory;
    try {
      Files.createDirectories(directory);
      for (Map.Entry<String, Format<T>> format : formats.entrySet()) {
        at = directory.resolve(format.getKey());
        Path part = directory.resolve("." + format.getKey() + "." + UUID.randomUUID() + ".part");
        written.put(part, at);
        try (OutputStream out =
            new BufferedOutputStream(Files.newOutputStream(part, StandardOpenOption.CREATE_NEW))) {
          format.getValue().write(report, out);
        }
      }
      for (Map.Entry<Path, Path> move : written.entrySet()) {
        at = move.getValue();
        Files.move(
            move.getKey(), at, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      }
    } catch (IOException e) {
      throw new IOException("could not write " + at + ": " + reason(e), e);
    } finally {
      for (Path part : written.keySet()) {
        Files.deleteIfExists(part);
      }
    }
  }

  /** Exceptions of the file system say the path and not the reason, unless asked. */
  private static String reason(IOException e) {
    String name = e.getClass().getSimpleName();
    return e.getMessage() == null ? name : name + ": " + e.getMessage();
  }
}
