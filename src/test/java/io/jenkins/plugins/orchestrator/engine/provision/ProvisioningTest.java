package io.jenkins.plugins.orchestrator.engine.provision;

import static io.jenkins.plugins.orchestrator.engine.provision.Provision.task;
import static io.jenkins.plugins.orchestrator.engine.provision.Provision.tasks;
import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.orchestrator.engine.report.ProgressListener;
import io.jenkins.plugins.orchestrator.engine.report.TaskKind;
import io.jenkins.plugins.orchestrator.engine.report.TaskReport;
import io.jenkins.plugins.orchestrator.engine.report.operation.Fact;
import io.jenkins.plugins.orchestrator.engine.report.operation.LaneReport;
import io.jenkins.plugins.orchestrator.engine.report.operation.OperationReport;
import io.jenkins.plugins.orchestrator.engine.run.Status;
import io.jenkins.plugins.orchestrator.testing.TestServer;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Clones for somebody's work: what is in them, and who gets them when something fails. */
class ProvisioningTest {
  private static final String PEOPLE = "SELECT p::text FROM public.people p ORDER BY id";
  private static final ProvisionOptions THREE = ProvisionOptions.of(3, Duration.ofHours(1));

  @TempDir Path directory;
  private final TestServer server = TestServer.of(17);

  @Test
  void threeClonesAreEqualAndIsolatedThoughTheSourceIsWrittenTo() throws Exception {
    Provision provision = new Provision(directory, server);
    AtomicBoolean stop = new AtomicBoolean();
    Thread writer = new Thread(() -> write(provision.source(), stop));
    writer.start();
    OperationReport report;
    try {
      report = provision.run(THREE);
    } finally {
      stop.set(true);
      writer.join();
    }

    assertThat(report.status()).as(report.toString()).isEqualTo(Status.PASSED);
    assertThat(report.lanes())
        .extracting(LaneReport::name)
        .containsExactly("production_snapshot 1", "production_snapshot 2", "production_snapshot 3");
    List<String> names =
        provision.provisioned().databases().stream().map(ProvisionedDatabase::name).toList();
    assertThat(names)
        .doesNotHaveDuplicates()
        .containsExactlyInAnyOrderElementsOf(provision.clones());
    List<String> first = provision.query(names.get(0), PEOPLE);
    assertThat(provision.query(names.get(1), PEOPLE)).isEqualTo(first);
    assertThat(provision.query(names.get(2), PEOPLE)).isEqualTo(first);

    server.execute(names.get(0), "DROP TABLE public.people");
    assertThat(provision.query(names.get(1), PEOPLE)).isEqualTo(first);

    provision.drop();
    provision.assertNothingIsLeft();
  }

