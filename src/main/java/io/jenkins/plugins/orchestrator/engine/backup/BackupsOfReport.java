package io.jenkins.plugins.orchestrator.engine.backup;

import io.jenkins.plugins.orchestrator.engine.backup.manifest.BackupId;
import io.jenkins.plugins.orchestrator.engine.backup.retention.RetentionRun;
import io.jenkins.plugins.orchestrator.engine.report.operation.Fact;
import io.jenkins.plugins.orchestrator.engine.report.operation.LaneReport;
import io.jenkins.plugins.orchestrator.engine.report.operation.OperationReport;
import io.jenkins.plugins.orchestrator.engine.report.operation.ReportTable;
import io.jenkins.plugins.orchestrator.engine.report.state.KnownBackup;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Takes from a report which backups there were when its run ended. */
public final class BackupsOfReport {
  /** Of an environment, the newest: the rest is on the page of the build. */
  private static final int MOST = 30;

  private BackupsOfReport() {}

  /** Whether the operation lists all backups of its environments. */
  public static boolean isList(OperationReport report) {
    return report.operation().equals("backup");
  }

  /** Those of a backup or a verification; none of any other operation. */
  public static List<KnownBackup> of(OperationReport report) {
    List<KnownBackup> all = new ArrayList<>();
    for (LaneReport lane : report.lanes()) {
      if (isList(report)) {
        all.addAll(listed(lane));
      } else if (report.operation().equals("verify-backups")) {
        verified(lane).ifPresent(all::add);
      }
    }
    return all;
  }

  private static List<KnownBackup> listed(LaneReport lane) {
    List<KnownBackup> found = new ArrayList<>();
    for (ReportTable table : lane.tables()) {
      for (RetentionRun.Row row : RetentionRun.rows(table)) {
        if (!row.deleted() && BackupId.isOne(row.backup())) {
          found.add(known(row.backup(), lane.name(), row.state()));
        }
      }
    }
    return found.stream()
        .sorted((one, other) -> other.id().compareTo(one.id()))
        .limit(MOST)
        .toList();
  }

  /** What a verification showed of the backup that the lane has its name of. */
  private static Optional<KnownBackup> verified(LaneReport lane) {
    Optional<String> state = fact(lane, "State");
    Optional<String> environment = fact(lane, "Environment");
    return state.isEmpty() || environment.isEmpty() || !BackupId.isOne(lane.name())
        ? Optional.empty()
        : Optional.of(known(lane.name(), environment.get(), state.get().toLowerCase(Locale.ROOT)));
  }

  private static Optional<String> fact(LaneReport lane, String label) {
    return lane.facts().stream()
        .filter(fact -> fact.label().equals(label))
        .map(Fact::value)
        .findFirst();
  }

  private static KnownBackup known(String id, String environment, String state) {
    return new KnownBackup(id, environment, new BackupId(id).startedAt(), state);
  }
}
