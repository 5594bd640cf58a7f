package io.jenkins.plugins.orchestrator.engine.backup.restore;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.orchestrator.engine.backup.manifest.DatabaseFacts;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What a dump leaves out, as SQL for the restored database. */
class DressStatementsTest {
  @Test
  void theManifestsStatementsNameTheRestoredDatabase() {
    assertThat(
            DressStatements.of(
                facts(
                    List.of(
                        "ALTER DATABASE \"a\"\"b\" SET \"x\" TO 'DATABASE \"a\"\"b\"'",
                        "ALTER ROLE \"r\"\" IN\" IN DATABASE \"a\"\"b\" SET \"y\" TO '1'"),
                    List.of(
                        "REVOKE ALL ON DATABASE \"a\"\"b\" FROM PUBLIC",
                        "GRANT CONNECT ON DATABASE \"a\"\"b\" TO \"r\"")),
                List.of(),
                "orch_1"))
        .containsExactly(
            "ALTER DATABASE \"orch_1\" OWNER TO \"the owner\"",
            "ALTER DATABASE \"orch_1\" CONNECTION LIMIT 7",
            "ALTER DATABASE \"orch_1\" SET \"x\" TO 'DATABASE \"a\"\"b\"'",
            "ALTER ROLE \"r\"\" IN\" IN DATABASE \"orch_1\" SET \"y\" TO '1'",
            "REVOKE ALL ON DATABASE \"orch_1\" FROM PUBLIC",
            "GRANT CONNECT ON DATABASE \"orch_1\" TO \"r\"");
  }

  @Test
  void aStatementForSomethingElseIsNotRun() {
    assertThat(
            DressStatements.of(
                facts(
                    List.of("DROP DATABASE \"a\"\"b\"", "ALTER DATABASE \"c\" SET x TO '1'"),
                    List.of()),
                List.of(),
                "orch_1"))
        .containsExactly(
            "ALTER DATABASE \"orch_1\" OWNER TO \"the owner\"",
            "ALTER DATABASE \"orch_1\" CONNECTION LIMIT 7",
            "GRANT CONNECT, TEMPORARY ON DATABASE \"orch_1\" TO PUBLIC");
  }

  private static DatabaseFacts facts(List<String> settings, List<String> grants) {
    return new DatabaseFacts(
        "a\"b",
        1,
        "postgresql://h:1/x",
        null,
        "17.2",
        "UTF8",
        Map.of(),
        "the owner",
        7,
        null,
        settings,
        grants,
        0,
        "1:1:",
        null,
        Instant.EPOCH);
  }
}
