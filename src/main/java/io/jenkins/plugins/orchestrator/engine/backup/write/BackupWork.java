package io.jenkins.plugins.orchestrator.engine.backup.write;

import io.jenkins.plugins.orchestrator.engine.backup.manifest.StoredBackup;
import io.jenkins.plugins.orchestrator.engine.config.BackupSettings;
import io.jenkins.plugins.orchestrator.engine.operation.RunContext;
import io.jenkins.plugins.orchestrator.engine.postgres.ApplicationName;
import io.jenkins.plugins.orchestrator.engine.postgres.DatabaseTarget;
import io.jenkins.plugins.orchestrator.engine.postgres.client.ClientProcess;
import io.jenkins.plugins.orchestrator.engine.postgres.client.ClientResult;
import io.jenkins.plugins.orchestrator.engine.postgres.client.ClientTools;
import io.jenkins.plugins.orchestrator.engine.postgres.client.ClientToolsException;
import io.jenkins.plugins.orchestrator.engine.postgres.client.ClientVariables;
import io.jenkins.plugins.orchestrator.engine.postgres.client.PasswordFile;
import io.jenkins.plugins.orchestrator.engine.postgres.clone.Snapshots;
import io.jenkins.plugins.orchestrator.engine.report.Finding;
import io.jenkins.plugins.orchestrator.engine.run.Cancellation;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * What all parts of making one backup share.
 *
 * @param lane the environment's or folder's name
 * @param context the run
 * @param journal writes child processes and password files down, and knows the client programs
 * @param found takes what a person should know; used by the lane's thread alone
 */
public record BackupWork(String lane, RunContext context, Snapshots journal, List<Finding> found) {
  /** Longer than any dump that a window allows. */
  static final Duration LIMIT = Duration.ofHours(24);

  /** The sessions of a dump cannot write, and wait for as long as it takes. */
  static final Map<String, String> SOURCE_SETTINGS =
      Map.of("default_transaction_read_only", "on", "statement_timeout", "0");

  /** The name of a session or client program for a purpose. */
  public String applicationName(String purpose) {
    return ApplicationName.of(context.run(), lane, purpose);
  }

  Cancellation cancellation() {
    return context.cancellation();
  }

  /** Says something to whoever watches. */
  void say(String text) {
    context.listener().message(lane, context.redactor().redact(text));
  }

  /** Tells in the report what a person should know. */
  public void warn(String code, String message, String advice) {
    Finding finding =
        Finding.of(Finding.Severity.WARNING, code, context.redactor().redact(message), advice);
    if (!found.contains(finding)) {
      found.add(finding);
    }
  }

  String redact(Object text) {
    return context.redactor().redact(String.valueOf(text));
  }

  /** The client programs of this machine. */
  ClientTools tools() {
    return journal.tools();
  }

  /** The same with another signal. */
  public BackupWork with(Cancellation other) {
    return new BackupWork(lane, context.with(other), journal, found);
  }

  /**
   * Something that client programs do with the variables that they get.
   *
   * @param <E> what it throws besides
   */
  interface Connected<T, E extends Exception> {
    T run(Map<String, String> variables) throws IOException, ClientToolsException, E;
  }

  /** Gives an action the variables of a target, its password file among them, and takes it back. */
  <T, E extends Exception> T connected(
      DatabaseTarget target, String purpose, Connected<T, E> action)
      throws IOException, ClientToolsException, E {
    try (PasswordFile password = journal.passwordFile(target)) {
      return action.run(
          ClientVariables.of(
              target,
              context.variables(),
              applicationName(purpose),
              password.path(),
              SOURCE_SETTINGS));
    }
  }

  /** Runs a client program. */
  ClientResult client(Map<String, String> variables, Path program, List<String> arguments)
      throws ClientToolsException {
    return new ClientProcess(
            variables, context.redactor(), cancellation(), LIMIT, journal.children())
        .run(program, arguments);
  }

  /**
   * Sends a backup elsewhere by the user's commands.
   *
   * @param directory of the backup
   * @throws BackupException when a command failed; names the file
   */
  public void upload(BackupSettings.Upload upload, Path directory, StoredBackup backup)
      throws BackupException, IOException {
    new Uploading(this, upload).run(directory, backup);
  }

  /** The environment of a program that connects to nothing. */
  Map<String, String> unconnected() {
    return ClientVariables.unconnected(context.variables());
  }
}
