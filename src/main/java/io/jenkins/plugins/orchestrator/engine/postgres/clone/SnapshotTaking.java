package io.jenkins.plugins.orchestrator.engine.postgres.clone;

import io.jenkins.plugins.orchestrator.engine.config.EnvironmentConfiguration;
import io.jenkins.plugins.orchestrator.engine.config.SnapshotStrategy;
import io.jenkins.plugins.orchestrator.engine.postgres.DatabaseTarget;
import io.jenkins.plugins.orchestrator.engine.postgres.Session;
import io.jenkins.plugins.orchestrator.engine.postgres.client.ClientToolsException;
import io.jenkins.plugins.orchestrator.engine.report.SnapshotReport;
import java.io.IOException;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Makes one clone, of a golden database or of an exclusive source. */
final class SnapshotTaking {
  private static final Duration COPY_LIMIT = Duration.ofHours(2);
  private static final String SIZE =
      "SELECT pg_catalog.pg_database_size(d.oid), d.oid::bigint,"
          + " EXISTS (SELECT FROM pg_catalog.pg_subscription s WHERE s.subdbid = d.oid)"
          + " FROM pg_catalog.pg_database d WHERE d.datname = ?";

  private final EnvironmentConfiguration environment;
  private final SnapshotDecision decision;
  private final CloneWork work;

  SnapshotTaking(EnvironmentConfiguration environment, SnapshotDecision decision, CloneWork work) {
    this.environment = environment;
    this.decision = decision;
    this.work = work;
  }

  Snapshot take() throws SnapshotException {
    CloneServer server = connect();
    boolean taken = false;
    try {
      Snapshot snapshot =
          decision.strategy() == SnapshotStrategy.TEMPLATE
                  && SnapshotDecision.templateOfSource(environment)
              ? ofSource(server)
              : ofGolden(server);
      taken = true;
      return snapshot;
    } catch (SQLException e) {
      work.cancellation().check();
      throw ServerErrors.doing(server.place(), "making the clone", e, work.redactor());
    } catch (IOException e) {
      throw new SnapshotException(
          work.state().path()
              + ": the journal, a dump or a password file could not be written: "
              + work.redactor().redact(String.valueOf(e.getMessage()))
              + ". The state directory must be the user's own, with room.",
          e);
    } catch (ClientToolsException e) {
      throw new SnapshotException(work.redactor().redact(String.valueOf(e.getMessage())), e);
    } finally {
      if (!taken) {
        closeQuietly(server);
      }
    }
  }

  /** Connects to the server that is to hold the clone, and looks whether it can. */
  private CloneServer connect() throws SnapshotException {
    DatabaseTarget named = environment.snapshot().server();
    DatabaseTarget place = named != null ? named : environment.source();
    CloneServer server;
    try {
      String application = work.applicationName("clone");
      server = CloneServer.of(place, application);
    } catch (SQLException e) {
      throw ServerErrors.connecting(place, e, work.redactor());
    }
    try {
      checkServer(server);
      return server;
    } catch (SnapshotException | RuntimeException e) {
      closeQuietly(server);
      throw e;
    }
  }

  private static void checkServer(CloneServer server) throws SnapshotException {
    if (server.isStandby()) {
      throw SnapshotException.of(
          server.place(),
          "a standby, which takes no writes",
          "a server that can hold a clone",
          "Name one as snapshot.server.");
    }
    if (!server.createsDatabases()) {
      throw SnapshotException.of(
          server.place(),
          "that role " + server.role() + " may not create databases",
          "a role with CREATEDB",
          "ALTER ROLE "
              + Session.quoteIdentifier(server.role())
              + " CREATEDB; or name a server where it may as snapshot.server.");
    }
  }

