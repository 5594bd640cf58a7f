package io.jenkins.plugins.orchestrator.engine.provision;

import io.jenkins.plugins.orchestrator.engine.config.EnvironmentConfiguration;
import io.jenkins.plugins.orchestrator.engine.postgres.DatabaseTarget;
import io.jenkins.plugins.orchestrator.engine.postgres.Redactor;
import io.jenkins.plugins.orchestrator.engine.postgres.clone.KeptClones;
import io.jenkins.plugins.orchestrator.engine.postgres.clone.SnapshotException;
import io.jenkins.plugins.orchestrator.engine.run.RunId;
import java.io.Serializable;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;

/**
 * The clones of a run, handed out: enough to use, prolong and drop them from another process or
 * machine, given the environment's configuration. Holds no secret: the clones are reached with the
 * credentials of the server on which they stand.
 *
 * @param run who made them
 * @param environment of which they are clones
 * @param expires from then on the reaper may drop them
 * @param databases by their index
 */
public record Provisioned(
    RunId run, String environment, Instant expires, List<ProvisionedDatabase> databases)
    implements Serializable {
  public Provisioned {
    databases = List.copyOf(databases);
  }

  /**
   * How one of them is reached.
   *
   * @param configuration of the environment, with its credentials
   */
  public static DatabaseTarget target(
      ProvisionedDatabase database, EnvironmentConfiguration configuration) {
    return server(configuration).withDatabase(database.name());
  }

  /** A database of the server on which the clones of an environment stand. */
  public static DatabaseTarget server(EnvironmentConfiguration configuration) {
    DatabaseTarget other = configuration.snapshot().server();
    return other == null ? configuration.source() : other;
  }

  /**
   * Drops them all; those that are gone already are passed over. Whatever else has the name of one
   * stays.
   *
   * @param configuration of the environment, with the credentials of the role that made them
   * @throws SnapshotException when one could not be dropped; the others are, and it goes when its
   *     time is over
   */
  public void drop(EnvironmentConfiguration configuration, Redactor redactor)
      throws SnapshotException {
    kept(configuration, redactor).drop();
  }

  /**
   * Lets them live for so long from now.
   *
   * @param ttl at most {@link ProvisionOptions#LONGEST}
   * @return the same with their new end
   * @throws SnapshotException when one is gone already
   * @throws IllegalArgumentException when the ttl is too short or too long
   */
  public Provisioned prolong(
      Duration ttl, EnvironmentConfiguration configuration, Redactor redactor)
      throws SnapshotException {
    if (ttl.compareTo(ProvisionOptions.SHORTEST) < 0
        || ttl.compareTo(ProvisionOptions.LONGEST) > 0) {
      throw new IllegalArgumentException(
          "ttl: found " + ttl + ", expected between 1 s and " + ProvisionOptions.LONGEST);
    }
    Instant end = Instant.now().plus(ttl).truncatedTo(ChronoUnit.SECONDS);
    kept(configuration, redactor).expire(end);
    return new Provisioned(run, environment, end, databases);
  }

  private KeptClones kept(EnvironmentConfiguration configuration, Redactor redactor) {
    return new KeptClones(
        server(configuration),
        databases.stream().map(ProvisionedDatabase::identity).toList(),
        redactor);
  }
}
