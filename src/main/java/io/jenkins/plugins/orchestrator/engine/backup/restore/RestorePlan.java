package io.jenkins.plugins.orchestrator.engine.backup.restore;

import io.jenkins.plugins.orchestrator.engine.backup.manifest.BackupId;
import io.jenkins.plugins.orchestrator.engine.backup.manifest.BackupState;
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
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Restores one backup for good. It is restored into a database that nobody knows, compared with
 * what its manifest says was in the source, and only then gets the target's name: a new one, or the
 * name of the database in use, which is kept under another.
 *
 * @param directory of the backup, as the user gave it
 * @param backup what its manifest says
 * @param to the target; its database is the name that the restored one gets
 * @param options how
 * @param findings what a person should know before
 */
public record RestorePlan(
    String directory,
    StoredBackup backup,
    DatabaseTarget to,
    RestoreOptions options,
    List<Finding> findings)
    implements OperationPlan {
  private static final long serialVersionUID = 1L;

  public RestorePlan {
    findings = List.copyOf(findings);
  }

  /**
   * Looks at the backup and at what was asked for; connects to nothing.
   *
   * @param directory of the backup, as the user gave it
   * @param workingDirectory what it is relative to
   * @throws RestoreException with everything that is wrong
   */
  public static RestorePlan of(
      String directory, Path workingDirectory, DatabaseTarget to, RestoreOptions options)
      throws RestoreException {
    StoredBackup backup = read(directory, workingDirectory.resolve(directory).normalize());
    List<String> wrong = new ArrayList<>();
    List<Finding> findings = new ArrayList<>();
    if (backup.manifest().database() == null || backup.manifest().contents() == null) {
      wrong.add(
          directory
              + ": found the backup of a folder; expected one of a database. Its manifest.txt has"
              + " the command that unpacks it.");
    }
    BackupState state = backup.state();
    if (state != BackupState.VERIFIED) {
      String found =
          directory
              + ": found a backup that is "
              + state
              + (state == BackupState.BROKEN ? "" : ", not proven by a restore");
      if (options.allowUnverified()) {
        findings.add(
            Finding.of(
                Finding.Severity.WARNING,
                "restore-unverified",
                found + ".",
                "It is compared before it is used; nothing takes its name when it differs."));
      } else {
        wrong.add(
            found
                + "; expected VERIFIED. Verify it first (bin/orchestrate verify-backups), or allow"
                + " it with --allow-unverified.");
      }
    }
    if (options.replace() || options.isProtected()) {
      confirm(to, options, wrong);
    }
    if (!wrong.isEmpty()) {
      throw new RestoreException(String.join("\n", wrong));
    }
    return new RestorePlan(directory, backup, to, options, findings);
  }

  private static StoredBackup read(String directory, Path path) throws RestoreException {
    Path name = path.getFileName();
    Path parent = path.getParent();
    if (name == null || parent == null || !BackupId.isOne(name.toString())) {
      throw new RestoreException(
          directory
              + ": found no name of a backup; expected the directory of one, such as"
              + " backups/20260304T050607Z-production-abcdefghij.");
    }
    try {
      return new BackupStore(parent).read(new BackupId(name.toString()));
    } catch (NoSuchFileException e) {
      throw new RestoreException(
          directory + ": found no such directory; expected that of a backup.");
    } catch (IOException e) {
      throw new RestoreException(String.valueOf(e.getMessage()));
    }
  }

  private static void confirm(DatabaseTarget to, RestoreOptions options, List<String> wrong) {
    if (!to.database().equals(options.confirm())) {
      wrong.add(
          to
              + ": found "
              + (options.confirm() == null
                  ? "no confirmation"
                  : "the confirmation '" + options.confirm() + "'")
              + "; expected the database's name, "
              + to.database()
              + ", because "
              + (options.replace()
                  ? "a database in use is replaced."
                  : "its environment is protected.")
              + " Say --confirm "
              + to.database());
    }
  }

  @Override
  public String operation() {
    return "restore";
  }

  @Override
  public String title() {
    return "Restore of " + backup.manifest().id() + " to " + to;
  }

  @Override
  public String configuration() {
    return directory;
  }

  @Override
  public List<Lane> lanes() {
    return List.of(
        new Lane(backup.manifest().environment(), backup.manifest().purpose(), null, List.of(to)));
  }

  @Override
  public int maxParallel() {
    return 1;
  }

  @Override
  public List<Secret> secrets() {
    Secret password = to.password();
    return password == null ? List.of() : List.of(password);
  }

  @Override
  public OperationPlan of(String lane) {
    return this;
  }

  @Override
  public LaneReport run(String lane, RunContext context, Coordination coordination) {
    return new RestoreLane(this, context, coordination).run();
  }
}
