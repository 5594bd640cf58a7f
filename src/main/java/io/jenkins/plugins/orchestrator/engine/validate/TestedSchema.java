package io.jenkins.plugins.orchestrator.engine.validate;

import io.jenkins.plugins.orchestrator.engine.config.Deployment.DatabaseCheck;
import io.jenkins.plugins.orchestrator.engine.migration.CancellableSession;
import io.jenkins.plugins.orchestrator.engine.postgres.ApplicationName;
import io.jenkins.plugins.orchestrator.engine.postgres.DatabaseTarget;
import io.jenkins.plugins.orchestrator.engine.postgres.Session;
import io.jenkins.plugins.orchestrator.engine.postgres.SessionSettings;
import io.jenkins.plugins.orchestrator.engine.postgres.fingerprint.SchemaFingerprint;
import io.jenkins.plugins.orchestrator.engine.report.CheckReport;
import io.jenkins.plugins.orchestrator.engine.report.ObjectDifference;
import io.jenkins.plugins.orchestrator.engine.report.operation.Fact;
import io.jenkins.plugins.orchestrator.engine.report.operation.ReportColumn;
import io.jenkins.plugins.orchestrator.engine.report.operation.ReportTable;
import io.jenkins.plugins.orchestrator.engine.run.Cancellation;
import io.jenkins.plugins.orchestrator.engine.run.CancelledException;
import io.jenkins.plugins.orchestrator.engine.run.Status;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Compares the schema of the deployment's database with the tested one. Only reads. */
final class TestedSchema {
  private static final int MOST_ROWS = 200;

  /** Within which a server ends what it is asked to end, or is given up. */
  private static final Duration GRACE = Duration.ofSeconds(2);

  private final Site site;
  private final DatabaseCheck check;

  TestedSchema(Site site) {
    this.site = site;
    this.check = Objects.requireNonNull(site.deployment().database());
  }

  CompletableFuture<Outcome> run() {
    return CompletableFuture.supplyAsync(this::compare, site.blocking());
  }

  private Outcome compare() {
    long start = System.nanoTime();
    Cancellation ending = site.ending().child();
    Future<?> limit =
        site.exchanges()
            .timer()
            .schedule(
                () -> ending.cancel("its time limit was over"),
                check.timeout().toNanos(),
                TimeUnit.NANOSECONDS);
    try {
      SchemaFingerprint found = read(check.target(), ending, start);
      DatabaseTarget other = check.sameAs();
      return other == null
          ? byHash(found, start)
          : byObjects(found, read(other, ending, start), other, start);
    } catch (SQLException | CancelledException e) {
      return notKnown(ending, e, start);
    } finally {
      limit.cancel(false);
    }
  }

  @SuppressWarnings("try") // the registration is for its effect
  private SchemaFingerprint read(DatabaseTarget target, Cancellation ending, long start)
      throws SQLException {
    String millis = Long.toString(check.timeout().toMillis());
    SessionSettings settings =
        SessionSettings.readOnly(
                ApplicationName.of(site.context().run(), site.deployment().name(), "fingerprint"))
            .withParameters(Map.of("statement_timeout", millis, "lock_timeout", millis));
    // Until there is a session nothing can be cancelled.
    Duration left = check.timeout().minusNanos(System.nanoTime() - start);
    if (left.compareTo(settings.connectTimeout()) < 0) {
      settings = settings.withConnectTimeout(left);
    }
    try (Session session = CancellableSession.open(target, settings, ending);
        Cancellation.Registration abort = ending.onCancel(() -> abortLater(session))) {
      return SchemaFingerprint.read(session.connection());
    }
  }

  /** A server that hangs does not hear that it is to end; nobody would ever come back from it. */
  private void abortLater(Session session) {
    try {
      var unused =
          site.exchanges()
              .timer()
              .schedule(() -> abort(session), GRACE.toNanos(), TimeUnit.NANOSECONDS);
    } catch (RejectedExecutionException e) {
      abort(session);
    }
  }

  private static void abort(Session session) {
    try {
      session.connection().abort(Runnable::run);
    } catch (SQLException e) {
      // It was closed before.
      return;
    }
  }

  private Outcome byHash(SchemaFingerprint found, long start) {
    String tested = Objects.requireNonNull(check.fingerprint());
    boolean same = found.hash().equals(tested);
    return outcome(
        same ? Status.PASSED : Status.FAILED,
        tested,
        found.hash(),
        same
            ? null
            : "the schema is not the tested one, or its server has another major version than"
                + " PostgreSQL "
                + found.major()
                + "; name the tested database as same_as to see what differs",
        found,
        List.of(),
        start);
  }

  private Outcome byObjects(
      SchemaFingerprint found, SchemaFingerprint tested, DatabaseTarget other, long start) {
    List<ObjectDifference> differences = tested.differencesTo(found);
    boolean same = differences.isEmpty();
    return outcome(
        same ? Status.PASSED : Status.FAILED,
        "the schema of " + other,
        same ? "the same" : differences.size() + " differences, first " + name(differences.get(0)),
        same ? null : "the schema is not the tested one",
        found,
        same ? List.of() : List.of(table(differences)),
        start);
  }

  private static String name(ObjectDifference difference) {
    return difference.kind() + " " + difference.object();
  }

  private ReportTable table(List<ObjectDifference> differences) {
    return new ReportTable(
        "Differences from the tested schema",
        differences.size() > MOST_ROWS
            ? "The first " + MOST_ROWS + " of " + differences.size() + "."
            : "",
        List.of(
            new ReportColumn("Object", ReportColumn.Kind.TEXT),
            new ReportColumn("Property", ReportColumn.Kind.TEXT),
            new ReportColumn("Tested", ReportColumn.Kind.TEXT),
            new ReportColumn("Deployed", ReportColumn.Kind.TEXT)),
        differences.stream()
            .limit(MOST_ROWS)
            .map(
                each ->
                    List.of(
                        site.text(name(each)),
                        site.text(orEmpty(each.property())),
                        site.text(orEmpty(each.left())),
                        site.text(orEmpty(each.right()))))
            .toList());
  }

  private static String orEmpty(@Nullable String text) {
    return text == null ? "" : text;
  }

  private Outcome outcome(
      Status status,
      String expected,
      String found,
      @Nullable String message,
      SchemaFingerprint schema,
      List<ReportTable> tables,
      long start) {
    return new Outcome(
        List.of(report(status, expected, found, message, start)),
        List.of(new Fact("Schema", schema.hash())),
        tables,
        List.of());
  }

  private Outcome notKnown(Cancellation ending, Exception failure, long start) {
    String expected = check.fingerprint() == null ? "the tested schema" : check.fingerprint();
    if (site.ending().isCancelled()) {
      return Outcome.of(report(site.givenUp(), expected, "nothing", site.whyGivenUp(), start));
    }
    String why =
        ending.isCancelled()
            ? "not read within " + check.timeout().toMillis() + " ms"
            : String.valueOf(failure.getMessage());
    return Outcome.of(report(Status.UNKNOWN, expected, "nothing", why, start));
  }

  private CheckReport report(
      Status status, String expected, String found, @Nullable String message, long start) {
    return new CheckReport(
        "schema",
        "schema of " + check.target().database(),
        status,
        site.text(expected),
        site.text(found),
        Duration.ofNanos(System.nanoTime() - start),
        site.nullable(message));
  }
}
