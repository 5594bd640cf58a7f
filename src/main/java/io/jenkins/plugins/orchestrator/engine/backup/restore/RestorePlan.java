package io.jenkins.plugins.orchestrator.engine.backup.restore;

import io.jenkins.plugins.orchestrator.engine.backup.manifest.BackupId;
import io.jenkins.plugins.orchestrator.engine.backup.manifest.BackupState;
import io.jenkins.plugins.orchestrator.engine.backup.manifest.StoredBackup;
import io.jenkins.plugins.orchestrator.engine.backup.store.BackupStore;
import io.jenkins.plugins.orchestrator.engine.config.ConfigurationException;
import io.jenkins.plugins.orchestrator.engine.config.ConfigurationProblem;
import io.jenkins.plugins.orchestrator.engine.operation.Coordination;
import io.jenkins.plugins.orchestrator.engine.operation.OperationPlan;
import io.jenkins.plugins.orchestrator.engine.operation.RunContext;
import io.jenkins.plugins.orchestrator.engine.postgres.DatabaseTarget;
import io.jenkins.plugins.orchestrator.engine.postgres.Secret;
import io.jenkins.plugins.orchestrator.engine.report.Finding;
import io.jenkins.plugins.orchestrator.engine.report.operation.LaneReport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

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
   * @throws ConfigurationException with everything that is wrong
   */
  public static RestorePlan of(
      String directory, Path workingDirectory, DatabaseTarget to, RestoreOptions options)
      throws ConfigurationException {
    StoredBackup backup = read(directory, workingDirectory.resolve(directory).normalize());
    List<ConfigurationProblem> wrong = new ArrayList<>();
    List<Finding> findings = new ArrayList<>();
    if (backup.manifest().database() == null || backup.manifest().contents() == null) {
      wrong.add(
          problem(
              directory,
              "the backup of a folder",
              "one of a database",
              "its manifest.txt has the command that unpacks it"));
    }
    BackupState state = backup.state();
    if (state != BackupState.VERIFIED) {
      String found =
          "a backup that is "
              + state
              + (state == BackupState.BROKEN ? "" : ", not proven by a restore");
      if (options.allowUnverified()) {
        findings.add(
            Finding.of(
                Finding.Severity.WARNING,
                "restore-unverified",
                directory + ": found " + found + ".",
                "It is compared before it is used; nothing takes its name when it differs."));
      } else {
        wrong.add(
            problem(
                directory,
                found,
                "one that is VERIFIED",
                "verify it first (verify-backups --restore), or allow it (--allow-unverified; in a"
                    + " Pipeline allowUnverified: true)"));
      }
    }
    if ((options.replace() || options.isProtected()) && !to.database().equals(options.confirm())) {
      wrong.add(unconfirmed(to, options));
    }
    if (!wrong.isEmpty()) {
      throw new ConfigurationException(wrong);
    }
    return new RestorePlan(directory, backup, to, options, findings);
  }

  private static StoredBackup read(String directory, Path path) throws ConfigurationException {
    Path name = path.getFileName();
    Path parent = path.getParent();
    if (name == null || parent == null || !BackupId.isOne(name.toString())) {
      throw refused(
          directory,
          "no name of a backup",
          "the directory of one, such as backups/20260304T050607Z-production-abcdefghij",
          null);
    }
    try {
      return new BackupStore(parent).read(new BackupId(name.toString()));
    } catch (NoSuchFileException e) {
      throw refused(
          directory,
          Files.isDirectory(path) ? "a directory without a manifest" : "no such directory",
          "that of a backup",
          null);
    } catch (IOException e) {
      throw refused(
          directory,
          "a backup that cannot be read (" + e.getMessage() + ")",
          "a whole one",
          "restore another one");
    }
  }

  private static ConfigurationProblem unconfirmed(DatabaseTarget to, RestoreOptions options) {
    String confirm = options.confirm();
    String name = to.database();
    return problem(
        to.toString(),
        confirm == null ? "no confirmation" : "the confirmation '" + confirm + "'",
        "the database's name, "
            + name
            + ", because "
            + (options.replace()
                ? "a database in use is replaced"
                : "its environment is protected"),
        "say --confirm " + name + "; in a Pipeline confirm: '" + name + "'");
  }

  private static ConfigurationException refused(
      String place, String found, String expected, @Nullable String advice) {
    return new ConfigurationException(List.of(problem(place, found, expected, advice)));
  }

  private static ConfigurationProblem problem(
      String place, String found, String expected, @Nullable String advice) {
    return new ConfigurationProblem(place, 0, 0, "", found, expected, advice);
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
