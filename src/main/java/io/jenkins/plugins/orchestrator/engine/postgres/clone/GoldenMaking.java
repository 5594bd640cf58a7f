package io.jenkins.plugins.orchestrator.engine.postgres.clone;

import io.jenkins.plugins.orchestrator.engine.config.SnapshotSettings;
import io.jenkins.plugins.orchestrator.engine.postgres.DatabaseTarget;
import io.jenkins.plugins.orchestrator.engine.postgres.Session;
import io.jenkins.plugins.orchestrator.engine.postgres.SessionSettings;
import io.jenkins.plugins.orchestrator.engine.postgres.client.ClientInstallation;
import io.jenkins.plugins.orchestrator.engine.postgres.client.ClientToolsException;
import io.jenkins.plugins.orchestrator.engine.run.Cancellation;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/**
 * Makes a golden database: dump, look at what it needs, restore the definitions, copy the rows from
 * server to server, restore the rest, gather statistics, close.
 */
final class GoldenMaking {
  private static final Duration CREATE_LIMIT = Duration.ofMinutes(10);

  private final CloneServer server;
  private final SourceDatabase source;
  private final SnapshotSettings settings;
  private final boolean schemaOnly;
  private final CloneWork work;

  GoldenMaking(
      CloneServer server,
      SourceDatabase source,
      SnapshotSettings settings,
      boolean schemaOnly,
      CloneWork work) {
    this.server = server;
    this.source = source;
    this.settings = settings;
    this.schemaOnly = schemaOnly;
    this.work = work;
  }

  FoundDatabase make(String key, ChangePosition position, Instant expires)
      throws SnapshotException, SQLException, IOException, ClientToolsException {
    refuseOlderServer();
    ClientInstallation client = work.tools().get().forServers(source.version(), server.version());
    DatabaseTarget from = source.session().target();
    work.say("dumps " + from + " with pg_dump " + client.version());
    try (Archive archive =
        Archive.dump(work, client, from, isSameMajor(), settings.jobs(), schemaOnly)) {
      ArchiveList list = ArchiveList.read(archive);
      SourceSnapshot snapshot = archive.snapshot();
      if (snapshot != null) {
        list.check(snapshot, from.toString());
      }
      RestorePreflight preflight = new RestorePreflight(server, work, isForeign());
      Set<String> roles = source.roles();
      roles.remove(server.role());
      Set<String> owners = list.owners(roles);
      // The source's first superuser is only needed where something belongs to it.
      String bootstrap = source.bootstrapRole();
      roles.removeIf(role -> role.equals(bootstrap) && !owners.contains(role));
      DatabaseCreation creation =
          new DatabaseCreation(server, work.journal(), work.cancellation(), CREATE_LIMIT);
      CloneName name = CloneName.next(work.run(), expires, 'g');
      Mark.Golden contents =
          new Mark.Golden(key, position.digest(), position.nextXid(), position.takenMillis());
      MadeDatabase made = null;
      List<JournalLine> madeRoles = new ArrayList<>();
      try {
        preflight.roles(roles, owners, expires, madeRoles);
        made =
            creation.closed(
                name,
                " TEMPLATE template0"
                    + DatabaseLocale.read(source.session()).options(server.version()),
                oid -> mark(Mark.BUILDING, oid, expires, contents));
        creation.open(made);
        fill(made, archive, list, preflight);
        FoundDatabase golden = finish(made, expires, contents);
        for (JournalLine role : madeRoles) {
          work.journal().settle(role);
        }
        return golden;
      } catch (SQLException
          | IOException
          | SnapshotException
          | ClientToolsException
          | RuntimeException e) {
        new Cleanup(work).database(server, name.toString(), made == null ? null : made.oid(), e);
        new Cleanup(work).roles(server, madeRoles, e);
        throw e;
      }
    }
  }

  private void fill(
      MadeDatabase made, Archive archive, ArchiveList list, RestorePreflight preflight)
      throws SnapshotException, SQLException, IOException, ClientToolsException {
    DatabaseTarget into = server.target(made.name().toString());
    try (Session inside =
        Session.open(into, SessionSettings.named(work.applicationName("restore")))) {
      preflight.objects(inside, source.extensions(), source.publishesAllTables(), list);
    }
    work.say("restores the dump into the golden copy " + made.name());
    ArchiveRestore restore =
        new ArchiveRestore(archive, list, into, server.version(), settings.jobs());
    restore.first();
    SourceSnapshot snapshot = archive.snapshot();
    List<CopiedTable> frozen = List.of();
    if (snapshot != null) {
      new TableCopy(snapshot, into, work).run();
      frozen = snapshot.copied();
      archive.releaseSource();
    }
    restore.last();
    new VacuumAnalyze(into, work, frozen).run(settings.jobs());
  }

  private boolean isSameMajor() {
    return server.version().major() == source.version().major();
  }

  private FoundDatabase finish(MadeDatabase made, Instant expires, Mark.Golden contents)
      throws SQLException, IOException {
    Session session = server.session();
    session.execute(
        "ALTER DATABASE " + made.quotedName() + " WITH ALLOW_CONNECTIONS false IS_TEMPLATE true");
    BoundedSql.run(
        session,
        "COMMENT ON DATABASE "
            + made.quotedName()
            + " IS "
            + Session.quoteLiteral(mark(Mark.GOLDEN, made.oid(), expires, contents).json()),
        new Cancellation());
    // From here on its mark says when it may go.
    work.journal().settle(made.intent());
    return FoundDatabase.named(session, made.name().toString())
        .orElseThrow(() -> new SQLException("database " + made.name() + " is gone", "3D000"));
  }

  private Mark mark(String purpose, long oid, Instant expires, Mark.Golden contents) {
    return new Mark(
        Mark.FORM,
        purpose,
        work.run().value(),
        server.role(),
        oid,
        expires.getEpochSecond(),
        source.session().target().toString(),
        contents);
  }

  private boolean isForeign() {
    return source.systemIdentifier() != null
        && !Objects.equals(source.systemIdentifier(), server.systemIdentifier());
  }

  private void refuseOlderServer() throws SnapshotException {
    if (server.version().major() < source.version().major()) {
      throw SnapshotException.of(
          server.place(),
          "PostgreSQL " + server.version(),
          source.version().major()
              + " or newer, because a dump of the source does not fit an older"
              + " one",
          "Name a server of version " + source.version().major() + " as snapshot.server.");
    }
  }
}
