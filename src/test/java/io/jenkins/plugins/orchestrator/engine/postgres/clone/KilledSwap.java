package io.jenkins.plugins.orchestrator.engine.postgres.clone;

import io.jenkins.plugins.orchestrator.engine.postgres.DatabaseTarget;
import io.jenkins.plugins.orchestrator.engine.postgres.Redactor;
import io.jenkins.plugins.orchestrator.engine.run.Cancellation;
import io.jenkins.plugins.orchestrator.engine.run.RunId;
import io.jenkins.plugins.orchestrator.engine.run.StateDirectory;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** A process that restores a database, swaps it, and dies without a word at a step of the swap. */
final class KilledSwap {
  static final int EXIT = 137;

  private KilledSwap() {}

  public static void main(String[] args) throws Exception {
    RunId run = new RunId(args[0]);
    int port = Integer.parseInt(args[2]);
    SwapStep last = SwapStep.valueOf(args[4]);
    DatabaseTarget live =
        new DatabaseTarget(
            List.of(new DatabaseTarget.Host("127.0.0.1", port)),
            args[3],
            "postgres",
            null,
            Map.of());
    IntentJournal journal =
        new IntentJournal(new StateDirectory(Path.of(args[1])), run, line -> {});
    MadeDatabase restored = restore(live, run, journal);
    try (Connection inside =
            DriverManager.getConnection(
                "jdbc:postgresql://127.0.0.1:" + port + "/" + restored.name(), "postgres", "");
        Statement statement = inside.createStatement()) {
      statement.execute(
          "CREATE TABLE one (word text); CREATE TABLE two (word text);"
              + " INSERT INTO one VALUES ('new'); INSERT INTO two VALUES ('new')");
    }
    new DatabaseSwap(
            run,
            "test",
            Redactor.of(List.of()),
            journal,
            step -> {
              if (step == last) {
                // No shutdown hook, no finally: as after a kill -9.
                Runtime.getRuntime().halt(EXIT);
              }
            })
        .swap(live, restored.name().toString(), new Cancellation());
  }

  private static MadeDatabase restore(DatabaseTarget live, RunId run, IntentJournal journal)
      throws Exception {
    Instant expires = Instant.now().plusSeconds(3600);
    try (CloneServer server = CloneServer.of(live, "orchestrate/" + run + "/test/restore")) {
      DatabaseCreation creation =
          new DatabaseCreation(server, journal, new Cancellation(), Duration.ofMinutes(1));
      MadeDatabase made =
          creation.closed(
              CloneName.next(run, expires, 'c'),
              " TEMPLATE template0",
              oid ->
                  new Mark(
                      Mark.FORM,
                      Mark.CLONE,
                      run.value(),
                      "postgres",
                      oid,
                      expires.getEpochSecond(),
                      "h:1/db",
                      null));
      creation.open(made);
      return made;
    }
  }
}
