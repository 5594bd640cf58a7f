package io.jenkins.plugins.orchestrator.engine.provision;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.orchestrator.engine.postgres.ServerVersion;
import io.jenkins.plugins.orchestrator.engine.postgres.client.ClientTools;
import io.jenkins.plugins.orchestrator.engine.report.Finding;
import io.jenkins.plugins.orchestrator.engine.report.TaskKind;
import io.jenkins.plugins.orchestrator.engine.report.TaskReport;
import io.jenkins.plugins.orchestrator.engine.report.operation.LaneReport;
import io.jenkins.plugins.orchestrator.engine.report.operation.OperationReport;
import io.jenkins.plugins.orchestrator.engine.run.Status;
import io.jenkins.plugins.orchestrator.testing.TestServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A command that works with the clones, after which they are gone. */
class CloneUseTest {
  private static final Duration HOUR = Duration.ofHours(1);

  @TempDir Path directory;

  @Test
  void theCommandGetsAVariableForEveryClone() throws Exception {
    Provision provision = new Provision(directory, TestServer.of(15)).exclusive();

    OperationReport report =
        provision.run(
            ProvisionOptions.of(2, HOUR)
                .running(
                    "printf '%s\\n' \"$DATABASE_NAME_1\" \"$DATABASE_NAME_2\" \"$DATABASE_URL_1\""
                        + " \"$DATABASE_URL_2\" \"${DATABASE_URL_3-none}\" > seen"));

    assertThat(report.status()).as(report.toString()).isEqualTo(Status.PASSED);
    assertThat(provision.exitCode()).isZero();
    List<String> names =
        provision.provisioned().databases().stream().map(ProvisionedDatabase::name).toList();
    String place = "postgresql://postgres@127.0.0.1:" + TestServer.of(15).port() + "/";
    assertThat(Files.readAllLines(directory.resolve("seen")))
        .containsExactly(
            names.get(0), names.get(1), place + names.get(0), place + names.get(1), "none");
    for (LaneReport lane : report.lanes()) {
      assertThat(Provision.tasks(lane)).endsWith("use PASSED", "cleanup PASSED");
    }
    provision.assertNothingIsLeft();
  }

  @Test
  void itsExitCodeIsTheRunsAndItsOutputIsInTheReport() throws Exception {
    Provision provision = new Provision(directory, TestServer.of(15)).exclusive();

    OperationReport report =
        provision.run(ProvisionOptions.of(2, HOUR).running("echo no luck; exit 7"));

    assertThat(provision.exitCode()).isEqualTo(7);
    assertThat(report.status()).isEqualTo(Status.FAILED);
    TaskReport use = Provision.task(report.lanes().get(0), TaskKind.USE);
    assertThat(use.message()).isEqualTo("exit code 7, expected 0");
    assertThat(report.lanes().get(0).findings())
        .extracting(Finding::message)
        .contains("The end of what the command printed: no luck");
    provision.assertNothingIsLeft();
  }

  @Test
  void itEndsWithTheClonesTime() throws Exception {
    Provision provision = new Provision(directory, TestServer.of(15)).exclusive();

    OperationReport report =
        provision.run(ProvisionOptions.of(1, Duration.ofSeconds(2)).running("sleep 300"));

    assertThat(report.status()).isEqualTo(Status.TIMED_OUT);
    assertThat(report.duration()).isLessThan(Duration.ofSeconds(60));
    provision.assertNothingIsLeft();
  }

  /** On a server that asks for it: the password is in the environment and a 0600 file only. */
  @Test
  void thePasswordReachesTheCommandAndNobodyElse() throws Exception {
    try (TestServer server = TestServer.startOwn(17, Map.of())) {
      askForPasswords(server);
      Provision provision = new Provision(directory, server).exclusive();
      server.execute(provision.source(), "GRANT ALL ON public.people TO deployer");
      server.execute("postgres", "ALTER DATABASE " + provision.source() + " OWNER TO deployer");
      provision.url(
          "postgresql://deployer:Use-Pw%3A%2F7@127.0.0.1:"
              + server.port()
              + "/"
              + provision.source());
      Path psql =
          ClientTools.locate(System.getenv()).forServer(new ServerVersion(170000)).program("psql");
      String connect =
          psql
              + " -X -w -At -h 127.0.0.1 -p "
              + server.port()
              + " -U deployer -d \"$DATABASE_NAME_2\" -c 'SELECT current_database()'";

      OperationReport report =
          provision.run(
              ProvisionOptions.of(2, HOUR)
                  .running(
                      connect
                          + " > seen && stat -c %a \"$PGPASSFILE\" >> seen && "
                          + psql
                          + " -X -At \"$DATABASE_URL_1\" -c 'SELECT current_user' >> seen;"
                          + " cat /proc/*/cmdline > arguments 2>/dev/null;"
                          + " echo \"$DATABASE_URL_1\"; env -0 | tr '\\0' '\\n' > variables"));

      assertThat(report.status()).as(report.toString()).isEqualTo(Status.PASSED);
      assertThat(Files.readAllLines(directory.resolve("seen")))
          .containsExactly(provision.provisioned().databases().get(1).name(), "600", "deployer");
      assertThat(Files.readString(directory.resolve("variables")))
          .contains("DATABASE_URL_1=postgresql://deployer:Use-Pw%3A%2F7@")
          .doesNotContain("PGPASSWORD");
      assertThat(report.toString())
          .contains("postgresql://deployer:********@")
          .doesNotContain("Use-Pw");
      provision.assertNothingIsLeft();
    }
  }

  private static void askForPasswords(TestServer server) throws Exception {
    server.execute("postgres", "CREATE ROLE deployer LOGIN CREATEDB PASSWORD 'Use-Pw:/7'");
    try (Connection connection = server.connect("postgres");
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("SHOW hba_file")) {
      row.next();
      Files.writeString(
          Path.of(row.getString(1)),
          "host all postgres 127.0.0.1/32 trust\nhost all all 127.0.0.1/32 scram-sha-256\n");
    }
    server.execute("postgres", "SELECT pg_reload_conf(), pg_sleep(0.5)");
  }
}
