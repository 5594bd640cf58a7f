package io.jenkins.plugins.orchestrator.engine.postgres.clone;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.orchestrator.engine.run.RunId;
import io.jenkins.plugins.orchestrator.testing.TestServer;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** On a server of its own: the reaper looks at all its databases. */
class ReaperTest {
  @TempDir Path directory;

  @Test
  void dropsWhatExpiredAndKeepsEveryLookAlike() throws Exception {
    try (TestServer server = TestServer.startOwn(17, java.util.Map.of())) {
      RunId run = RunId.random();
      String expired = named(run, -10);
      String unmarked = named(run, -10);
      String golden = named(run, -10);
      String fresh = named(run, 3600);
      String open = named(run, -10);
      String foreign = named(run, -10);
      server.execute("postgres", "CREATE ROLE somebody CREATEDB");
      for (String name : List.of(expired, golden, fresh, open, foreign, "orch_production")) {
        server.execute("postgres", "CREATE DATABASE " + name);
      }
      server.execute("postgres", "CREATE DATABASE " + unmarked + " ALLOW_CONNECTIONS false");
      server.execute("postgres", "ALTER DATABASE " + foreign + " OWNER TO somebody");
      mark(server, expired, run, Mark.CLONE, -10);
      mark(server, golden, run, Mark.GOLDEN, -10);
      mark(server, fresh, run, Mark.CLONE, 3600);
      mark(server, foreign, run, Mark.CLONE, -10);
      server.execute(
          "postgres", "ALTER DATABASE " + golden + " ALLOW_CONNECTIONS false IS_TEMPLATE true");
      server.execute("postgres", "CREATE DATABASE renamed");
      mark(server, "renamed", run, Mark.CLONE, -10);
      Lab lab = new Lab(directory);

      List<Reaped> planned =
          Reaper.reap(
              List.of(Environments.target(server, "postgres")), lab.state, lab.redactor, true);
      assertThat(named(planned, Reaped.Outcome.WOULD_DROP))
          .containsExactlyInAnyOrder(expired, unmarked, golden);
      assertThat(all(server)).contains(expired, unmarked, golden);

      List<Reaped> done =
          Reaper.reap(
              List.of(
                  Environments.target(server, "postgres"), Environments.target(server, "renamed")),
              lab.state,
              lab.redactor,
              false);
      assertThat(named(done, Reaped.Outcome.DROPPED))
          .containsExactlyInAnyOrder(expired, unmarked, golden);
      assertThat(named(done, Reaped.Outcome.KEPT))
          .containsExactlyInAnyOrder(fresh, open, foreign, "orch_production");
      assertThat(all(server))
          .contains(fresh, open, foreign, "orch_production", "renamed")
          .doesNotContain(expired, unmarked, golden);
    }
  }

  @Test
  void keepsAnExpiredGoldenCopyWhileARunUsesIt() throws Exception {
    TestServer server = TestServer.of(15);
    String source = server.createDatabase();
    Lab lab = new Lab(directory);
    Environments shortLived = Environments.of(server, source).ttl(Duration.ZERO);
    try (Snapshot snapshot = lab.take(shortLived)) {
      List<Reaped> done =
          Reaper.reap(
              List.of(snapshot.target()),
              new Lab(directory.resolve("other")).state,
              lab.redactor,
              false);
      assertThat(done)
          .filteredOn(each -> each.reason().contains("using it as a golden copy"))
          .extracting(Reaped::name)
          .containsAnyElementsOf(lab.databases(server));
    }
    Reaper.reap(List.of(Environments.target(server, source)), lab.state, lab.redactor, false);
    assertThat(lab.databases(server)).isEmpty();
  }

  @Test
  void aServerThatIsDownIsSaidAndDoesNotStopTheOthers() {
    TestServer server = TestServer.of(15);
    Lab lab = new Lab(directory);
    var down =
        new io.jenkins.plugins.orchestrator.engine.postgres.DatabaseTarget(
            List.of(
                new io.jenkins.plugins.orchestrator.engine.postgres.DatabaseTarget.Host(
                    "127.0.0.1", 1)),
            "postgres",
            "postgres",
            null,
            java.util.Map.of());
    List<Reaped> done =
        Reaper.reap(
            List.of(down, Environments.target(server, "postgres")), lab.state, lab.redactor, true);
    assertThat(done)
        .filteredOn(each -> each.outcome() == Reaped.Outcome.FAILED)
        .singleElement()
        .satisfies(each -> assertThat(each.name()).contains("127.0.0.1:1"));
  }

  private static String named(RunId run, long seconds) {
    return CloneName.next(run, Instant.now().plusSeconds(seconds), 'c').toString();
  }

  private static void mark(
      TestServer server, String database, RunId run, String purpose, long seconds) {
    long oid =
        Long.parseLong(
            Lab.string(
                server,
                "postgres",
                "SELECT oid FROM pg_database WHERE datname = '" + database + "'"));
    Mark mark =
        new Mark(
            Mark.FORM,
            purpose,
            run.value(),
            "postgres",
            oid,
            Instant.now().plusSeconds(seconds).getEpochSecond(),
            "h:1/db",
            null);
    server.execute("postgres", "COMMENT ON DATABASE " + database + " IS '" + mark.json() + "'");
  }

  private static List<String> named(List<Reaped> reaped, Reaped.Outcome outcome) {
    return reaped.stream().filter(each -> each.outcome() == outcome).map(Reaped::name).toList();
  }

  private static List<String> all(TestServer server) {
    return Lab.strings(server, "postgres", "SELECT datname FROM pg_database");
  }
}