  private void write(String database, AtomicBoolean stop) {
    try (Connection connection = server.connect(database);
        Statement statement = connection.createStatement()) {
      for (int i = 10; !stop.get() && i < 100_000; i++) {
        statement.execute("INSERT INTO public.people VALUES (" + i + ", 'New', NULL)");
        Thread.sleep(2);
      }
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void theLatestMigrationsAreAppliedAndTheSchemaIsChecked() throws Exception {
    Provision provision =
        new Provision(directory, server)
            .exclusive()
            .top("migrations: {path: elsewhere, baseline: none}")
            .top("validate: {columns: [{table: public.people, name: city, type: text}]}")
            .file("db/migrations/001_city.sql", "ALTER TABLE public.people ADD city text;")
            .file("db/migrations/002_town.sql", "UPDATE public.people SET city = 'Bath';");

    OperationReport report =
        provision.run(ProvisionOptions.of(2, Duration.ofHours(1)).migrating("db/migrations"));

    assertThat(report.status()).as(report.toString()).isEqualTo(Status.PASSED);
    for (LaneReport lane : report.lanes()) {
      assertThat(tasks(lane))
          .containsExactly(
              "snapshot PASSED",
              "apply PASSED",
              "validate PASSED",
              "anonymize SKIPPED",
              "check SKIPPED",
              "use PASSED");
      assertThat(task(lane, TaskKind.APPLY).message()).isEqualTo("2 scripts");
      assertThat(lane.tables().get(0).rows())
          .extracting(row -> row.get(0))
          .containsExactly("db/migrations/001_city.sql", "db/migrations/002_town.sql");
    }
    for (ProvisionedDatabase each : provision.provisioned().databases()) {
      assertThat(provision.query(each.name(), "SELECT DISTINCT city FROM public.people"))
          .containsExactly("Bath");
    }
    provision.drop();
  }

  @Test
  void withoutAskingNoMigrationIsApplied() throws Exception {
    Provision provision =
        new Provision(directory, server)
            .exclusive()
            .top("migrations: {path: db/migrations, baseline: none}")
            .file("db/migrations/001_city.sql", "ALTER TABLE public.people ADD city text;");

    OperationReport report = provision.run(ProvisionOptions.of(1, Duration.ofHours(1)));

    assertThat(tasks(report.lanes().get(0))).contains("apply SKIPPED", "validate SKIPPED");
    assertThat(
            provision.query(
                provision.clones().get(0), "SELECT 1 FROM pg_attribute WHERE attname = 'city'"))
        .isEmpty();
    provision.drop();
  }

  @Test
  void aSchemaThatIsWrongIsHandedOutToNobody() throws Exception {
    Provision provision =
        new Provision(directory, server).exclusive().top("validate: {tables: [public.missing]}");

    OperationReport report = provision.run(THREE);

    assertThat(report.status()).isEqualTo(Status.FAILED);
    assertThat(provision.handedOutAnything()).isFalse();
    provision.assertNothingIsLeft();
  }

  @Test
  void whereAnonymizingFailsNobodyGetsAnythingAndTheLineIsNamed() throws Exception {
    Provision provision =
        new Provision(directory, server)
            .exclusive()
            .file(
                "db/anonymize.sql",
                """
                UPDATE public.people SET name = 'x';
                UPDATE public.people
                SET emial = 'x';
                """);

    OperationReport report =
        provision.run(THREE.anonymizing("db/anonymize.sql", List.of(), List.of()));

    assertThat(report.status()).as(report.toString()).isEqualTo(Status.FAILED);
    assertThat(report.lanes())
        .filteredOn(lane -> lane.status() == Status.FAILED)
        .isNotEmpty()
        .allSatisfy(
            lane ->
                assertThat(task(lane, TaskKind.ANONYMIZE).message())
                    .contains("db/anonymize.sql:3:", "emial"));
    assertThat(provision.handedOutAnything()).isFalse();
    provision.assertNothingIsLeft();
  }

  @Test
  void whereOneCloneFailsTheOthersAreDropped() throws Exception {
    Provision provision = new Provision(directory, server).exclusive();
    AtomicBoolean done = new AtomicBoolean();
    provision.listener(
        new ProgressListener() {
          @Override
          public void taskFinished(String lane, TaskReport task) {
            if (lane.endsWith(" 2") && task.kind() == TaskKind.SNAPSHOT && !done.getAndSet(true)) {
              dropOne(provision, task);
            }
          }
        });

    OperationReport report =
        provision
            .file("anonymize.sql", "UPDATE public.people SET name = 'x';")
            .run(THREE.anonymizing("anonymize.sql", List.of(), List.of()));

    assertThat(report.status()).isEqualTo(Status.FAILED);
    assertThat(report.lanes())
        .extracting(LaneReport::status)
        .containsOnlyOnce(Status.FAILED)
        .contains(Status.CANCELLED);
    assertThat(report.lanes())
        .filteredOn(lane -> lane.status() == Status.CANCELLED)
        .allSatisfy(lane -> assertThat(lane.failure()).contains("nobody gets a part"));
    assertThat(provision.handedOutAnything()).isFalse();
    provision.assertNothingIsLeft();
  }

  private void dropOne(Provision provision, TaskReport snapshot) {
    try {
      assertThat(snapshot.status()).isEqualTo(Status.PASSED);
      server.execute("postgres", "DROP DATABASE " + provision.clones().get(0) + " WITH (FORCE)");
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void theSourceIsOnlyRead() throws Exception {
    Provision provision = new Provision(directory, server);
    String counters =
        "SELECT n_tup_ins || ' ' || n_tup_upd || ' ' || n_tup_del FROM pg_stat_user_tables";
    String files = "SELECT pg_relation_filenode('public.people') || ' ' || xmin FROM public.people";
    // The session that filled the table tells the statistics some time after its end.
    List<String> before = List.of("3 0 0");
    for (int i = 0; i < 600 && !provision.query(provision.source(), counters).equals(before); i++) {
      Thread.sleep(50);
    }
    assertThat(provision.query(provision.source(), counters)).isEqualTo(before);
    List<String> rows = provision.query(provision.source(), files);
    provision.file("anonymize.sql", "UPDATE public.people SET name = md5(name), email = NULL;");

    OperationReport report =
        provision.run(
            THREE.anonymizing("anonymize.sql", List.of("people.name", "people.email"), List.of()));

    assertThat(report.status()).as(report.toString()).isEqualTo(Status.PASSED);
    assertThat(provision.query(provision.source(), counters)).isEqualTo(before);
    assertThat(provision.query(provision.source(), files)).isEqualTo(rows);
    assertThat(provision.query(provision.source(), PEOPLE).get(0)).contains("Ada");
    provision.drop();
  }

  @Test
  void reportsGiveAddressesWithoutPasswords() throws Exception {
    server.execute(
        "postgres",
        "DROP ROLE IF EXISTS provisioner;"
            + " CREATE ROLE provisioner SUPERUSER LOGIN PASSWORD 'Clone-Pw/7!'");
    Provision provision = new Provision(directory, server).exclusive();
    provision.url(
        "postgresql://provisioner:Clone-Pw%2F7!@127.0.0.1:"
            + server.port()
            + "/"
            + provision.source());

    OperationReport report = provision.run(ProvisionOptions.of(1, Duration.ofHours(1)));

    LaneReport lane = report.lanes().get(0);
    String name = provision.clones().get(0);
    assertThat(lane.facts())
        .contains(
            new Fact("URL", "postgresql://provisioner@127.0.0.1:" + server.port() + "/" + name));
    assertThat(report.toString()).doesNotContain("Clone-Pw");
    assertThat(
            Provisioned.target(provision.provisioned().databases().get(0), provision.environment())
                .password()
                .reveal())
        .isEqualTo("Clone-Pw/7!");
    provision.drop();
  }
}
