package io.jenkins.plugins.orchestrator.engine.backup;

import io.jenkins.plugins.orchestrator.engine.backup.write.BackupDraft;
import io.jenkins.plugins.orchestrator.engine.backup.write.BackupException;
import io.jenkins.plugins.orchestrator.engine.backup.write.BackupWork;
import io.jenkins.plugins.orchestrator.engine.config.BackupSettings;
import io.jenkins.plugins.orchestrator.engine.postgres.DatabaseTarget;
import io.jenkins.plugins.orchestrator.engine.postgres.clone.SnapshotException;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What is backed up: a database or a folder. */
interface BackupSubject {
  /** The lane's name. */
  String name();

  /** The user's words, may be empty. */
  String purpose();

  BackupSettings settings();

  /** For people: what the dump is of. */
  String description();

  /**
   * Looks whether it is there.
   *
   * @return why it is skipped: it is optional and absent; empty when it is there
   * @throws BackupException when it is absent and not optional
   */
  Optional<String> absent(BackupWork work) throws SQLException, SnapshotException, BackupException;

  /**
   * Writes it.
   *
   * @return what is missing in the backup, for people
   */
  List<String> write(BackupWork work, BackupDraft draft) throws SQLException, BackupException;

  /** A database of the server that restores it; null when it is not restored on one. */
  @Nullable DatabaseTarget verifyServer();

  /** Ends what the given up writing of it may have left at work elsewhere. */
  void giveUp(BackupWork work) throws SQLException;
}
