package io.jenkins.plugins.orchestrator.engine.migration.apply;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.orchestrator.engine.config.ConfigurationProblem;
import io.jenkins.plugins.orchestrator.engine.migration.script.ScriptText;
import io.jenkins.plugins.orchestrator.engine.migration.script.ScriptText.TransactionMode;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ScriptInspectionTest {
  private static ScriptText script(String sql) {
    return new ScriptText("db/007_x.sql", 1, sql, TransactionMode.AUTO);
  }

  private static List<ConfigurationProblem> shared(String sql) {
    return ScriptInspection.inspect(script(sql), true, false);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "CREATE ROLE app",
        "alter user app password 'x'",
        "/* not */ DROP GROUP app",
        "GRANT admin TO app",
        "REVOKE ADMIN OPTION FOR admin FROM app",
        "GRANT CONNECT ON DATABASE x TO app",
        "ALTER SYSTEM SET work_mem = '1GB'",
        "CREATE TABLESPACE fast LOCATION '/x'",
        "DROP SUBSCRIPTION s",
        "CREATE DATABASE other",
        "ALTER DATABASE x SET search_path = y",
        "COMMENT ON ROLE app IS 'x'",
        "SECURITY LABEL FOR p ON DATABASE x IS 'y'",
        "REASSIGN OWNED BY a TO b",
        "DROP OWNED BY a",
        "COPY t TO PROGRAM 'cat > /tmp/x'",
        "COPY t FROM '/etc/passwd'",
        "LOAD 'auto_explain'",
        "CREATE EXTENSION IF NOT EXISTS \"dblink\"",
        "CREATE SERVER s FOREIGN DATA WRAPPER f",
        "CREATE USER MAPPING FOR app SERVER s",
        "IMPORT FOREIGN SCHEMA a FROM SERVER s INTO b",
        "SELECT dblink_exec('x', 'y')",
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity",
        "SELECT pg_catalog.pg_drop_replication_slot('s')",
        "SELECT \"lo_export\"(1, '/x')"
      })
  void refusesWhatReachesBeyondTheDatabaseOnASharedServer(String sql) {
    List<ConfigurationProblem> problems = shared("SELECT 1;\n  " + sql + ";\n");
    assertThat(problems).hasSize(1);
    assertThat(problems.get(0).file()).isEqualTo("db/007_x.sql");
    assertThat(problems.get(0).line()).isEqualTo(2);
    assertThat(problems.get(0).advice()).contains("snapshot.server");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "CREATE ROLE app",
        "ALTER SYSTEM SET work_mem = '1GB'",
        "SELECT pg_terminate_backend(1)"
      })
  void allowsItOnAServerOfItsOwn(String sql) {
    assertThat(ScriptInspection.inspect(script(sql), false, false)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SELECT 'CREATE ROLE app'",
        "-- DROP DATABASE x\nSELECT 1",
        "GRANT SELECT ON t TO app",
        "GRANT ALL ON ALL TABLES IN SCHEMA s TO app",
        "REVOKE ALL ON SCHEMA public FROM PUBLIC",
        "ALTER DEFAULT PRIVILEGES GRANT SELECT ON TABLES TO app",
        "ALTER TABLE t OWNER TO app",
        "SET ROLE app",
        "CREATE TABLE role (\"user\" int, database text)",
        "ALTER TABLE \"user\" ADD COLUMN \"group\" text",
        "INSERT INTO server VALUES (1)",
        "CREATE POLICY p ON t TO app USING (true)",
        "CREATE EXTENSION citext",
        "COMMENT ON TABLE database IS 'the role of it'",
        "COPY t TO STDOUT WITH (DELIMITER ';')",
        "SELECT pg_terminate_backend_count FROM t",
        "CREATE INDEX ON t (dblinks)",
        "DROP TABLE subscription"
      })
  void letsLookAlikesPass(String sql) {
    assertThat(shared(sql)).isEmpty();
  }

  @Test
  void namesAllOfAScriptAtOnce() {
    assertThat(shared("CREATE ROLE a;\nDROP ROLE b;\n\\connect other\n"))
        .extracting(ConfigurationProblem::line)
        .containsExactlyInAnyOrder(1, 2, 3);
  }

  @Test
  void leavesPsqlsOwnCommandsToPsql() {
    assertThat(ScriptInspection.inspect(script("\\echo hello\nSELECT 1;"), true, true)).isEmpty();
    assertThat(ScriptInspection.inspect(script("\\echo hello\nSELECT 1;"), true, false)).hasSize(1);
  }

  @Test
  void namesCodeThatItCannotLookInto() {
    assertThat(
            ScriptInspection.uninspected(
                script("SELECT 1;\nDO $$ BEGIN EXECUTE 'CREATE ROLE x'; END $$;")))
        .singleElement()
        .satisfies(
            finding -> {
              assertThat(finding.code()).isEqualTo("cannot-be-inspected");
              assertThat(finding.line()).isEqualTo(2);
            });
    assertThat(ScriptInspection.uninspected(script("DO $$ BEGIN PERFORM 1; END $$;"))).isEmpty();
  }
}
