package io.jenkins.plugins.orchestrator.engine.postgres.clone;

import io.jenkins.plugins.orchestrator.engine.postgres.DatabaseTarget;
import io.jenkins.plugins.orchestrator.engine.postgres.Session;
import io.jenkins.plugins.orchestrator.engine.postgres.SessionSettings;
import io.jenkins.plugins.orchestrator.engine.run.Cancellation;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;

/** Copies the rows of tables from server to server: a session there for each reader here. */
final class TableCopy {
  /** The database is thrown away after a crash: its commits need not reach the disk one by one. */
  private static final Map<String, String> SETTINGS =
      Map.of("synchronous_commit", "off", "lock_timeout", "0");

  private final SourceSnapshot snapshot;
  private final DatabaseTarget target;
  private final CloneWork work;
  private final Cancellation cancellation;

  /** The one that made the others end. */
  private final AtomicReference<Exception> failure = new AtomicReference<>();

  /**
   * @param target a database that has the tables, empty, without indexes and triggers
   */
  TableCopy(SourceSnapshot snapshot, DatabaseTarget target, CloneWork work) {
    this.snapshot = snapshot;
    this.target = target;
    this.work = work;
    this.cancellation = work.cancellation().child();
  }

  /** Copies all; at the first error the others are ended too. */
  void run() throws SnapshotException, SQLException {
    List<SourceSnapshot.Reader> readers = snapshot.readers();
    if (readers.isEmpty()) {
      return;
    }
    ExecutorService threads = Executors.newFixedThreadPool(readers.size());
    try {
      List<Future<?>> running = new ArrayList<>();
      for (SourceSnapshot.Reader reader : readers) {
        running.add(threads.submit(() -> copy(reader)));
      }
      for (Future<?> each : running) {
        each.get();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      cancellation.cancel("interrupted while tables were copied");
    } catch (ExecutionException e) {
      throw new IllegalStateException(e.getCause());
    } finally {
      threads.shutdown();
    }
    work.cancellation().check();
    rethrow(failure.get());
    cancellation.check();
  }

  private void copy(SourceSnapshot.Reader reader) {
    SessionSettings settings =
        SessionSettings.named(work.applicationName("restore")).withParameters(SETTINGS);
    try (Session writer = PinnedCopySession.open(target, settings)) {
      TablePipe pipe = new TablePipe(reader.session(), writer, work.redactor(), cancellation);
      for (CopiedTable.Rows rows : reader.tables()) {
        pipe.copy(rows);
      }
    } catch (SnapshotException | SQLException | RuntimeException e) {
      if (failure.compareAndSet(null, e)) {
        cancellation.cancel("another table could not be copied");
      }
    }
  }

  private static void rethrow(Exception e) throws SnapshotException, SQLException {
    if (e instanceof SnapshotException known) {
      throw known;
    }
    if (e instanceof SQLException known) {
      throw known;
    }
    if (e instanceof RuntimeException known) {
      throw known;
    }
  }
}
