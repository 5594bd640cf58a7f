package io.jenkins.plugins.orchestrator.engine.provision;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.orchestrator.engine.report.ProgressListener;
import io.jenkins.plugins.orchestrator.engine.report.TaskKind;
import io.jenkins.plugins.orchestrator.engine.report.operation.OperationReport;
import io.jenkins.plugins.orchestrator.engine.run.Status;
import io.jenkins.plugins.orchestrator.testing.TestServer;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Ctrl-C in every task, at its start and in the middle: nothing is handed out, all is dropped. */
class CancelledProvisioningTest {
  private static final String WHY = "Ctrl-C";
  private static final String FOREVER = "SELECT pg_sleep(300);";

  @TempDir Path directory;
  private final TestServer server = TestServer.of(16);
  private Provision provision;

  @BeforeEach
  void provision() {
    provision =
        new Provision(directory, server)
            .top("migrations: {baseline: none}")
            .file("db/1_city.sql", "ALTER TABLE public.people ADD city text;")
            .file("anonymize.sql", "UPDATE public.people SET name = 'x' || id;");
  }

  private static ProvisionOptions everything() {
    return ProvisionOptions.of(3, Duration.ofHours(1))
        .migrating("db")
        .anonymizing("anonymize.sql", List.of("people.name"), List.of());
  }

  private void cancelIn(TaskKind wanted, long afterMillis) {
    provision.listener(
        new ProgressListener() {
          @Override
          public void taskStarted(String lane, TaskKind task) {
            if (task == wanted && afterMillis == 0) {
              provision.cancellation().cancel(WHY);
            } else if (task == wanted) {
              CompletableFuture.delayedExecutor(afterMillis, TimeUnit.MILLISECONDS)
                  .execute(() -> provision.cancellation().cancel(WHY));
            }
          }
        });
  }

  private void assertCancelled(ProvisionOptions options, TaskKind task) throws Exception {
    OperationReport report = provision.run(options);

    assertThat(report.status()).as(report.toString()).isEqualTo(Status.CANCELLED);
    assertThat(report.lanes())
        .allSatisfy(lane -> assertThat(lane.failure()).isEqualTo(WHY))
        .anySatisfy(
            lane -> assertThat(Provision.tasks(lane)).contains(task.label() + " CANCELLED"));
    assertThat(report.duration()).isLessThan(Duration.ofSeconds(30));
    provision.assertNothingIsLeft();
  }

  @ParameterizedTest
  @EnumSource(
      value = TaskKind.class,
      names = {"SNAPSHOT", "APPLY", "VALIDATE", "ANONYMIZE", "CHECK", "USE"})
  void atTheStartOfATask(TaskKind task) throws Exception {
    provision.exclusive();
    cancelIn(task, 0);

    assertCancelled(everything(), task);

    assertThat(provision.handedOutAnything()).isFalse();
  }

  @Test
  void whileTheSourceIsCopied() throws Exception {
    cancelIn(TaskKind.SNAPSHOT, 900);
    try (Connection other = server.connect(provision.source());
        Statement statement = other.createStatement()) {
      other.setAutoCommit(false);
      statement.execute("LOCK TABLE public.people IN ACCESS EXCLUSIVE MODE");

      assertCancelled(everything(), TaskKind.SNAPSHOT);
      other.rollback();
    }
  }

  @Test
  void whileMigrationsRun() throws Exception {
    provision.exclusive().file("db/2_wait.sql", FOREVER);
    cancelIn(TaskKind.APPLY, 700);

    assertCancelled(everything(), TaskKind.APPLY);
  }

  @Test
  void whileTheSchemaIsChecked() throws Exception {
    provision
        .exclusive()
        .top("validate: {queries: [{name: forever, sql: SELECT pg_sleep(50), expect: {rows: 1}}]}");
    cancelIn(TaskKind.VALIDATE, 500);

    assertCancelled(everything(), TaskKind.VALIDATE);
  }

  @Test
  void whileItIsAnonymized() throws Exception {
    provision.exclusive().file("anonymize.sql", FOREVER);
    cancelIn(TaskKind.ANONYMIZE, 700);

    assertCancelled(everything(), TaskKind.ANONYMIZE);
  }

  /** One reads the source, which somebody has locked; the others wait for their turn. */
  @Test
  void whileValuesAreCompared() throws Exception {
    provision.exclusive();
    AtomicReference<Connection> lock = new AtomicReference<>();
    provision.listener(
        new ProgressListener() {
          @Override
          public synchronized void taskStarted(String lane, TaskKind task) {
            if (task == TaskKind.CHECK && lock.get() == null) {
              lock.set(lock());
              CompletableFuture.delayedExecutor(700, TimeUnit.MILLISECONDS)
                  .execute(() -> provision.cancellation().cancel(WHY));
            }
          }
        });
    try {
      assertCancelled(everything(), TaskKind.CHECK);
    } finally {
      lock.get().close();
    }
  }

  private Connection lock() {
    try {
      Connection other = server.connect(provision.source());
      other.setAutoCommit(false);
      try (Statement statement = other.createStatement()) {
        statement.execute("LOCK TABLE public.people IN ACCESS EXCLUSIVE MODE");
      }
      return other;
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"sleep 300", "trap '' TERM INT; while true; do sleep 0.2; done"})
  void whileTheCommandRuns(String command) throws Exception {
    provision.exclusive();
    cancelIn(TaskKind.USE, 1500);

    assertCancelled(everything().running(command), TaskKind.USE);
  }

  /** What was begun with the clones is over by then. */
  @Test
  void whileTheyAreDropped() throws Exception {
    provision.exclusive();
    cancelIn(TaskKind.CLEANUP, 0);

    OperationReport report = provision.run(everything().running("true"));

    assertThat(report.status()).isEqualTo(Status.PASSED);
    provision.assertNothingIsLeft();
  }
}
