package io.jenkins.plugins.orchestrator.engine.migration.apply;

import io.jenkins.plugins.orchestrator.engine.migration.apply.Watch.Stage;
import io.jenkins.plugins.orchestrator.engine.run.Deadline;
import io.jenkins.plugins.orchestrator.engine.run.Status;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What an error of a statement means.
 *
 * @param error the server's or the driver's
 * @param stage what the watchdog did
 * @param duration how long the statement ran
 * @param deadline the script's
 */
record Failure(
    SQLException error, Stage stage, Duration duration, ApplySettings settings, Deadline deadline) {
  private static final String QUERY_CANCELED = "57014";
  private static final String LOCK_NOT_AVAILABLE = "55P03";
  private static final String IDLE_IN_TRANSACTION = "25P03";
  private static final String TRANSACTION_TIMEOUT = "25P04";

  /** The session was ended from outside, or the connection broke. */
  private static final Set<String> LOST =
      Set.of("57P01", "57P02", "57P03", "57P05", "08000", "08003", "08006", "08007");

  private String state() {
    return error.getSQLState() == null ? "" : error.getSQLState();
  }

  private boolean ranFor(Duration limit) {
    // The server's clock for a statement starts a little later than ours.
    return duration.compareTo(limit.multipliedBy(9).dividedBy(10)) >= 0;
  }

  /** The driver ends its session itself when a parameter changes that it reads values by. */
  private boolean isRefusedByDriver() {
    return SimpleProtocol.serverMessage(error) == null
        && String.valueOf(error.getMessage()).contains("The JDBC driver requires");
  }

  private boolean isLockTimeout() {
    return state().equals(LOCK_NOT_AVAILABLE) && ranFor(settings.lockTimeout());
  }

  private boolean isOverdue() {
    return switch (state()) {
      case QUERY_CANCELED ->
          stage != Stage.NOTHING
              || ranFor(settings.longestStatement())
              || String.valueOf(error.getMessage()).contains("statement timeout");
      case TRANSACTION_TIMEOUT, IDLE_IN_TRANSACTION -> true;
      default -> stage == Stage.TERMINATED || stage == Stage.ABORTED;
    };
  }

  Status status() {
    return isOverdue() || isLockTimeout() ? Status.TIMED_OUT : Status.FAILED;
  }

  /** Whether it may have waited for other sessions all the time. */
  boolean waitedForOthers() {
    return isOverdue() || state().equals(LOCK_NOT_AVAILABLE);
  }

  /** In our words; null when the server's say it. */
  @Nullable String message() {
    if (isOverdue()) {
      boolean ofScript =
          deadline.hasPassed()
              || settings.longestStatement().compareTo(settings.scriptTimeout()) >= 0;
      Duration limit = ofScript ? settings.scriptTimeout() : settings.longestStatement();
      if (!ranFor(settings.longestStatement()) && stage == Stage.NOTHING) {
        return null;
      }
      String how =
          switch (stage) {
            case NOTHING, CANCELLED -> "it was cancelled";
            case TERMINATED -> "it ignored being cancelled, so its session was terminated";
            case ABORTED -> "the server did not end it, so the connection was cut";
          };
      return overdue(limit, ofScript ? "script" : "statement") + "; " + how;
    }
    if (isLockTimeout()) {
      return "waited for a lock longer than lock_timeout, " + seconds(settings.lockTimeout());
    }
    if (isRefusedByDriver()) {
      return "the built-in runner cannot go on in a session with this setting: "
          + error.getMessage();
    }
    if (LOST.contains(state())) {
      return "the session was ended from outside while the statement ran: " + error.getMessage();
    }
    if (state().equals(QUERY_CANCELED)) {
      return "somebody else cancelled the statement (pg_cancel_backend)";
    }
    return null;
  }

  String messageOr(@Nullable String other) {
    String ours = message();
    return ours == null ? String.valueOf(other) : ours;
  }

  static String overdue(Duration limit, String what) {
    return "not finished within the limit of " + seconds(limit) + " for a " + what;
  }

  private static String seconds(Duration duration) {
    return duration.toMillis() % 1000 == 0
        ? duration.toSeconds() + " s"
        : String.format(Locale.ROOT, "%.3f s", duration.toMillis() / 1000.0);
  }

  /** What to do; null when the server's hint is the better one or there is none. */
  @Nullable String hint() {
    if (isLockTimeout()) {
      return "Users would have waited behind this statement for as long. Run it when nobody holds"
          + " the table, or change it so that it needs a weaker lock.";
    }
    if (isRefusedByDriver()) {
      return "Leave the line out where only output depends on it, write dates in ISO form and text"
          + " in UTF-8, or set migrations.runner: psql.";
    }
    return switch (state()) {
      case "57P01", "57P02", "57P03" ->
          "Somebody ran pg_terminate_backend or stopped the server; the server's log says who.";
      case "55006" ->
          "Deferred triggers of an earlier statement are still to fire in this transaction: commit"
              + " it first, in a script of its own.";
      case "55P04" ->
          "A new enum value can be used only after the transaction that added it: put ALTER TYPE …"
              + " ADD VALUE into a script of its own.";
      default -> null;
    };
  }
}
