package io.jenkins.plugins.orchestrator.engine.postgres.clone;

import io.jenkins.plugins.orchestrator.engine.postgres.DatabaseTarget;
import io.jenkins.plugins.orchestrator.engine.postgres.Session;
import io.jenkins.plugins.orchestrator.engine.postgres.SessionSettings;
import io.jenkins.plugins.orchestrator.engine.run.CancelledException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;

/**
 * Gives a restored database its statistics and visibility map, the largest tables first, in several
 * sessions: without them autovacuum would make the first ALTER wait. Tables that were written
 * frozen have their visibility map and are only analyzed.
 */
final class VacuumAnalyze {
  /** Tables and materialized views are vacuumed, partitioned tables only analyzed. 14 to 18. */
  private static final String TABLES =
      "SELECT n.nspname, c.relname, c.relkind = 'p' FROM pg_catalog.pg_class c"
          + " JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace"
          + " WHERE c.relkind IN ('r', 'm', 'p') AND NOT c.relisshared AND c.relpersistence <> 't'"
          + " ORDER BY c.relkind = 'p', c.relpages DESC, pg_catalog.pg_relation_size(c.oid) DESC";

  private static final Duration LIMIT = Duration.ofHours(6);

  private final DatabaseTarget database;
  private final CloneWork work;
  private final Set<String> frozen;

  /**
   * @param frozen tables that were written with COPY FREEZE
   */
  VacuumAnalyze(DatabaseTarget database, CloneWork work, List<CopiedTable> frozen) {
    this.database = database;
    this.work = work;
    this.frozen = frozen.stream().map(CopiedTable::quotedName).collect(Collectors.toSet());
  }

  void run(int jobs) throws SQLException {
    SessionSettings settings =
        SessionSettings.named(work.applicationName("vacuum"))
            .withParameters(Map.of("maintenance_work_mem", "128MB", "synchronous_commit", "off"));
    Queue<String> statements = new ConcurrentLinkedQueue<>();
    try (Session session = Session.open(database, settings)) {
      statements.addAll(statements(session));
    }
    ExecutorService sessions = Executors.newFixedThreadPool(jobs);
    try {
      List<Future<?>> running = new ArrayList<>();
      for (int i = 0; i < jobs; i++) {
        running.add(
            sessions.submit(
                () -> {
                  work(settings, statements);
                  return null;
                }));
      }
      for (Future<?> each : running) {
        await(each);
      }
    } finally {
      sessions.shutdownNow();
    }
  }

  private List<String> statements(Session session) throws SQLException {
    List<String> statements = new ArrayList<>();
    try (Statement statement = session.connection().createStatement();
        ResultSet rows = statement.executeQuery(TABLES)) {
      while (rows.next()) {
        String name =
            Session.quoteIdentifier(rows.getString(1))
                + "."
                + Session.quoteIdentifier(rows.getString(2));
        boolean analyzeOnly = rows.getBoolean(3) || frozen.contains(name);
        statements.add((analyzeOnly ? "ANALYZE " : "VACUUM (ANALYZE) ") + name);
      }
    }
    return statements;
  }

  private void work(SessionSettings settings, Queue<String> statements) throws SQLException {
    try (Session session = Session.open(database, settings)) {
      BoundedSql.limit(session, LIMIT);
      for (String sql = statements.poll(); sql != null; sql = statements.poll()) {
        BoundedSql.run(session, sql, work.cancellation());
      }
    } catch (SQLException | RuntimeException e) {
      statements.clear();
      throw e;
    }
  }

  private static void await(Future<?> future) throws SQLException {
    try {
      future.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CancelledException("interrupted while statistics were gathered");
    } catch (ExecutionException e) {
      if (e.getCause() instanceof SQLException known) {
        throw known;
      }
      if (e.getCause() instanceof RuntimeException known) {
        throw known;
      }
      throw new IllegalStateException(e.getCause());
    }
  }
}
