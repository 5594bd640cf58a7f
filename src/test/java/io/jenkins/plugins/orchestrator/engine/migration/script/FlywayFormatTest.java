package io.jenkins.plugins.orchestrator.engine.migration.script;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.orchestrator.engine.config.ConfigurationException;
import io.jenkins.plugins.orchestrator.engine.migration.script.ScriptText.TransactionMode;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FlywayFormatTest {
  @TempDir Path directory;
  private ScriptDirectory db;

  @BeforeEach
  void inDirectory() {
    db = ScriptDirectory.in(directory);
  }

  @Test
  void versionsComeByNumberAndRepeatableOnesLast() throws ConfigurationException {
    db.file("R__views.sql", "CREATE OR REPLACE VIEW v AS SELECT 1")
        .file("R__a_function.sql", "SELECT 1")
        .file("V10__ten.sql", "SELECT 10")
        .file("later/V2_1__two_one.sql", "SELECT 2.1")
        .file("V2__two.SQL", "SELECT 2")
        .file("V2.1.5__x.sql", "SELECT 2.1.5")
        .file("B2__base.sql", "SELECT 'base'")
        .file("V1.sql", "SELECT 1")
        .file(".hidden/V3__x.sql", "SELECT 3");

    MigrationDirectory read = db.read();

    assertThat(read.format()).isEqualTo("flyway");
    assertThat(read.scripts())
        .extracting(MigrationScript::name)
        .containsExactly(
            "db/V1.sql",
            "db/B2__base.sql",
            "db/V2__two.SQL",
            "db/later/V2_1__two_one.sql",
            "db/V2.1.5__x.sql",
            "db/V10__ten.sql",
            "db/R__a_function.sql",
            "db/R__views.sql");
    assertThat(read.scripts().get(3).version()).isEqualTo("2.1");
    assertThat(read.scripts().get(3).description()).isEqualTo("two one");
    assertThat(read.scripts().get(7).repeatable()).isTrue();
    assertThat(read.scripts().get(7).version()).isEmpty();
  }

  @Test
  void undoScriptsAndSettingsBelongToTheirMigration() throws ConfigurationException {
    db.file("V1__index.sql", "CREATE INDEX CONCURRENTLY i ON t(a)")
        .file("V1__index.sql.conf", "# slow", "executeInTransaction = false")
        .file("undo/U1.0__index.sql", "DROP INDEX i");

    MigrationScript script = db.scripts().get(0);

    assertThat(script.up().transaction()).isEqualTo(TransactionMode.NONE);
    assertThat(script.down().orElseThrow().file()).isEqualTo("db/undo/U1.0__index.sql");
    assertThat(script.down().orElseThrow().transaction()).isEqualTo(TransactionMode.AUTO);
  }

  @Test
  void callbacksAndPlaceholdersAreFindings() throws ConfigurationException {
    db.file("V1__x.sql", "SELECT 1;", "SELECT '${schema}';").file("afterMigrate.sql", "SELECT 2");

    assertThat(db.read().findings())
        .extracting(finding -> finding.code() + " " + finding.script() + " " + finding.line())
        .containsExactly("ignored-file db/afterMigrate.sql null", "placeholder db/V1__x.sql 2");
  }

  /** The check value of CRC-32 is that of {@code 123456789}: 0xCBF43926. */
  @Test
  void checksumIsTheCrcOfTheLinesAsASignedNumber() throws ConfigurationException {
    int check = 0xCBF43926;
    assertThat(check).isEqualTo(-873187034);
    assertThat(FlywayChecksum.of("123456789")).isEqualTo(check);
    assertThat(FlywayChecksum.of("123\n456\r\n789\r")).isEqualTo(check);
    assertThat(FlywayChecksum.of("\n\n12345\r678\n\n9\n")).isEqualTo(check);
    assertThat(FlywayChecksum.of("")).isZero();

    db.file("V1__x.sql", "\uFEFF12345\r", "6789");
    assertThat(db.scripts().get(0).checksum()).isEqualTo("-873187034");
  }

  @Test
  void slipsThatFlywayPassesOverInSilenceAreProblems() {
    db.file("V1_init.sql", "SELECT 1")
        .file("v2__lower.sql", "SELECT 2")
        .file("R_view.sql", "SELECT 3")
        .file("V__none.sql", "SELECT 4")
        .file("V5__right.sql", "SELECT 5");

    assertThat(db.problems())
        .containsExactly(
            "db/R_view.sql: found a name that Flyway passes over in silence, expected"
                + " V1_2__what.sql, U1_2__what.sql, B1_2__what.sql or R__what.sql; did you mean"
                + " R__view.sql?",
            "db/V1_init.sql: found a name that Flyway passes over in silence, expected"
                + " V1_2__what.sql, U1_2__what.sql, B1_2__what.sql or R__what.sql; did you mean"
                + " V1__init.sql?",
            "db/V__none.sql: found a name that Flyway passes over in silence, expected"
                + " V1_2__what.sql, U1_2__what.sql, B1_2__what.sql or R__what.sql",
            "db/v2__lower.sql: found a name that Flyway passes over in silence, expected"
                + " V1_2__what.sql, U1_2__what.sql, B1_2__what.sql or R__what.sql; did you mean"
                + " V2__lower.sql?");
  }

  @Test
  void oneVersionInTwoSpellingsIsAProblemThatNamesBoth() {
    db.file("V1__a.sql", "").file("V1_0__b.sql", "").file("U9__c.sql", "");

    assertThat(db.problems())
        .containsExactly(
            "db/U9__c.sql: found a way down of version 9, expected a migration of that version:"
                + " V9__c.sql",
            "db/V1__a.sql: found version 1, which db/V1_0__b.sql has too, expected a version of"
                + " its own");
  }
}
