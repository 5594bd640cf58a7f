package io.jenkins.plugins.orchestrator.engine.backup.retention;

import io.jenkins.plugins.orchestrator.engine.backup.manifest.BackupId;
import io.jenkins.plugins.orchestrator.engine.backup.manifest.StoredBackup;
import io.jenkins.plugins.orchestrator.engine.backup.manifest.Verification;
import io.jenkins.plugins.orchestrator.engine.config.BackupSettings.Keep;
import io.jenkins.plugins.orchestrator.engine.report.Finding;
import io.jenkins.plugins.orchestrator.engine.report.operation.ReportColumn;
import io.jenkins.plugins.orchestrator.engine.report.operation.ReportTable;
import io.jenkins.plugins.orchestrator.engine.run.Cancellation;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Deletes from a store what {@link Retention} lets go, the oldest first, and reports on every
 * backup. One that cannot be deleted stops no other.
 *
 * @param store where they lie
 * @param keep which are to stay; null for all
 * @param pinned those that a rollback points to, besides those that the store knows
 * @param dryRun whether nothing is deleted, and only told what would be
 * @param cancellation ends the deleting between two backups
 */
public record RetentionRun(
    RetentionStore store,
    @Nullable Keep keep,
    Set<BackupId> pinned,
    boolean dryRun,
    Cancellation cancellation) {
  /** Of those that stay; each one that goes is told with its reason. */
  private static final int MOST_KEPT = 100;

  private static final String KEPT = "kept";
  private static final String DELETED = "deleted";
  private static final int ID = 0;
  private static final int STATE = 2;
  private static final int DECISION = 5;

  private static final List<ReportColumn> COLUMNS =
      List.of(
          new ReportColumn("backup", ReportColumn.Kind.TEXT),
          new ReportColumn("age", ReportColumn.Kind.DURATION),
          new ReportColumn("state", ReportColumn.Kind.TEXT),
          new ReportColumn("size", ReportColumn.Kind.BYTES),
          new ReportColumn("RTO", ReportColumn.Kind.DURATION),
          new ReportColumn("decision", ReportColumn.Kind.TEXT),
          new ReportColumn("reason", ReportColumn.Kind.TEXT));

  public RetentionRun {
    pinned = Set.copyOf(pinned);
  }

  /**
   * A backup in a table that a run reported.
   *
   * @param backup its name
   * @param state how far it is proven, in lower case
   * @param deleted whether the run deleted it
   */
  public record Row(String backup, String state, boolean deleted) {}

  /** The rows of a run's table; none when the table is another one. */
  public static List<Row> rows(ReportTable table) {
    int width = table.columns().size();
    if (width < COLUMNS.size() - 2
        || !table.columns().equals(COLUMNS.subList(0, Math.min(width, COLUMNS.size())))) {
      return List.of();
    }
    return table.rows().stream()
        .map(
            row ->
                new Row(
                    row.get(ID),
                    row.get(STATE),
                    width > DECISION && row.get(DECISION).equals(DELETED)))
        .toList();
  }

  /** How a decision ended. */
  private record Outcome(String decision, String reason) {}

  /**
   * Decides and deletes.
   *
   * @param backups all of one environment that the store holds, read just now
   * @param now the wall clock
   */
  public RetentionResult apply(List<StoredBackup> backups, Instant now) {
    List<Finding> findings = new ArrayList<>();
    Set<BackupId> allPinned = new HashSet<>(pinned);
    Set<BackupId> unknown = new HashSet<>();
    for (StoredBackup backup : backups) {
      BackupId id = backup.manifest().id();
      try {
        if (store.isPinned(id)) {
          allPinned.add(id);
        }
      } catch (IOException e) {
        unknown.add(id);
        findings.add(notTold(id, e));
      }
    }
    // One of which nobody can tell is decided on as if it were pinned.
    allPinned.addAll(unknown);
    List<RetentionDecision> decisions = new Retention(keep, now, allPinned).decide(backups);
    Map<BackupId, Outcome> outcomes = new HashMap<>();
    List<BackupId> deleted = new ArrayList<>();
    for (int i = decisions.size() - 1; i >= 0; i--) {
      RetentionDecision decision = decisions.get(i);
      BackupId id = decision.backup().manifest().id();
      if (unknown.contains(id)) {
        outcomes.put(id, new Outcome(KEPT, "whether a rollback points to it cannot be told"));
      } else if (decision.kept()) {
        outcomes.put(id, new Outcome(KEPT, decision.reason()));
      } else if (dryRun) {
        outcomes.put(id, new Outcome("would be deleted", decision.reason()));
      } else {
        outcomes.put(id, delete(decision, decisions, deleted, findings));
      }
    }
    return new RetentionResult(table(decisions, outcomes, now), deleted, findings);
  }

  private Outcome delete(
      RetentionDecision decision,
      List<RetentionDecision> all,
      List<BackupId> deleted,
      List<Finding> findings) {
    BackupId id = decision.backup().manifest().id();
    String reason = decision.reason();
    String cancelled = cancellation.reason();
    if (cancelled != null) {
      return new Outcome("not deleted", "the run was cancelled: " + cancelled);
    }
    try {
      // A rollback may have begun to point to it while others were deleted.
      if (store.isPinned(id)) {
        return new Outcome(KEPT, Retention.PINNED);
      }
      if (Retention.isVerified(decision.backup()) && !isOneStillVerified(decision.backup(), all)) {
        return new Outcome("kept", "none of those that stay is verified any more");
      }
      store.delete(id);
      deleted.add(id);
      return new Outcome(DELETED, reason);
    } catch (IOException e) {
      findings.add(
          Finding.of(
              Finding.Severity.WARNING,
              "backup-not-deleted",
              "backup " + id + " was to be deleted (" + reason + "), but is still there: " + e,
              "look at the rights on its directory; the next run tries again"));
      return new Outcome("not deleted", e.toString());
    }
  }

  /**
   * Whether one that stays can take its place still: another run may just have found that it is
   * broken, or may have deleted it by rules of its own.
   */
  private boolean isOneStillVerified(StoredBackup backup, List<RetentionDecision> all) {
    String source = backup.manifest().source();
    return all.stream()
        .filter(RetentionDecision::kept)
        .map(RetentionDecision::backup)
        .filter(each -> Retention.isVerified(each) && each.manifest().source().equals(source))
        .anyMatch(this::isStillVerified);
  }

  private boolean isStillVerified(StoredBackup backup) {
    try {
      return Retention.isVerified(store.read(backup));
    } catch (IOException e) {
      // It is gone or cannot be told: nothing to rely on.
      return false;
    }
  }

  private static Finding notTold(BackupId id, IOException e) {
    return Finding.of(
        Finding.Severity.WARNING,
        "backup-pin-unknown",
        "whether a rollback points to backup " + id + " cannot be told: " + e,
        "it is kept; look at the rights on its directory");
  }

  private ReportTable table(
      List<RetentionDecision> decisions, Map<BackupId, Outcome> outcomes, Instant now) {
    List<List<String>> rows = new ArrayList<>();
    // Without decisions there is nothing to say of them.
    int width = keep == null ? COLUMNS.size() - 2 : COLUMNS.size();
    int shown = 0;
    for (RetentionDecision decision : decisions) {
      StoredBackup backup = decision.backup();
      BackupId id = backup.manifest().id();
      Outcome outcome = java.util.Objects.requireNonNull(outcomes.get(id));
      if (outcome.decision().equals(KEPT) && ++shown > MOST_KEPT) {
        continue;
      }
      Duration age = Duration.between(backup.manifest().startedAt(), now);
      rows.add(
          List.of(
                  id.value(),
                  age.isNegative() ? "" : Long.toString(age.toSeconds()),
                  backup.state().name().toLowerCase(Locale.ROOT),
                  Long.toString(backup.manifest().bytes()),
                  recoveryTime(backup),
                  outcome.decision(),
                  outcome.reason())
              .subList(0, width));
    }
    String title = keep == null ? "Backups" : dryRun ? "Retention (dry run)" : "Retention";
    String bound =
        shown > MOST_KEPT ? " The " + MOST_KEPT + " newest of " + shown + " that stay." : "";
    return new ReportTable(title, note() + bound, COLUMNS.subList(0, width), rows);
  }

  /** The last one that was measured. */
  private static String recoveryTime(StoredBackup backup) {
    return backup
        .lastVerified()
        .map(Verification::restoreTime)
        .map(time -> Double.toString(time.toMillis() / 1000.0))
        .orElse("");
  }

  private String note() {
    if (keep == null) {
      return "No keep is configured: everything stays.";
    }
    List<String> classes = new ArrayList<>();
    add(classes, "days", keep.days());
    add(classes, "daily", keep.daily());
    add(classes, "weekly", keep.weekly());
    add(classes, "monthly", keep.monthly());
    return "keep: {" + String.join(", ", classes) + "}; days, weeks and months in UTC.";
  }

  private static void add(List<String> classes, String name, int count) {
    if (count > 0) {
      classes.add(name + ": " + count);
    }
  }
}