  private Snapshot ofSource(CloneServer server)
      throws SnapshotException, SQLException, IOException {
    String source = environment.source().database();
    long bytes = TemplateSource.check(server, source, work.cancellation());
    CopyMethod method = CopyMethod.choose(server.session(), bytes);
    DatabaseSettings settings = DatabaseSettings.read(server.session(), source);
    MadeDatabase clone = copy(server, source, method, settings);
    SnapshotReport report = report(server, clone, decision.reason() + "; " + method.reason(), null);
    return new Snapshot(this, server, clone, report, true);
  }

  private Snapshot ofGolden(CloneServer server)
      throws SnapshotException, SQLException, IOException, ClientToolsException {
    boolean mayMake = decision.strategy() != SnapshotStrategy.TEMPLATE;
    boolean schemaOnly = decision.strategy() == SnapshotStrategy.SCHEMA;
    try (SourceDatabase source =
        SourceDatabase.open(
            environment.source(), work.applicationName("source"), work.redactor())) {
      boolean shared = isShared(source, server);
      DatabaseSettings settings =
          DatabaseSettings.read(source.session(), environment.source().database());
      Golden golden =
          new GoldenDatabases(server, source, environment.snapshot(), schemaOnly, work)
              .obtain(mayMake);
      CopyMethod method = CopyMethod.choose(server.session(), size(server, golden));
      MadeDatabase clone = copy(server, golden.database().name(), method, settings);
      SnapshotReport report =
          report(server, clone, decision.reason() + "; " + method.reason(), golden);
      return new Snapshot(this, server, clone, report, shared, golden, settings);
    }
  }

  /** Whether the clone stands beside its source; for a protected one that must be told for sure. */
  private boolean isShared(SourceDatabase source, CloneServer server) throws SnapshotException {
    boolean known = source.systemIdentifier() != null && server.systemIdentifier() != null;
    boolean same =
        known
            ? Objects.equals(source.systemIdentifier(), server.systemIdentifier())
            : environment.snapshot().server() == null
                || source.session().target().hosts().equals(server.session().target().hosts());
    boolean mustDiffer = environment.isProtected() && !environment.snapshot().sameServer();
    if (mustDiffer && (same || !known)) {
      throw SnapshotException.of(
          server.place(),
          known
              ? "the source's own server (system identifier " + server.systemIdentifier() + ")"
              : "a server that does not say which one it is (pg_control_system() is refused)",
          "another server, because environment " + environment.name() + " is protected",
          "Name another one as snapshot.server, or set snapshot.same_server: true.");
    }
    return same || !known;
  }

  private static long size(CloneServer server, Golden golden) throws SQLException {
    try (PreparedStatement statement = server.session().connection().prepareStatement(SIZE)) {
      statement.setString(1, golden.database().name());
      try (ResultSet row = statement.executeQuery()) {
        return row.next() ? row.getLong(1) : 0;
      }
    }
  }

  /** CREATE DATABASE … TEMPLATE, marked, with the source's settings, open at the end. */
  MadeDatabase copy(
      CloneServer server, String template, CopyMethod method, DatabaseSettings settings)
      throws SnapshotException, SQLException, IOException {
    Instant expires = Instant.now().plus(environment.snapshot().ttl());
    CloneName name = CloneName.next(work.run(), expires, 'c');
    DatabaseCreation creation =
        new DatabaseCreation(server, work.journal(), work.cancellation(), COPY_LIMIT);
    MadeDatabase made = null;
    try {
      for (String setup : method.setup()) {
        server.session().execute(setup);
      }
      made =
          creation.closed(
              name,
              " TEMPLATE " + Session.quoteIdentifier(template) + method.option(),
              oid -> mark(server, oid, expires));
      settings.apply(server.session(), name.toString(), work::say);
      creation.open(made);
      forgetSubscriptions(server, template, made);
      return made;
    } catch (SQLException | IOException | RuntimeException e) {
      new Cleanup(work).database(server, name.toString(), made == null ? null : made.oid(), e);
      throw e;
    }
  }

