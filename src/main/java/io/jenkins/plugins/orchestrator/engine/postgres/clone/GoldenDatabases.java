package io.jenkins.plugins.orchestrator.engine.postgres.clone;

import io.jenkins.plugins.orchestrator.engine.config.SnapshotSettings;
import io.jenkins.plugins.orchestrator.engine.postgres.Session;
import io.jenkins.plugins.orchestrator.engine.postgres.client.ClientToolsException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The golden databases of a server: closed copies that are made once, cloned often, used again
 * while they hold what their source holds, and dropped when another one has taken their place. Of
 * runs that want the same one makes it and the others wait.
 */
final class GoldenDatabases {
  private static final Duration WAIT_FOR_OTHERS = Duration.ofMinutes(60);

  private final CloneServer server;
  private final SourceDatabase source;
  private final SnapshotSettings settings;
  private final boolean schemaOnly;
  private final CloneWork work;

  GoldenDatabases(
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

  /**
   * One that holds what the source holds, for use.
   *
   * @param mayMake whether it may be made when there is none
   */
  Golden obtain(boolean mayMake)
      throws SnapshotException, SQLException, IOException, ClientToolsException {
    String key = key();
    ServerLock making =
        ServerLock.await(
            server.session(),
            ServerLock.making(key),
            WAIT_FOR_OTHERS,
            work.cancellation(),
            () -> work.say("waits for another run that makes the golden copy of the source"));
    if (making == null) {
      throw SnapshotException.of(
          server.place(),
          "another run that has been making the golden copy of "
              + source.session().target()
              + " for "
              + WAIT_FOR_OTHERS.toMinutes()
              + " minutes",
          "its end",
          "Look for sessions named orchestrate/… there; end them when they are stuck.");
    }
    try {
      return underLock(key, mayMake);
    } finally {
      making.close();
    }
  }

  private Golden underLock(String key, boolean mayMake)
      throws SnapshotException, SQLException, IOException, ClientToolsException {
    // Read before the dump begins: what changes meanwhile makes the next run build a new one.
    ChangePosition now = ChangePosition.read(source.session());
    List<FoundDatabase> candidates = ofKey(key);
    for (FoundDatabase candidate : candidates) {
      Optional<Golden> golden = reuse(candidate, now);
      if (golden.isPresent()) {
        return golden.get();
      }
    }
    if (!mayMake) {
      throw SnapshotException.of(
          server.place(),
          candidates.isEmpty()
              ? "no golden copy of " + source.session().target()
              : "a golden copy that is older than its source",
          "one that holds what the source holds",
          "Use snapshot.strategy: dump or auto, which makes it; or set snapshot.max_age.");
    }
    GoldenMaking maker = new GoldenMaking(server, source, settings, schemaOnly, work);
    FoundDatabase made = maker.make(key, now, expiry());
    return use(made, now, false).replacing(candidates);
  }

  private Optional<Golden> reuse(FoundDatabase candidate, ChangePosition now) throws SQLException {
    Mark mark = candidate.mark().orElseThrow();
    Mark.Golden contents = java.util.Objects.requireNonNull(mark.golden());
    boolean hidden = ChangePosition.mayHideChanges(source.session(), now, contents.takenMillis());
    String why = Golden.holds(contents, now, hidden, settings.maxAge());
    if (why == null) {
      boolean equal = contents.position().equals(now.digest());
      work.say(
          equal
              ? "a golden copy is there, but sessions at work in the source may have changed it:"
                  + " makes a new one (snapshot.max_age would allow the old one)"
              : "the source has changed since its golden copy was made: makes a new one");
      return Optional.empty();
    }
    Golden golden = use(candidate, now, true);
    work.say("clones the golden copy " + candidate.name() + ": " + why);
    prolong(candidate, mark);
    return Optional.of(golden);
  }

  private Golden use(FoundDatabase database, ChangePosition now, boolean reused)
      throws SQLException {
    ServerLock use = ServerLock.attempt(server.session(), ServerLock.using(database.oid()), true);
    Mark.Golden contents = java.util.Objects.requireNonNull(database.mark().orElseThrow().golden());
    if (use == null) {
      throw new SQLException(
          "the golden database " + database.name() + " is being dropped", "55006");
    }
    return new Golden(database, contents, reused, Golden.age(contents, now), use, List.of());
  }

  private void prolong(FoundDatabase golden, Mark mark) throws SQLException {
    server
        .session()
        .execute(
            "COMMENT ON DATABASE "
                + Session.quoteIdentifier(golden.name())
                + " IS "
                + Session.quoteLiteral(mark.expiring(expiry()).json()));
  }

  private Instant expiry() {
    Duration kept =
        settings.ttl().compareTo(settings.maxAge()) >= 0 ? settings.ttl() : settings.maxAge();
    return Instant.now().plus(kept);
  }

  /** Those of a key that are ready, the latest first. */
  private List<FoundDatabase> ofKey(String key) throws SQLException {
    List<FoundDatabase> found = new ArrayList<>();
    for (FoundDatabase database : FoundDatabase.beginning(server.session(), CloneName.PREFIX)) {
      if (CloneName.parse(database.name()).isPresent()
          && database.owner().equals(server.role())
          && !database.allowsConnections()
          && !database.isInvalid()
          && contents(database) != null
          && contents(database).key().equals(key)) {
        found.add(database);
      }
    }
    found.sort(
        Comparator.comparingLong((FoundDatabase each) -> contents(each).takenMillis()).reversed());
    return found;
  }

  private static Mark.@Nullable Golden contents(FoundDatabase database) {
    return database
        .mark()
        .filter(mark -> mark.purpose().equals(Mark.GOLDEN))
        .map(Mark::golden)
        .orElse(null);
  }

  /** Of what it is a copy, and how it was made. */
  private String key() throws SnapshotException {
    String text =
        String.join(
            "\n",
            "form " + Mark.FORM,
            source.systemIdentifier() != null
                ? source.systemIdentifier()
                : source.session().target().hosts().toString(),
            Long.toString(source.oid()),
            source.session().target().database(),
            source.version().toString(),
            server.identity(),
            server.version().toString(),
            server.role(),
            schemaOnly ? "schema" : "data");
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
