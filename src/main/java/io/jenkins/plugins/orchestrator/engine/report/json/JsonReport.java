package io.jenkins.plugins.orchestrator.engine.report.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.StreamWriteFeature;
import io.jenkins.plugins.orchestrator.engine.report.MigrationTestReport;
import io.jenkins.plugins.orchestrator.engine.report.operation.OperationReport;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/**
 * {@code report.json}: everything a run measured. {@code docs/report-format.md} says what each key
 * means, {@code docs/report.schema.json} and {@code docs/operation-report.schema.json} what its
 * values may be. Written and read element by element: the text is never in memory as a whole.
 */
public final class JsonReport {
  /** Rises when a reader of the former version would misread the file. */
  public static final int SCHEMA_VERSION = 1;

  private JsonReport() {}

  /**
   * Writes a report in UTF-8.
   *
   * @param out is flushed and stays open
   */
  public static void write(MigrationTestReport report, OutputStream out) throws IOException {
    write(out, json -> new JsonReportWriter(json).write(report));
  }

  /**
   * Writes an operation's report in UTF-8.
   *
   * @param out is flushed and stays open
   */
  public static void write(OperationReport report, OutputStream out) throws IOException {
    write(out, json -> new OperationWriter(json).write(report));
  }

  private interface Content {
    void write(JsonGenerator json) throws IOException;
  }

  private static void write(OutputStream out, Content content) throws IOException {
    JsonFactory factory =
        JsonFactory.builder().disable(StreamWriteFeature.AUTO_CLOSE_TARGET).build();
    try (JsonGenerator json = factory.createGenerator(out)) {
      json.setPrettyPrinter(new OutlinePrinter());
      content.write(json);
      json.writeRaw('\n');
    }
    out.flush();
  }

  /**
   * Reads a migration test's report. Keys that it does not know are passed over.
   *
   * @param in is read to the end of the report and stays open
   * @throws IOException also when it is no report, or one of another schema version; says where and
   *     what was expected
   */
  public static MigrationTestReport read(InputStream in) throws IOException {
    return JsonReportReader.read(in);
  }

  /**
   * Reads an operation's report. Keys that it does not know are passed over.
   *
   * @param in is read to the end of the report and stays open
   * @throws IOException also when it is no report of an operation, or one of another schema
   *     version; says where and what was expected
   */
  public static OperationReport readOperation(InputStream in) throws IOException {
    return OperationReader.read(in);
  }
}
