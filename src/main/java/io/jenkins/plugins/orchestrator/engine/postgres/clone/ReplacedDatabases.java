package io.jenkins.plugins.orchestrator.engine.postgres.clone;

import io.jenkins.plugins.orchestrator.engine.postgres.ApplicationName;
import io.jenkins.plugins.orchestrator.engine.postgres.DatabaseTarget;
import io.jenkins.plugins.orchestrator.engine.postgres.Redactor;
import io.jenkins.plugins.orchestrator.engine.postgres.Session;
import io.jenkins.plugins.orchestrator.engine.run.Cancellation;
import io.jenkins.plugins.orchestrator.engine.run.Deadline;
import io.jenkins.plugins.orchestrator.engine.run.RunId;
import io.jenkins.plugins.orchestrator.engine.run.StateDirectory;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The databases that {@link DatabaseSwap} has taken out of use. They stay until one of these
 * methods is called for them: what was written last may be in no backup.
 */
public final class ReplacedDatabases {
  private static final Duration DROP_LIMIT = Duration.ofMinutes(5);

  /** Holds for 14 to 18; without CONNECT on a database its size is an error. */
  private static final String SIZE =
      "SELECT CASE WHEN pg_catalog.has_database_privilege(d.oid, 'CONNECT')"
          + " OR pg_catalog.pg_has_role(current_user, 'pg_read_all_stats', 'USAGE')"
          + " THEN pg_catalog.pg_database_size(d.oid) ELSE -1 END"
          + " FROM pg_catalog.pg_database d WHERE d.oid = ?::bigint::oid";

  private final RunId run;
  private final String environment;
  private final StateDirectory state;
  private final Redactor redactor;

  /**
   * @param environment its name, for {@code application_name}
   */
  public ReplacedDatabases(RunId run, String environment, StateDirectory state, Redactor redactor) {
    this.run = run;
    this.environment = environment;
    this.state = state;
    this.redactor = redactor;
  }

  /**
   * Those of a server, by name.
   *
   * @param server any database of it
   * @throws SwapException when it could not be asked
   */
  public List<ReplacedDatabase> list(DatabaseTarget server) throws SwapException {
    try (CloneServer connected = open(server)) {
      List<ReplacedDatabase> all = new ArrayList<>();
      for (FoundDatabase database : FoundDatabase.beginning(connected.session(), "")) {
        Optional<Mark.Replaced> replaced = replaced(database);
        if (replaced.isPresent()) {
          all.add(
              new ReplacedDatabase(
                  database.name(),
                  replaced.get().name(),
                  Instant.ofEpochMilli(replaced.get().atMillis()),
                  database.mark().map(Mark::run).orElse(""),
                  replaced.get().origin(),
                  size(connected.session(), database.oid())));
        }
      }
      return List.copyOf(all);
    } catch (SQLException e) {
      throw failed(server, "listing the replaced databases", e);
    }
  }

  /**
   * Drops one for good, with the sessions in it.
   *
   * @param database the replaced one; its name must be the one it has since
   * @param confirm its name once more, as a person wrote it
   * @throws SwapException when it is none, the names differ, or it could not be dropped
   */
  public void drop(DatabaseTarget database, String confirm) throws SwapException {
    String name = database.database();
    if (!name.equals(confirm)) {
      throw new SwapException(
          database
              + ": found the confirmation '"
              + confirm
              + "'; expected the database's name, "
              + name
              + ". Nothing was dropped.",
          List.of());
    }
    try (CloneServer server = open(database)) {
      FoundDatabase found = marked(server, database);
      new DatabaseDrop(server, applicationName()).drop(found, Deadline.after(DROP_LIMIT));
    } catch (SQLException e) {
      throw failed(database, "dropping it", e);
    }
  }

  /**
   * Puts one back into use: it gets its name again, with the owner, the grants and the settings
   * that the one in use has now; that one is kept in its place.
   *
   * @param database the replaced one
   * @param journal takes every line of the journal besides
   * @throws SwapException when it is none, or could not be
   */
  public SwapResult swapBack(
      DatabaseTarget database, JournalCopy journal, Cancellation cancellation)
      throws SwapException {
    String before;
    try (CloneServer server = open(database)) {
      before = replaced(marked(server, database)).map(Mark.Replaced::name).orElseThrow();
      if (FoundDatabase.named(server.session(), before).isEmpty()) {
        throw new SwapException(
            database
                + ": found no database "
                + before
                + ", whose place it would take. ALTER"
                + " DATABASE … RENAME TO gives it that name; clear its COMMENT then.",
            List.of());
      }
    } catch (SQLException e) {
      throw failed(database, "swapping it back", e);
    }
    return new DatabaseSwap(run, environment, state, redactor, journal)
        .swap(
            database.withDatabase(before), database.database(), database.database(), cancellation);
  }

  private static FoundDatabase marked(CloneServer server, DatabaseTarget database)
      throws SQLException, SwapException {
    Optional<FoundDatabase> found = FoundDatabase.named(server.session(), database.database());
    if (found.isEmpty() || replaced(found.get()).isEmpty()) {
      throw new SwapException(
          database
              + ": found "
              + (found.isEmpty() ? "no database of this name" : "no mark of a swap on it")
              + "; expected a database that another one has replaced. Nothing was changed; see the"
              + " list of replaced databases.",
          List.of());
    }
    return found.get();
  }

  private static Optional<Mark.Replaced> replaced(FoundDatabase database) {
    return database.mark().filter(Mark::hasBeenReplaced).map(Mark::replaced);
  }

  private static long size(Session session, long oid) throws SQLException {
    try (PreparedStatement statement = session.connection().prepareStatement(SIZE)) {
      statement.setLong(1, oid);
      try (ResultSet row = statement.executeQuery()) {
        return row.next() ? row.getLong(1) : -1;
      }
    }
  }

  private CloneServer open(DatabaseTarget target) throws SQLException {
    return CloneServer.of(target, applicationName());
  }

  private String applicationName() {
    return ApplicationName.of(run, environment, "swap");
  }

  private SwapException failed(DatabaseTarget place, String what, SQLException e) {
    SnapshotException said = ServerErrors.doing(place.toString(), what, e, redactor);
    return new SwapException(String.valueOf(said.getMessage()), said);
  }
}
