package io.jenkins.plugins.orchestrator.engine.backup.verify;

import io.jenkins.plugins.orchestrator.engine.backup.manifest.BackupId;
import io.jenkins.plugins.orchestrator.engine.backup.manifest.StoredBackup;
import io.jenkins.plugins.orchestrator.engine.backup.store.BackupStore;
import io.jenkins.plugins.orchestrator.engine.operation.Coordination;
import io.jenkins.plugins.orchestrator.engine.operation.OperationPlan;
import io.jenkins.plugins.orchestrator.engine.operation.RunContext;
import io.jenkins.plugins.orchestrator.engine.postgres.DatabaseTarget;
import io.jenkins.plugins.orchestrator.engine.postgres.Secret;
import io.jenkins.plugins.orchestrator.engine.report.Finding;
import io.jenkins.plugins.orchestrator.engine.report.operation.LaneReport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Proves the backups of a folder again, a lane for each. A backup that is broken fails its lane,
 * and so does one that was made otherwise than its manifest says.
 *
 * @param directory the folder, as the user gave it
 * @param chosen the lanes; a folder without backups, or without one that is chosen, has one lane
 *     that says so
 * @param options how each is proven
 * @param maxAge of the last verified backup of each environment (RPO); null for no limit
 * @param maxParallel how many backups are proven at once
 * @param findings what lies in the folder besides
 */
public record VerifyBackupsPlan(
    String directory,
    List<Chosen> chosen,
    VerifyOptions options,
    @Nullable Duration maxAge,
    int maxParallel,
    List<Finding> findings)
    implements OperationPlan {
  private static final long serialVersionUID = 1L;

  public VerifyBackupsPlan {
    chosen = List.copyOf(chosen);
    findings = List.copyOf(findings);
  }

  /**
   * A lane.
   *
   * @param name of the backup's directory
   * @param environment whose it is; empty when that is not known
   * @param last whether it is the environment's last one, which is held against the limit of age
   * @param nothing why there is nothing to do; null for a backup
   * @param bad whether that is a failure
   */
  public record Chosen(
      String name, String environment, boolean last, @Nullable String nothing, boolean bad)
      implements java.io.Serializable {}

  /**
   * Looks what lies in a folder; hashes and connects to nothing.
   *
   * @throws IOException when the folder cannot be read
   */
  public static VerifyBackupsPlan of(
      String directory,
      BackupSelection selection,
      VerifyOptions options,
      @Nullable Duration maxAge,
      int maxParallel)
      throws IOException {
    Path path = Path.of(directory);
    BackupStore.Listing listing = new BackupStore(path).list();
    List<StoredBackup> backups = selection.of(listing.backups(), Instant.now());
    List<Chosen> chosen = new ArrayList<>();
    for (StoredBackup backup : backups) {
      String environment = backup.manifest().environment();
      List<StoredBackup> alike = listing.like(backup.manifest());
      boolean last = alike.get(alike.size() - 1).equals(backup);
      chosen.add(new Chosen(backup.manifest().id().value(), environment, last, null, false));
    }
    List<Finding> findings = new ArrayList<>();
    for (BackupStore.Unusable each : listing.unusable()) {
      if (BackupId.isOne(each.name())) {
        chosen.add(new Chosen(each.name(), "", false, each.why(), true));
      } else {
        findings.add(
            Finding.of(Finding.Severity.INFO, "no-backup", each.name() + ": " + each.why(), null));
      }
    }
    if (chosen.isEmpty()) {
      boolean none = listing.backups().isEmpty();
      chosen.add(
          new Chosen(
              "backups",
              "",
              false,
              none
                  ? directory
                      + ": found "
                      + (Files.isDirectory(path) ? "no backup" : "no such folder")
                      + "; expected at least one backup."
                  : "every backup was verified lately",
              none));
    }
    return new VerifyBackupsPlan(directory, chosen, options, maxAge, maxParallel, findings);
  }

  @Override
  public String operation() {
    return "verify-backups";
  }

  @Override
  public String title() {
    return (options.restore() ? "Restore test of backups in " : "Hashes of backups in ")
        + directory;
  }

  @Override
  public String configuration() {
    return directory;
  }

  @Override
  public List<Lane> lanes() {
    DatabaseTarget server = options.server();
    List<DatabaseTarget> servers =
        options.restore() && server != null ? List.of(server) : List.of();
    return chosen.stream()
        .map(each -> new Lane(each.name(), each.environment(), null, servers))
        .toList();
  }

  @Override
  public List<Secret> secrets() {
    DatabaseTarget server = options.server();
    return server == null || server.password() == null ? List.of() : List.of(server.password());
  }

  @Override
  public OperationPlan of(String lane) {
    return new VerifyBackupsPlan(
        directory, List.of(chosen(lane)), options, maxAge, maxParallel, findings);
  }

  @Override
  public LaneReport run(String lane, RunContext context, Coordination coordination) {
    return new VerifyLane(this, chosen(lane), context, coordination).run();
  }

  private Chosen chosen(String lane) {
    return chosen.stream()
        .filter(each -> each.name().equals(lane))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("no lane " + lane));
  }
}
