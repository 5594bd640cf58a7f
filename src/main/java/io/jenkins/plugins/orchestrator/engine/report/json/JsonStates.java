package io.jenkins.plugins.orchestrator.engine.report.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.StreamWriteFeature;
import io.jenkins.plugins.orchestrator.engine.report.state.Condition;
import io.jenkins.plugins.orchestrator.engine.report.state.EnvironmentState;
import io.jenkins.plugins.orchestrator.engine.report.state.KnownBackup;
import io.jenkins.plugins.orchestrator.engine.report.state.RunStates;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;

/** What a run leaves for the page of its job, as a small file of our own: nobody else reads it. */
public final class JsonStates {
  private JsonStates() {}

  /**
   * Writes them in UTF-8.
   *
   * @param out is flushed and stays open
   */
  public static void write(RunStates states, OutputStream out) throws IOException {
    JsonFactory factory =
        JsonFactory.builder().disable(StreamWriteFeature.AUTO_CLOSE_TARGET).build();
    try (JsonGenerator json = factory.createGenerator(out)) {
      JsonObjects to = new JsonObjects(json);
      json.writeStartObject();
      to.number("schema_version", JsonReport.SCHEMA_VERSION);
      to.text("run_id", states.run());
      to.text("operation", states.operation());
      to.text("at", states.at().toString());
      to.flag("listed", states.listed());
      to.list("environments", states.environments(), each -> environment(each, to));
      to.list("backups", states.backups(), each -> backup(each, to));
      json.writeEndObject();
    }
    out.flush();
  }

  private static void environment(EnvironmentState state, JsonObjects to) throws IOException {
    to.text("name", state.environment());
    to.token("condition", state.condition());
    to.text("finding", state.finding());
    to.text("place", state.place());
  }

  private static void backup(KnownBackup backup, JsonObjects to) throws IOException {
    to.text("id", backup.id());
    to.text("environment", backup.environment());
    to.text("taken_at", backup.takenAt().toString());
    to.text("state", backup.state());
  }

  /**
   * Reads them.
   *
   * @param in is read to its end and stays open
   * @throws IOException also when they are of another schema version, or half of them is missing
   */
  public static RunStates read(InputStream in) throws IOException {
    return JsonElements.read(
        in,
        json -> {
          List<EnvironmentState> environments = new ArrayList<>();
          JsonFields fields =
              new JsonFields(
                  json.members(
                      name ->
                          name.equals("environments")
                              && json.elements(
                                  name, place -> environments.add(environment(json.tree(place))))),
                  "");
          return new RunStates(
              fields.text("run_id"),
              fields.text("operation"),
              fields.instant("at"),
              environments,
              fields.list("backups", JsonStates::backup),
              fields.flag("listed"));
        });
  }

  private static EnvironmentState environment(JsonFields from) throws IOException {
    return new EnvironmentState(
        from.text("name"),
        from.token("condition", Condition.class),
        from.textOrNull("finding"),
        from.textOrNull("place"));
  }

  private static KnownBackup backup(JsonFields from) throws IOException {
    return new KnownBackup(
        from.text("id"), from.text("environment"), from.instant("taken_at"), from.text("state"));
  }
}
