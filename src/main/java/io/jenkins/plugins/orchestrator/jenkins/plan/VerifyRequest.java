package io.jenkins.plugins.orchestrator.jenkins.plan;

import java.io.Serializable;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Which backups are to be proven, and how.
 *
 * @param directory their folder, relative to the workspace or absolute
 * @param restore whether they are restored and compared, not only hashed
 * @param latestOnly whether the last one of each environment is enough
 * @param server the URL of any database of the server that restores them; null when nothing is
 *     restored
 * @param credentialsId of Jenkins' credentials for the server; null for what the URL says
 * @param identity path of a file with the private key of {@code age}; null for none
 * @param olderThan only those whose last successful verification is so long ago; null for all
 * @param maxRecoveryTime what the measured time to restore may be at most; null for no limit
 * @param maxAge of the last verified backup of each environment; null for no limit
 * @param jobs how many sessions restore and compare each
 * @param maxParallel how many at once
 * @param timeout of each
 */
public record VerifyRequest(
    String directory,
    boolean restore,
    boolean latestOnly,
    @Nullable String server,
    @Nullable String credentialsId,
    @Nullable String identity,
    @Nullable Duration olderThan,
    @Nullable Duration maxRecoveryTime,
    @Nullable Duration maxAge,
    int jobs,
    int maxParallel,
    Duration timeout)
    implements Serializable {}
