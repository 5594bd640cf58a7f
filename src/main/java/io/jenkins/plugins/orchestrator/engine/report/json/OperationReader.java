package io.jenkins.plugins.orchestrator.engine.report.json;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.orchestrator.engine.report.operation.Fact;
import io.jenkins.plugins.orchestrator.engine.report.operation.LaneReport;
import io.jenkins.plugins.orchestrator.engine.report.operation.OperationReport;
import io.jenkins.plugins.orchestrator.engine.report.operation.ReportColumn;
import io.jenkins.plugins.orchestrator.engine.report.operation.ReportTable;
import io.jenkins.plugins.orchestrator.engine.run.Status;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;

/** Reads an operation's report, lane by lane; mirrors {@link OperationWriter}. */
final class OperationReader {
  private OperationReader() {}

  static OperationReport read(InputStream in) throws IOException {
    return JsonElements.read(in, OperationReader::report);
  }

  private static OperationReport report(JsonElements json) throws IOException {
    List<LaneReport> lanes = new ArrayList<>();
    ObjectNode rest =
        json.members(
            name ->
                name.equals("lanes")
                    && json.elements(name, place -> lanes.add(lane(json.tree(place)))));
    JsonElements.checkVersion(rest.path("schema_version"));
    JsonFields fields = new JsonFields(rest, "");
    fields.list("lanes", ignored -> ignored);
    return new OperationReport(
        fields.text("operation"),
        fields.text("title"),
        fields.text("run_id"),
        fields.text("configuration"),
        fields.instant("started_at"),
        fields.seconds("total_duration_seconds"),
        fields.seconds("sequential_equivalent_seconds"),
        fields.token("run_status", Status.class),
        lanes,
        fields.list("tables", OperationReader::table),
        fields.list("findings", JsonRecords::finding));
  }

  private static LaneReport lane(JsonFields from) throws IOException {
    return new LaneReport(
        from.text("name"),
        from.text("purpose"),
        from.token("status", Status.class),
        from.seconds("start_seconds"),
        from.seconds("duration_seconds"),
        from.textOrNull("failure"),
        from.list("facts", OperationReader::fact),
        from.list("tasks", JsonRecords::task),
        from.list("checks", JsonRecords::check),
        from.list("tables", OperationReader::table),
        from.list("findings", JsonRecords::finding));
  }

  private static Fact fact(JsonFields from) throws IOException {
    return new Fact(from.text("label"), from.text("value"));
  }

  private static ReportTable table(JsonFields from) throws IOException {
    List<ReportColumn> columns = from.list("columns", OperationReader::column);
    return new ReportTable(
        from.text("title"), from.text("note"), columns, from.rows("rows", columns.size()));
  }

  private static ReportColumn column(JsonFields from) throws IOException {
    return new ReportColumn(from.text("name"), from.token("kind", ReportColumn.Kind.class));
  }
}
