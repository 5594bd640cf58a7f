package io.jenkins.plugins.orchestrator.engine.postgres.clone;

import io.jenkins.plugins.orchestrator.engine.config.EnvironmentConfiguration;
import io.jenkins.plugins.orchestrator.engine.config.SnapshotStrategy;
import io.jenkins.plugins.orchestrator.engine.postgres.DatabaseTarget;
import io.jenkins.plugins.orchestrator.engine.postgres.PoolerDetection;
import io.jenkins.plugins.orchestrator.engine.postgres.Redactor;
import io.jenkins.plugins.orchestrator.engine.postgres.client.ClientProcess;
import io.jenkins.plugins.orchestrator.engine.postgres.client.ClientTools;
import io.jenkins.plugins.orchestrator.engine.postgres.client.PasswordFile;
import io.jenkins.plugins.orchestrator.engine.run.Cancellation;
import io.jenkins.plugins.orchestrator.engine.run.RunId;
import io.jenkins.plugins.orchestrator.engine.run.StateDirectory;
import java.io.IOException;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.time.Duration;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Makes the throw-away databases of a run. Safe for several threads: one object for all branches
 * looks for the client programs once.
 */
public final class Snapshots {
  private final RunId run;
  private final StateDirectory state;
  private final Redactor redactor;
  private final Map<String, String> variables;
  private final IntentJournal journal;
  private @Nullable ClientTools tools;

  /** One whose journal lies in the state directory alone. */
  public Snapshots(
      RunId run, StateDirectory state, Redactor redactor, Map<String, String> variables) {
    this(run, state, redactor, variables, line -> {});
  }

  /**
   * @param state where the journal, dumps and password files are; the user's alone
   * @param redactor knows the configuration's secrets
   * @param variables the process's environment
   * @param copy takes every line of the journal besides
   */
  public Snapshots(
      RunId run,
      StateDirectory state,
      Redactor redactor,
      Map<String, String> variables,
      JournalCopy copy) {
    this.run = run;
    this.state = state;
    this.redactor = redactor;
    this.variables = Map.copyOf(variables);
    this.journal = new IntentJournal(state, run, copy);
  }

  /** How an environment's clone would be made and why; connects to nothing. */
  public static SnapshotDecision decision(EnvironmentConfiguration environment) {
    return SnapshotDecision.of(environment);
  }

  /** How an environment's clone will be made and why; connects to nothing. */
  public SnapshotDecision decide(EnvironmentConfiguration environment) {
    return SnapshotDecision.of(environment);
  }

  /**
   * Makes the throw-away database of an environment.
   *
   * @param messages takes lines for people while it is made; free of secrets
   * @return to be closed, which drops the database
   * @throws SnapshotException when it cannot be made; by then nothing of it is left, or it is
   *     written down and said
   * @throws io.jenkins.plugins.orchestrator.engine.run.CancelledException likewise
   */
  public Snapshot take(
      EnvironmentConfiguration environment, Cancellation cancellation, Consumer<String> messages)
      throws SnapshotException {
    SnapshotDecision decision = decide(environment);
    if (decision.refusal() != null) {
      throw new SnapshotException(decision.refusal());
    }
    CloneWork work = work(environment.name(), cancellation, messages);
    refusePooler(environment.source(), work);
    DatabaseTarget server = environment.snapshot().server();
    if (server != null) {
      refusePooler(server, work);
    }
    if (decision.strategy() == SnapshotStrategy.NONE) {
      return Snapshot.ofDisposable(environment, decision, work);
    }
    return new SnapshotTaking(environment, decision, work).take();
  }

  private void refusePooler(DatabaseTarget target, CloneWork work) throws SnapshotException {
    try {
      PoolerDetection.refuse(target, work.applicationName("look"));
    } catch (SQLFeatureNotSupportedException e) {
      throw new SnapshotException(redactor.redact(String.valueOf(e.getMessage())), e);
    } catch (SQLException e) {
      throw ServerErrors.connecting(target, e, redactor);
    }
  }

  /**
   * Writes down the processes that the run starts besides, such as the user's test commands, so
   * that those of a killed run are ended by the next one.
   */
  public ClientProcess.Listener children() {
    return new JournalledChildren(journal);
  }

  /**
   * Writes the password file of a client program that the run starts besides, where the next run
   * deletes it when this one is killed.
   *
   * @return to be closed, which deletes it
   * @throws IOException when it cannot be written or written down
   */
  public PasswordFile passwordFile(DatabaseTarget target) throws IOException {
    if (target.password() == null) {
      return PasswordFile.none();
    }
    CloneWork work = work("", new Cancellation(), message -> {});
    JournalLine secret = work.temporary("pgpass");
    try {
      return PasswordFile.write(CloneWork.path(secret), target, () -> work.discard(secret));
    } catch (IOException e) {
      work.discard(secret);
      throw e;
    }
  }

  /**
   * Makes an empty database that a restore fills, with a look at poolers first.
   *
   * @param environment whose, for {@code application_name}
   * @param server any database of the server that is to hold it
   * @param source what will be restored, for people
   * @param ttl after it the reaper may drop the database
   * @return to be closed, which drops the database
   * @throws SnapshotException when it cannot be made; nothing of it is left, or it is written down
   */
  public ThrowAwayDatabase throwAway(
      String environment,
      DatabaseTarget server,
      String source,
      ThrowAwayDatabase.Locale locale,
      Duration ttl,
      Cancellation cancellation,
      Consumer<String> messages)
      throws SnapshotException {
    CloneWork work = work(environment, cancellation, messages);
    refusePooler(server, work);
    return ThrowAwayDatabase.create(work, server, source, locale, ttl);
  }

  /**
   * A path for a file of this run that must not outlive it.
   *
   * @param kind a word for its name
   * @throws IOException when it cannot be written down
   */
  public TemporaryPath temporary(String kind) throws IOException {
    return new TemporaryPath(work("", new Cancellation(), message -> {}), kind);
  }

  private CloneWork work(String environment, Cancellation cancellation, Consumer<String> messages) {
    return new CloneWork(
        run, environment, state, journal, redactor, variables, this::tools, cancellation, messages);
  }

  /** The client programs of this machine, looked for when this is first called. */
  public synchronized ClientTools tools() {
    if (tools == null) {
      tools = ClientTools.locate(variables);
    }
    return tools;
  }
}
