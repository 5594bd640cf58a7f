package io.jenkins.plugins.orchestrator.engine.report.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.StreamWriteFeature;
import io.jenkins.plugins.orchestrator.engine.report.ReportWords;
import io.jenkins.plugins.orchestrator.engine.report.state.BackupRow;
import io.jenkins.plugins.orchestrator.engine.report.state.StateHistory;
import io.jenkins.plugins.orchestrator.engine.report.state.StateRow;
import java.io.IOException;
import java.io.OutputStream;

/** How every environment of a job is, for programs. */
public final class JsonStateHistory {
  private final JsonGenerator json;
  private final JsonObjects to;

  private JsonStateHistory(JsonGenerator json) {
    this.json = json;
    this.to = new JsonObjects(json);
  }

  /**
   * Writes it in UTF-8.
   *
   * @param out is flushed and stays open
   */
  public static void write(StateHistory history, OutputStream out) throws IOException {
    JsonFactory factory =
        JsonFactory.builder().disable(StreamWriteFeature.AUTO_CLOSE_TARGET).build();
    try (JsonGenerator json = factory.createGenerator(out)) {
      new JsonStateHistory(json).write(history);
    }
    out.flush();
  }

  private void write(StateHistory history) throws IOException {
    json.writeStartObject();
    to.number("schema_version", JsonReport.SCHEMA_VERSION);
    to.number("oldest_build", history.oldestBuild());
    to.list("environments", history.rows(), this::environment);
    to.list("backups", history.backups(), this::backup);
    json.writeEndObject();
  }

  private void environment(StateRow row) throws IOException {
    to.text("name", row.now().environment());
    to.text("operation", row.operation());
    to.token("condition", row.now().condition());
    to.text("finding", row.now().finding());
    to.object("since", row.since(), this::look);
    to.text("before", row.before() == null ? null : ReportWords.token(row.before()));
    to.object("last", row.last(), this::look);
    to.flag("skipped_by_last", row.skippedByLast());
  }

  private void backup(BackupRow row) throws IOException {
    to.text("id", row.backup().id());
    to.text("environment", row.backup().environment());
    to.text("taken_at", row.backup().takenAt().toString());
    to.text("state", row.backup().state());
    to.object("seen", row.seen(), this::look);
  }

  private void look(StateRow.Look look) throws IOException {
    to.number("build", look.build());
    to.text("run_id", look.run());
    to.text("at", look.at().toString());
  }
}