  /**
   * Subscriptions belong to the cluster and are not copied, but what they know of the tables is;
   * without this a DROP TABLE in the clone would look for them.
   */
  private void forgetSubscriptions(CloneServer server, String template, MadeDatabase made)
      throws SQLException {
    try (PreparedStatement statement = server.session().connection().prepareStatement(SIZE)) {
      statement.setString(1, template);
      try (ResultSet row = statement.executeQuery()) {
        if (!row.next() || !row.getBoolean(3) || !server.isSuperuser()) {
          return;
        }
      }
    }
    try (Session inside =
            Session.open(
                server.target(made.name().toString()),
                io.jenkins.plugins.orchestrator.engine.postgres.SessionSettings.named(
                    work.applicationName("clone")));
        Statement statement = inside.connection().createStatement()) {
      statement.execute("DELETE FROM pg_catalog.pg_subscription_rel");
    }
    work.say("the source has subscriptions; the clone has none");
  }

  private Mark mark(CloneServer server, long oid, Instant expires) {
    return new Mark(
        Mark.FORM,
        Mark.CLONE,
        work.run().value(),
        server.role(),
        oid,
        expires.getEpochSecond(),
        environment.source().toString(),
        null);
  }

  SnapshotReport report(
      CloneServer server, MadeDatabase clone, String reason, @Nullable Golden golden)
      throws SQLException {
    Long bytes = null;
    try (PreparedStatement statement = server.session().connection().prepareStatement(SIZE)) {
      statement.setString(1, clone.name().toString());
      try (ResultSet row = statement.executeQuery()) {
        bytes = row.next() ? row.getLong(1) : null;
      }
    }
    return new SnapshotReport(
        decision.strategy().name().toLowerCase(java.util.Locale.ROOT),
        reason,
        environment.source().toString(),
        server.target(clone.name().toString()).toString(),
        server.version().toString(),
        bytes,
        golden != null && golden.reused(),
        golden == null ? null : golden.age());
  }

  /** Another clone of what a snapshot was made of. */
  Snapshot again(Snapshot first) throws SnapshotException {
    CloneServer server = connect();
    boolean taken = false;
    try {
      Golden golden = first.golden();
      Snapshot second;
      if (golden == null) {
        second = ofSource(server);
      } else {
        second = ofSameGolden(server, first, golden);
      }
      taken = true;
      return second;
    } catch (SQLException e) {
      work.cancellation().check();
      throw ServerErrors.doing(server.place(), "making another clone", e, work.redactor());
    } catch (IOException e) {
      throw new SnapshotException(
          work.state().path() + ": the journal could not be written: " + e.getMessage(), e);
    } finally {
      if (!taken) {
        closeQuietly(server);
      }
    }
  }

  private Snapshot ofSameGolden(CloneServer server, Snapshot first, Golden golden)
      throws SnapshotException, SQLException, IOException {
    String name = golden.database().name();
    ServerLock use =
        ServerLock.attempt(server.session(), ServerLock.using(golden.database().oid()), true);
    boolean same =
        FoundDatabase.named(server.session(), name)
            .filter(found -> found.oid() == golden.database().oid())
            .isPresent();
    if (use == null || !same) {
      throw SnapshotException.of(
          server.target(name).toString(),
          "that the golden copy was dropped",
          "the one that the first clone was made of",
          "Run again; look who drops databases named orch_….");
    }
    CopyMethod method = CopyMethod.choose(server.session(), size(server, golden));
    DatabaseSettings settings = Objects.requireNonNull(first.settings());
    MadeDatabase clone = copy(server, name, method, settings);
    Golden used =
        new Golden(golden.database(), golden.contents(), true, golden.age(), use, List.of());
    return new Snapshot(
        this,
        server,
        clone,
        report(server, clone, "another clone of the same golden copy", used),
        first.sharedServer(),
        used,
        settings);
  }

  CloneWork work() {
    return work;
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
