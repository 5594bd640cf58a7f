package io.jenkins.plugins.orchestrator.jenkins.plan;

import java.io.Serializable;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Which backup is to be restored, and how.
 *
 * @param backup its folder, relative to the workspace or absolute
 * @param to the URL of the database that it becomes
 * @param credentialsId of Jenkins' credentials for the server; null for what the URL says
 * @param replace whether it may take the place of a database in use
 * @param confirm that database's name once more; null when nobody wrote it
 * @param allowUnverified whether a backup is restored that no restore has proven
 * @param createRoles whether roles that the server lacks are made, unable to log in
 * @param jobs how many sessions restore and compare
 * @param identity path of a file with the private key of {@code age}; null for none
 * @param config path of a configuration that says which databases are protected, relative to the
 *     workspace; null when nothing does
 * @param environment to which the target belongs; null when the configuration's URLs tell
 * @param timeout of all of it
 */
public record RestoreRequest(
    String backup,
    String to,
    @Nullable String credentialsId,
    boolean replace,
    @Nullable String confirm,
    boolean allowUnverified,
    boolean createRoles,
    int jobs,
    @Nullable String identity,
    @Nullable String config,
    @Nullable String environment,
    Duration timeout)
    implements Serializable {}
