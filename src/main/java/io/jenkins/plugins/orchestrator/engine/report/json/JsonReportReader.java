package io.jenkins.plugins.orchestrator.engine.report.json;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.orchestrator.engine.report.EnvironmentReport;
import io.jenkins.plugins.orchestrator.engine.report.MigrationTestReport;
import io.jenkins.plugins.orchestrator.engine.report.ScriptReport;
import io.jenkins.plugins.orchestrator.engine.run.Status;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads a report. The two lists that can be long, environments and their scripts, are read element
 * by element; everything else is small and read as a tree, so that the order of keys is free.
 */
final class JsonReportReader {
  private final JsonElements json;

  private JsonReportReader(JsonElements json) {
    this.json = json;
  }

  static MigrationTestReport read(InputStream in) throws IOException {
    return JsonElements.read(in, json -> new JsonReportReader(json).report());
  }

  private MigrationTestReport report() throws IOException {
    List<EnvironmentReport> environments = new ArrayList<>();
    ObjectNode rest =
        json.members(
            name ->
                switch (name) {
                  case "step_results" -> json.skip();
                  case "environments" ->
                      json.elements(name, place -> environments.add(environment(place)));
                  default -> false;
                });
    JsonElements.checkVersion(rest.path("schema_version"));
    JsonFields fields = new JsonFields(rest, "");
    fields.list("environments", ignored -> ignored);
    return new MigrationTestReport(
        fields.text("run_id"),
        fields.text("configuration"),
        fields.instant("started_at"),
        fields.seconds("total_duration_seconds"),
        fields.seconds("sequential_equivalent_seconds"),
        fields.token("run_status", Status.class),
        List.copyOf(environments),
        fields.object("drift", JsonRecords::drift),
        fields.list("findings", JsonRecords::finding));
  }

  private EnvironmentReport environment(String place) throws IOException {
    List<ScriptReport> scripts = new ArrayList<>();
    ObjectNode rest =
        json.members(
            name ->
                name.equals("scripts")
                    && json.elements(
                        place + ".scripts", at -> scripts.add(JsonRecords.script(json.tree(at)))));
    JsonFields fields = new JsonFields(rest, place);
    fields.list("scripts", ignored -> ignored);
    return JsonRecords.environment(fields, List.copyOf(scripts));
  }
}
