package io.jenkins.plugins.orchestrator.engine.migration.script;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.orchestrator.engine.config.ConfigurationException;
import io.jenkins.plugins.orchestrator.engine.migration.script.ScriptText.TransactionMode;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Formats with a directory for each migration or for each direction: diesel, Prisma, sqitch. */
class DirectoryFormatsTest {
  private static final String PLANNER = " 2024-01-31T12:00:00Z Somebody <some@body.test>";

  @TempDir Path directory;
  private ScriptDirectory db;

  @BeforeEach
  void inDirectory() {
    db = ScriptDirectory.in(directory);
  }

  @Test
  void dieselVersionsLoseTheirDashes() throws ConfigurationException {
    db.file("2024-01-31-120000_create_posts/up.sql", "CREATE TABLE posts()")
        .file("2024-01-31-120000_create_posts/down.sql", "DROP TABLE posts")
        .file("20240130000000_first/up.sql", "SELECT 1")
        .file("20240130000000_first/metadata.toml", "run_in_transaction = false");

    MigrationDirectory read = db.read();

    assertThat(read.format()).isEqualTo("diesel");
    assertThat(read.scripts())
        .extracting(MigrationScript::version)
        .containsExactly("20240130000000", "20240131120000");
    assertThat(read.scripts().get(0).up().transaction()).isEqualTo(TransactionMode.NONE);
    assertThat(read.scripts().get(1).description()).isEqualTo("create posts");
    assertThat(read.scripts().get(1).down().orElseThrow().sql()).isEqualTo("DROP TABLE posts");
  }

  @Test
  void dieselWantsAWayUpInEachDirectory() {
    db.file("1_a/up.sql", "").file("2_b/down.sql", "").file("3_c/notes.txt", "");

    assertThat(db.problems())
        .containsExactly(
            "db/2_b: found down.sql without up.sql, expected up.sql in every directory; diesel"
                + " refuses the whole directory of migrations",
            "db/3_c: found no up.sql, expected up.sql in every directory; diesel refuses the"
                + " whole directory of migrations");
  }

  @Test
  void prismaVersionsAreTheNamesOfTheDirectories() throws ConfigurationException {
    db.file("migration_lock.toml", "provider = \"postgresql\"")
        .file("20240102000000_b/migration.sql", "abc")
        .file("20240101000000_a/migration.sql", "SELECT 1")
        .file("20240101000000_a/down.sql", "SELECT -1");

    MigrationDirectory read = db.read();

    assertThat(read.format()).isEqualTo("prisma");
    assertThat(read.scripts())
        .extracting(MigrationScript::version)
        .containsExactly("20240101000000_a", "20240102000000_b");
    assertThat(read.scripts().get(0).down()).isPresent();
    assertThat(read.scripts().get(1).checksum())
        .isEqualTo("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  }

  @Test
  void sqitchComesInTheOrderOfThePlan() throws ConfigurationException {
    db.file(
            "sqitch.plan",
            "%syntax-version=1.0.0",
            "%project=flipr",
            "%uri=https://example.test/flipr",
            "",
            "zebra" + PLANNER + " # Stripes first.",
            "  +users/table [zebra !other other:x]" + PLANNER,
            "@v1.0.0" + PLANNER + " # first",
            "",
            "zebra [zebra@v1.0.0]" + PLANNER + " # Reworked.")
        .file("deploy/zebra.sql", "SELECT 'new'")
        .file("deploy/zebra@v1.0.0.sql", "abc")
        .file("revert/zebra@v1.0.0.sql", "SELECT 'undo old'")
        .file("deploy/users/table.sql", "SELECT 2")
        .file("revert/users/table.sql", "SELECT -2")
        .file("verify/users/table.sql", "SELECT 0")
        .file("deploy/forgotten.sql", "SELECT 3");

    MigrationDirectory read = db.read();

    assertThat(read.format()).isEqualTo("sqitch");
    assertThat(read.scripts())
        .extracting(MigrationScript::version)
        .containsExactly("flipr:zebra@v1.0.0", "flipr:users/table", "flipr:zebra");
    assertThat(read.scripts().get(0).checksum())
        .isEqualTo("a9993e364706816aba3e25717850c26c9cd0d89d");
    assertThat(read.scripts().get(0).description()).isEqualTo("Stripes first.");
    assertThat(read.scripts().get(0).down()).isPresent();
    assertThat(read.scripts().get(2).down()).isEmpty();
    assertThat(read.findings())
        .extracting(finding -> finding.code() + " " + finding.script())
        .containsExactly("ignored-file db/deploy/forgotten.sql");
  }

  @Test
  void sqitchPlansDoNotLeadOutOfTheDirectory() {
    db.file(
            "sqitch.plan",
            "%project=p",
            "",
            "@tag" + PLANNER,
            "a/../../../etc/passwd" + PLANNER,
            "../secret" + PLANNER,
            "twice" + PLANNER,
            "twice" + PLANNER,
            "nobody")
        .file("deploy/twice.sql", "");

    assertThat(db.problems())
        .containsExactly(
            "db/sqitch.plan:3:1: found @tag, expected a change before the first tag",
            "db/sqitch.plan:4:1: found a/../../../etc/passwd, expected a name without . or .."
                + " between slashes",
            "db/sqitch.plan:5:1: found ../secret 2024-01-31T12:00:00Z Somebody <some@body.test>,"
                + " expected NAME [DEPENDENCIES] 2024-01-31T12:00:00Z PLANNER <EMAIL>, @TAG … or"
                + " %PRAGMA=…",
            "db/sqitch.plan:7:1: found twice, which is planned before, expected another name, or"
                + " a tag between the two; sqitch rework needs a tag",
            "db/sqitch.plan:8:1: found nobody, expected NAME [DEPENDENCIES] 2024-01-31T12:00:00Z"
                + " PLANNER <EMAIL>, @TAG … or %PRAGMA=…");
  }
}
