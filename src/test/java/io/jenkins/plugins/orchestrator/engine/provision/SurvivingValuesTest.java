package io.jenkins.plugins.orchestrator.engine.provision;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.orchestrator.engine.report.CheckReport;
import io.jenkins.plugins.orchestrator.engine.report.TaskKind;
import io.jenkins.plugins.orchestrator.engine.report.operation.OperationReport;
import io.jenkins.plugins.orchestrator.engine.run.Status;
import io.jenkins.plugins.orchestrator.testing.TestServer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What of the source's values is found again after anonymizing. */
class SurvivingValuesTest {
  @TempDir Path directory;
  private final TestServer server = TestServer.of(16);
  private Provision provision;

  @BeforeEach
  void provision() {
    provision = new Provision(directory, server).exclusive();
  }

  private OperationReport run(String sql, List<String> columns, String... allowed)
      throws Exception {
    provision.file("anonymize.sql", sql);
    return provision.run(
        ProvisionOptions.of(1, Duration.ofHours(1))
            .anonymizing("anonymize.sql", columns, List.of(allowed)));
  }

  private static CheckReport check(OperationReport report) {
    assertThat(report.lanes().get(0).checks()).as(report.toString()).hasSize(1);
    return report.lanes().get(0).checks().get(0);
  }

  @Test
  void oneValueThatSurvivedKeepsTheCloneFromEverybody() throws Exception {
    OperationReport report =
        run(
            "UPDATE public.people SET email = 'x' || id WHERE id > 1;",
            List.of("public.people.email"));

    assertThat(report.status()).isEqualTo(Status.FAILED);
    assertThat(check(report).status()).isEqualTo(Status.FAILED);
    assertThat(check(report).found()).isEqualTo("1 of 3 distinct values are values of the source");
    assertThat(report.toString()).doesNotContain("ada@example.org");
    assertThat(provision.handedOutAnything()).isFalse();
    provision.assertNothingIsLeft();
  }

  /** Shuffling gives everybody another one's address: all of them are still there. */
  @Test
  void aValueInAnotherRowSurvivedToo() throws Exception {
    OperationReport report =
        run("UPDATE public.people SET email = 'bob@example.org';", List.of("people.email"));

    assertThat(check(report).found()).isEqualTo("1 of 1 distinct values are values of the source");
  }

  @Test
  void nullAndTheEmptyTextAreNoValues() throws Exception {
    server.execute(provision.source(), "INSERT INTO public.people VALUES (4, 'Di', '')");

    OperationReport report =
        run(
            "UPDATE public.people SET email = NULL WHERE id < 3;"
                + " UPDATE public.people SET email = '' WHERE id = 3;",
            List.of("people.email"));

    assertThat(report.status()).as(report.toString()).isEqualTo(Status.PASSED);
    assertThat(check(report).found()).isEqualTo("0 of 0 distinct values are values of the source");
    provision.drop();
  }

  @Test
  void aConstantMayBeInBothWhereThatIsAllowed() throws Exception {
    server.execute(provision.source(), "INSERT INTO public.people VALUES (4, 'gone', 'gone')");
    String sql = "UPDATE public.people SET email = 'gone', name = 'gone';";

    OperationReport allowed = run(sql, List.of("people.email", "people.name"), "gone", "it's");

    assertThat(allowed.status()).as(allowed.toString()).isEqualTo(Status.PASSED);
    provision.drop();
    provision = new Provision(directory, server).exclusive();
    server.execute(provision.source(), "INSERT INTO public.people VALUES (4, 'gone', 'gone')");
    assertThat(run(sql, List.of("people.email")).status()).isEqualTo(Status.FAILED);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "e\"mail",
        "E mail",
        "e'); DROP TABLE public.people; --",
        "a?b",
        "a%sb",
        "{d x}",
        "prénom",
        "$$",
        "a.b",
        "value"
      })
  void aColumnMayHaveEveryName(String name) throws Exception {
    String quoted = '"' + name.replace("\"", "\"\"") + '"';
    server.execute(
        provision.source(),
        "CREATE SCHEMA \"S.1\"; CREATE TABLE \"S.1\".\"t?\"\"%d\" ("
            + quoted
            + " text);"
            + " INSERT INTO \"S.1\".\"t?\"\"%d\" VALUES ('secret'), ('other')");

    OperationReport report =
        run(
            "DELETE FROM \"S.1\".\"t?\"\"%d\" WHERE " + quoted + " = 'other';",
            List.of("\"S.1\".\"t?\"\"%d\"." + quoted));

    assertThat(check(report).found()).isEqualTo("1 of 1 distinct values are values of the source");
    assertThat(provision.query(provision.source(), "SELECT count(*) FROM public.people"))
        .containsExactly("3");
  }

  /** Texts are compared as they print, so a change of the type hides nothing. */
  @Test
  void aValueIsFoundWhenAMigrationHasChangedItsType() throws Exception {
    provision
        .top("migrations: {baseline: none}")
        .file("db/1_id.sql", "ALTER TABLE public.people ALTER id TYPE text;")
        .file("anonymize.sql", "UPDATE public.people SET id = 'x' || id WHERE id <> '2';");

    OperationReport report =
        provision.run(
            ProvisionOptions.of(1, Duration.ofHours(1))
                .migrating("db")
                .anonymizing("anonymize.sql", List.of("people.id"), List.of()));

    assertThat(check(report).found()).isEqualTo("1 of 3 distinct values are values of the source");
  }

  @Test
  void whatCannotBeComparedHasNotPassed() throws Exception {
    OperationReport report = run("SELECT 1;", List.of("people.nick"));

    assertThat(check(report).status()).isEqualTo(Status.FAILED);
    assertThat(check(report).found()).isEqualTo("no such column in the source");
    assertThat(Provision.task(report.lanes().get(0), TaskKind.CHECK).status())
        .isEqualTo(Status.FAILED);
  }

  /** More than is fetched at a time on either side, and in another order than by value. */
  @Test
  void manyValuesAreCountedExactly() throws Exception {
    server.execute(
        provision.source(),
        "CREATE TABLE public.many AS SELECT g::text AS v FROM generate_series(1, 60000) g");

    OperationReport report =
        run("UPDATE public.many SET v = 'x' || v WHERE v::int % 7 <> 0;", List.of("many.v"));

    assertThat(check(report).found())
        .isEqualTo(60000 / 7 + " of 60000 distinct values are values of the source");
  }

  /** The planner keeps samples of a column, which everybody who may read it can read. */
  @Test
  void thePlannersSamplesAreAnonymizedToo() throws Exception {
    server.execute(
        provision.source(),
        "INSERT INTO public.people SELECT g, 'twin', 'twin@example.org'"
            + " FROM generate_series(10, 500) g; ANALYZE");

    run("UPDATE public.people SET name = 'x', email = NULL;", List.of("people.name"));

    assertThat(
            provision.query(
                provision.clones().get(0),
                "SELECT attname FROM pg_stats WHERE schemaname = 'public'"
                    + " AND (most_common_vals::text || coalesce(histogram_bounds::text, ''))"
                    + " LIKE '%twin%'"))
        .isEmpty();
    provision.drop();
  }
}
