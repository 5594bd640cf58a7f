package io.jenkins.plugins.orchestrator.engine.postgres.clone;

import io.jenkins.plugins.orchestrator.engine.postgres.DatabaseTarget;
import io.jenkins.plugins.orchestrator.engine.postgres.ServerVersion;
import io.jenkins.plugins.orchestrator.engine.postgres.Session;
import io.jenkins.plugins.orchestrator.engine.postgres.SessionSettings;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * An empty database that is filled by a restore, looked at, and dropped: marked, written down and
 * reaped like a clone. Not safe for several threads. {@link Snapshots#throwAway} makes it.
 */
public final class ThrowAwayDatabase implements AutoCloseable {
  private static final Duration CREATE_LIMIT = Duration.ofMinutes(10);
  private static final Duration ANALYZE_LIMIT = Duration.ofHours(6);
  private static final Set<String> PROVIDERS = Set.of("libc", "icu", "builtin");
  private static final int PROVIDERS_SINCE = 15;
  private static final int RULES_SINCE = 16;
  private static final int BUILTIN_SINCE = 17;

  private final CloneWork work;
  private final CloneServer server;
  private final MadeDatabase made;
  private final Instant expires;
  private final List<JournalLine> roles = new ArrayList<>();
  private boolean closed;

  private ThrowAwayDatabase(
      CloneWork work, CloneServer server, MadeDatabase made, Instant expires) {
    this.work = work;
    this.server = server;
    this.made = made;
    this.expires = expires;
  }

  /**
   * How the database sorts and spells, as {@code CREATE DATABASE} calls it.
   *
   * @param encoding such as {@code UTF8}
   * @param options {@code LC_COLLATE}, {@code LC_CTYPE}, {@code LOCALE_PROVIDER}, {@code
   *     ICU_LOCALE}, {@code ICU_RULES}, {@code BUILTIN_LOCALE}; others are passed over
   */
  public record Locale(String encoding, Map<String, String> options) {
    public Locale {
      options = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(options));
    }

    String sql(ServerVersion server) {
      StringBuilder sql = new StringBuilder(" TEMPLATE template0 ENCODING ");
      sql.append(Session.quoteLiteral(encoding));
      text(sql, "LC_COLLATE");
      text(sql, "LC_CTYPE");
      String provider = options.get("LOCALE_PROVIDER");
      if (provider != null && PROVIDERS.contains(provider) && server.isAtLeast(PROVIDERS_SINCE)) {
        sql.append(" LOCALE_PROVIDER ").append(provider);
        text(sql, "ICU_LOCALE");
        if (server.isAtLeast(RULES_SINCE)) {
          text(sql, "ICU_RULES");
        }
        if (server.isAtLeast(BUILTIN_SINCE)) {
          text(sql, "BUILTIN_LOCALE");
        }
      }
      return sql.toString();
    }

    private void text(StringBuilder sql, String option) {
      String value = options.get(option);
      if (value != null) {
        sql.append(' ').append(option).append(' ').append(Session.quoteLiteral(value));
      }
    }
  }

  /**
   * What an archive needs of the server.
   *
   * @param roles all that objects belong to, are granted to, or are policies for
   * @param owners those of them that own something
   * @param extensions by name
   * @param list the output of {@code pg_restore --list}
   * @param systemIdentifier of the cluster it was dumped from, null when that is not known: roles
   *     are made only on another one
   */
  public record Needs(
      Set<String> roles,
      Set<String> owners,
      Set<String> extensions,
      String list,
      @Nullable String systemIdentifier) {
    public Needs {
      roles = Set.copyOf(roles);
      owners = Set.copyOf(owners);
      extensions = Set.copyOf(extensions);
    }
  }

  static ThrowAwayDatabase create(
      CloneWork work, DatabaseTarget place, String source, Locale locale, Duration ttl)
      throws SnapshotException {
    CloneServer server;
    try {
      server = CloneServer.of(place, work.applicationName("restore"));
    } catch (SQLException e) {
      throw ServerErrors.connecting(place, e, work.redactor());
    }
    boolean done = false;
    try {
      check(server);
      ThrowAwayDatabase database = create(work, server, source, locale, Instant.now().plus(ttl));
      done = true;
      return database;
    } catch (SQLException e) {
      work.cancellation().check();
      throw ServerErrors.doing(
          server.place(), "making the database for a restore", e, work.redactor());
    } catch (IOException e) {
      throw journal(work, e);
    } finally {
      if (!done) {
        closeQuietly(server);
      }
    }
  }

  private static ThrowAwayDatabase create(
      CloneWork work, CloneServer server, String source, Locale locale, Instant expires)
      throws SQLException, IOException {
    CloneName name = CloneName.next(work.run(), expires, 'c');
    DatabaseCreation creation =
        new DatabaseCreation(server, work.journal(), work.cancellation(), CREATE_LIMIT);
    MadeDatabase made = null;
    try {
      made =
          creation.closed(
              name,
              locale.sql(server.version()),
              oid ->
                  new Mark(
                      Mark.FORM,
                      Mark.CLONE,
                      work.run().value(),
                      server.role(),
                      oid,
                      name.expires().getEpochSecond(),
                      source,
                      null));
      creation.open(made);
      return new ThrowAwayDatabase(work, server, made, name.expires());
    } catch (SQLException | IOException | RuntimeException e) {
      new Cleanup(work).database(server, name.toString(), made == null ? null : made.oid(), e);
      throw e;
    }
  }

  private static void check(CloneServer server) throws SnapshotException {
    if (server.isStandby()) {
      throw SnapshotException.of(
          server.place(),
          "a standby, which takes no writes",
          "a server that can hold a restored database",
          "Name another one as verify.server.");
    }
    if (!server.createsDatabases()) {
      throw SnapshotException.of(
          server.place(),
          "that role " + server.role() + " may not create databases",
          "a role with CREATEDB",
          "ALTER ROLE "
              + Session.quoteIdentifier(server.role())
              + " CREATEDB; or name a server where it may as verify.server.");
    }
  }

  /** How it is reached. */
  public DatabaseTarget target() {
    return server.target(made.name().toString());
  }

  /** Its server's version. */
  public ServerVersion version() {
    return server.version();
  }

  /** Its server, as {@code host:port/maintenance database}. */
  public String place() {
    return server.place();
  }

  /**
   * Looks whether the server has and allows what an archive needs. Roles that are missing are made,
   * unable to log in, where the server is another one than the source's and the role may; they go
   * with the database.
   *
   * @throws SnapshotException when something is missing; names it
   */
  public void prepare(Needs needs) throws SnapshotException {
    boolean foreign =
        needs.systemIdentifier() != null
            && server.systemIdentifier() != null
            && !Objects.equals(needs.systemIdentifier(), server.systemIdentifier());
    RestorePreflight preflight = new RestorePreflight(server, work, foreign);
    ArchiveList list = ArchiveList.parse(needs.list());
    try (Session inside =
        Session.open(target(), SessionSettings.named(work.applicationName("restore")))) {
      preflight.roles(new TreeSet<>(needs.roles()), new TreeSet<>(needs.owners()), expires, roles);
      preflight.objects(
          inside,
          new TreeSet<>(needs.extensions()),
          list.contains("PUBLICATION TABLES IN SCHEMA"),
          list);
    } catch (SQLException e) {
      work.cancellation().check();
      throw ServerErrors.doing(
          server.place(), "looking at what the restore needs", e, work.redactor());
    } catch (IOException e) {
      throw journal(work, e);
    }
  }

  /**
   * Gathers statistics, without which a restored database would be slow. It is not vacuumed: that
   * takes several times as long, and nobody lives here.
   */
  public void analyze() throws SnapshotException {
    try (Session inside =
        Session.open(target(), SessionSettings.named(work.applicationName("restore")))) {
      BoundedSql.execute(inside, "ANALYZE", ANALYZE_LIMIT, work.cancellation());
    } catch (SQLException e) {
      work.cancellation().check();
      throw ServerErrors.doing(target().toString(), "ANALYZE", e, work.redactor());
    }
  }

  /**
   * Drops it and the roles that were made for it. Works after a cancellation; does nothing when it
   * was closed before.
   *
   * @throws SnapshotException when it could not be dropped; then it is written down, and the next
   *     run or the reaper drops it
   */
  @Override
  public void close() throws SnapshotException {
    if (closed) {
      return;
    }
    closed = true;
    Exception failures = new Exception("roles");
    try (server) {
      Cleanup cleanup = new Cleanup(work);
      cleanup.database(server, made.name().toString(), made.oid());
      if (!roles.isEmpty()) {
        dropRoles(cleanup, failures);
      }
    } catch (SQLException e) {
      throw new SnapshotException(
          ServerErrors.doing(
                      target().toString(), "dropping the restored database", e, work.redactor())
                  .getMessage()
              + " It is written down: the next run or bin/orchestrate reap drops it.",
          e);
    } catch (IOException e) {
      throw journal(work, e);
    }
    for (Throwable failure : failures.getSuppressed()) {
      work.say("roles made for the restore could not be dropped: " + failure.getMessage());
    }
  }

  /** In a session that surely lives: the one of the restore may have been ended. */
  private void dropRoles(Cleanup cleanup, Exception failures) throws SQLException {
    if (server.isOpen()) {
      cleanup.roles(server, roles, failures);
      return;
    }
    try (CloneServer again =
        CloneServer.of(server.session().target(), work.applicationName("restore"))) {
      cleanup.roles(again, roles, failures);
    }
  }

  private static SnapshotException journal(CloneWork work, IOException e) {
    return new SnapshotException(
        work.state().path()
            + ": the journal could not be written: "
            + work.redactor().redact(String.valueOf(e.getMessage())),
        e);
  }

  private static void closeQuietly(CloneServer server) {
    try {
      server.close();
    } catch (SQLException e) {
      // The session is given up because of another error, which is reported.
      return;
    }
  }
}
