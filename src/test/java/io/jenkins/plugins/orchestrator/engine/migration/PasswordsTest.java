package io.jenkins.plugins.orchestrator.engine.migration;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.orchestrator.engine.report.MigrationTestReport;
import io.jenkins.plugins.orchestrator.engine.report.ProgressListener;
import io.jenkins.plugins.orchestrator.engine.report.ScriptReport;
import io.jenkins.plugins.orchestrator.engine.report.TaskKind;
import io.jenkins.plugins.orchestrator.engine.report.TaskReport;
import io.jenkins.plugins.orchestrator.testing.TestServer;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A password appears nowhere in what a run gives out, also where a script, a server's message, a
 * test's output or a row of data holds it.
 */
class PasswordsTest {
  private static final String PASSWORD = "T0p$ecret/w:rd+42";
  private static final String IN_URL = "T0p%24ecret%2Fw%3Ard%2B42";

  @TempDir Path directory;
  private final TestServer server = TestServer.of(16);
  private final List<String> heard = new CopyOnWriteArrayList<>();
  private Scenario scenario;

  @BeforeEach
  void scenario() {
    scenario = new Scenario(directory);
    String database = server.createDatabase();
    server.execute(
        database,
        "CREATE TABLE public.settings (key text PRIMARY KEY, value text);"
            + " INSERT INTO public.settings VALUES ('password', '"
            + PASSWORD
            + "')");
    String url = server.url(database).replace("postgres@", "postgres:" + IN_URL + "@");
    scenario
        .fromTheFirst()
        .environment("dev", url, "exclusive: true")
        .listener(
            new ProgressListener() {
              @Override
              public void taskStarted(String environment, TaskKind task) {
                heard.add(task.toString());
              }

              @Override
              public void taskFinished(String environment, TaskReport task) {
                heard.add(task.toString());
              }

              @Override
              public void scriptStarted(String environment, String script, int index, int count) {
                heard.add(script);
              }

              @Override
              public void scriptFinished(String environment, ScriptReport script) {
                heard.add(script.toString());
              }

              @Override
              public void message(String environment, String text) {
                heard.add(text);
              }
            });
  }

  private void assertNotPublished(String expected) throws Exception {
    MigrationTestReport report = scenario.run();

    String published = scenario.published(report);
    assertThat(published).contains(expected);
    for (String text : List.of(published, report.toString(), String.join("\n", heard))) {
      assertThat(text).doesNotContain(PASSWORD).doesNotContain(IN_URL);
      assertThat(text).doesNotContain("T0p$ecret").doesNotContain("T0p%24ecret");
    }
    scenario.assertNothingIsLeft(server);
  }

  @Test
  void inAnErrorThatAScriptRaises() throws Exception {
    scenario.script(
        "1_raise.sql",
        """
        DO $$ BEGIN
          RAISE EXCEPTION 'cannot log in with %1$s' USING DETAIL = 'tried %1$s', HINT = '%1$s?';
        END $$;
        """
            .formatted(PASSWORD));

    assertNotPublished("cannot log in with");
  }

  @Test
  void inAValueThatTheServerQuotes() throws Exception {
    scenario.script("1_cast.sql", "SELECT value::int FROM public.settings;");

    assertNotPublished("invalid input syntax");
  }

  @Test
  void inAStatement() throws Exception {
    scenario.script(
        "1_insert.sql", "INSERT INTO public.settings VALUES ('copy', '" + PASSWORD + "');");

    assertNotPublished("INSERT INTO public.settings");
  }

  @Test
  void inALineBesideAnError() throws Exception {
    scenario.script("1_near.sql", "SELECT '" + PASSWORD + "';\nSELECT 1/0;\n-- " + PASSWORD + "\n");

    assertNotPublished("division by zero");
  }

  @Test
  void inTheOutputOfATest() throws Exception {
    scenario
        .script("1_one.sql", "SELECT 1;")
        .top("integration_tests: [{name: env, command: 'env; echo $DATABASE_URL; exit 1'}]");

    assertNotPublished("PGDATABASE");
  }

  @Test
  void inAColumnThatACheckReads() throws Exception {
    scenario
        .script("1_one.sql", "SELECT 1;")
        .file("tests/it.sql", "SELECT value FROM public.settings")
        .top(
            """
            validate:
              queries:
                - {name: setting, sql: SELECT value FROM public.settings, expect: {value: other}}
            """);

    assertNotPublished("expected other");
  }

  @Test
  void inAColumnThatATestReads() throws Exception {
    scenario
        .script("1_one.sql", "SELECT 1;")
        .file("tests/it.sql", "SELECT value FROM public.settings")
        .top("integration_tests: [{name: it, sql: tests/it.sql, expect: {value: other}}]");

    assertNotPublished("expected other");
  }

  @Test
  void inADefaultThatIsNotTakenBack() throws Exception {
    scenario
        .script(
            "1_default.sql",
            "ALTER TABLE public.settings ALTER COLUMN value SET DEFAULT '" + PASSWORD + "';")
        .script("1_default.down.sql", "SELECT 1;");

    assertNotPublished("public.settings.value");
  }

  @Test
  void inASchemaThatOtherEnvironmentsDoNotHave() throws Exception {
    String other = server.createDatabase();
    server.execute(other, "CREATE TABLE public.settings (key text PRIMARY KEY, value text)");
    server.execute(
        other, "ALTER TABLE public.settings ALTER COLUMN value SET DEFAULT '" + PASSWORD + "'");
    scenario
        .script("1_one.sql", "SELECT 1;")
        .environment("other", server.url(other), "exclusive: true");

    assertNotPublished("public.settings.value");
  }

  @Test
  void inADatabaseThatIsMissing() throws Exception {
    scenario
        .script("1_one.sql", "SELECT 1;")
        .environment(
            "gone",
            "postgresql://postgres:"
                + IN_URL
                + "@127.0.0.1:"
                + server.port()
                + "/no_such_database");

    assertNotPublished("no database of this name");
  }
}
