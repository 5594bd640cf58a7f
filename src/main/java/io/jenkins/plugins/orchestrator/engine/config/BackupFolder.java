package io.jenkins.plugins.orchestrator.engine.config;

import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/**
 * A folder of files that is backed up beside the databases.
 *
 * @param name of the folder, unlike any environment's
 * @param path relative to the working directory
 * @param optional whether it may be absent: then it is skipped
 * @param agent label of the Jenkins agents that may do it, null for any
 * @param backup how
 */
public record BackupFolder(
    String name, String path, boolean optional, @Nullable String agent, BackupSettings backup)
    implements Serializable {}
