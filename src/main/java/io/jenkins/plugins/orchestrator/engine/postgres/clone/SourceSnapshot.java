package io.jenkins.plugins.orchestrator.engine.postgres.clone;

import io.jenkins.plugins.orchestrator.engine.postgres.DatabaseTarget;
import io.jenkins.plugins.orchestrator.engine.postgres.Session;
import io.jenkins.plugins.orchestrator.engine.postgres.SessionSettings;
import io.jenkins.plugins.orchestrator.engine.postgres.Shares;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Sessions on a source that see one and the same state of it, each with the locks on the tables
 * that it is to read: a dump with {@link #id} sees that state too.
 *
 * <p>The locks come first and the snapshot then, because TRUNCATE and ALTERs that rewrite a table
 * do not respect snapshots: one that was at work has ended before the snapshot is taken, one that
 * comes later waits. Each session locks what it reads itself: a lock that it asked for later would
 * queue behind an ALTER that waits for another of these sessions, and none of them would ever end.
 */
final class SourceSnapshot implements AutoCloseable {
  /** How long a lock is waited for. */
  static final Duration LOCK_WAIT = Duration.ofSeconds(30);

  /** The small ones beyond these go through the archive: pg_dump looks up each by a query. */
  private static final int TABLES_LIMIT = 1000;

  /** What an argument list holds everywhere, with room for the rest. */
  private static final int PATTERNS_LIMIT = 256 * 1024;

  private static final int LOCKED_AT_ONCE = 200;
  private static final String BEGIN = "BEGIN ISOLATION LEVEL REPEATABLE READ, READ ONLY";
  private static final String EXPORT = "SELECT pg_catalog.pg_export_snapshot()";

  /**
   * A session of the source.
   *
   * @param tables that it reads, the largest first
   */
  record Reader(Session session, List<CopiedTable.Rows> tables) {}

  private final List<Reader> readers = new ArrayList<>();
  private final List<Session> sessions = new ArrayList<>();
  private final List<CopiedTable> copied = new ArrayList<>();
  private final List<CopiedTable> left = new ArrayList<>();
  private @Nullable String id;
  private long archivedBytes;

  private SourceSnapshot() {}

  /**
   * Locks the tables that can be copied past the archive and takes a snapshot.
   *
   * @param count sessions at most
   * @param sameMajorVersion whether the copy's server has the source's major version
   * @throws SQLException when a table was locked for too long, or was dropped meanwhile, among
   *     others
   */
  static SourceSnapshot take(
      CloneWork work, DatabaseTarget source, int count, boolean sameMajorVersion)
      throws SQLException {
    SourceSnapshot snapshot = new SourceSnapshot();
    try {
      snapshot.open(work, source, count, sameMajorVersion);
      return snapshot;
    } catch (SQLException | RuntimeException e) {
      snapshot.closeAfter(e);
      throw e;
    }
  }

  private void open(CloneWork work, DatabaseTarget source, int count, boolean sameMajorVersion)
      throws SQLException {
    // Named as pg_dump's sessions are: whoever looks for changes knows that they make none.
    SessionSettings settings = SessionSettings.readOnly(work.applicationName("dump"));
    Session first = open(source, settings);
    SourceTables.Listing listing = SourceTables.list(first);
    archivedBytes = SourceTables.largeObjectBytes(first);
    List<CopiedTable> chosen = choose(listing.candidates());
    for (CopiedTable table : listing.left()) {
      archivedBytes += table.bytes();
    }
    for (CopiedTable table :
        listing.candidates().subList(chosen.size(), listing.candidates().size())) {
      archivedBytes += table.bytes();
    }
    List<List<CopiedTable>> shares = Shares.of(chosen, CopiedTable::bytes, count);
    for (int i = 0; i < shares.size(); i++) {
      Session session = i == 0 ? first : open(source, settings);
      session.execute(BEGIN);
      lock(session, shares.get(i), work);
    }
    if (shares.isEmpty()) {
      first.execute(BEGIN);
    }
    id = export(first);
    for (Session session : sessions.subList(1, sessions.size())) {
      session.execute("SET TRANSACTION SNAPSHOT " + Session.quoteLiteral(id));
    }
    compare(first, chosen);
    Map<Long, CopiedTable.Rows> rows = SourceTables.rows(first, copied, sameMajorVersion);
    for (int i = 0; i < shares.size(); i++) {
      List<CopiedTable.Rows> tables = new ArrayList<>();
      for (CopiedTable table : shares.get(i)) {
        if (rows.containsKey(table.oid())) {
          tables.add(rows.get(table.oid()));
        }
      }
      readers.add(new Reader(sessions.get(i), List.copyOf(tables)));
    }
  }

  private Session open(DatabaseTarget source, SessionSettings settings) throws SQLException {
    Session session = PinnedCopySession.open(source, settings);
    sessions.add(session);
    session.execute("SET lock_timeout = " + LOCK_WAIT.toMillis());
    return session;
  }

  private static List<CopiedTable> choose(List<CopiedTable> candidates) {
    int count = 0;
    int length = 0;
    for (CopiedTable table : candidates) {
      length += table.pattern().length() + Archive.EXCLUDE_DATA.length();
      if (count == TABLES_LIMIT || length > PATTERNS_LIMIT) {
        break;
      }
      count++;
    }
    return candidates.subList(0, count);
  }

  private static void lock(Session session, List<CopiedTable> tables, CloneWork work)
      throws SQLException {
    for (int from = 0; from < tables.size(); from += LOCKED_AT_ONCE) {
      List<CopiedTable> some = tables.subList(from, Math.min(tables.size(), from + LOCKED_AT_ONCE));
      String names =
          some.stream().map(CopiedTable::quotedName).collect(Collectors.joining(", ONLY "));
      BoundedSql.run(
          session, "LOCK TABLE ONLY " + names + " IN ACCESS SHARE MODE", work.cancellation());
    }
  }

  private static String export(Session session) throws SQLException {
    try (Statement statement = session.connection().createStatement();
        ResultSet row = statement.executeQuery(EXPORT)) {
      row.next();
      return row.getString(1);
    }
  }

  /** A table that was renamed or replaced before it was locked is left to pg_dump. */
  private void compare(Session first, List<CopiedTable> chosen) throws SQLException {
    Map<Long, CopiedTable> locked = new java.util.HashMap<>();
    chosen.forEach(table -> locked.put(table.oid(), table));
    List<CopiedTable> unlogged = new ArrayList<>();
    List<CopiedTable> logged = SourceTables.seen(first, unlogged);
    for (CopiedTable table : logged) {
      (isLocked(locked, table) ? copied : left).add(table);
    }
    for (CopiedTable table : unlogged) {
      if (isLocked(locked, table)) {
        copied.add(table);
      }
    }
  }

  private static boolean isLocked(Map<Long, CopiedTable> locked, CopiedTable table) {
    CopiedTable same = locked.get(table.oid());
    return same != null && same.isSameAs(table);
  }

  /** For {@code pg_dump --snapshot}; good until this is closed. */
  String id() {
    return java.util.Objects.requireNonNull(id);
  }

  /** The tables whose rows the readers copy. */
  List<CopiedTable> copied() {
    return copied;
  }

  /** The logged tables whose rows are left to the archive. */
  List<CopiedTable> left() {
    return left;
  }

  /** About how much the archive has to hold. */
  long archivedBytes() {
    return archivedBytes;
  }

  List<Reader> readers() {
    return readers;
  }

  private void closeAfter(Exception e) {
    try {
      close();
    } catch (SQLException left) {
      e.addSuppressed(left);
    }
  }

  /** Gives the locks back. */
  @Override
  public void close() throws SQLException {
    SQLException failure = null;
    for (Session session : sessions) {
      try {
        session.close();
      } catch (SQLException e) {
        failure = failure == null ? e : failure;
      }
    }
    if (failure != null) {
      throw failure;
    }
  }
}
