package io.jenkins.plugins.orchestrator.engine.provision;

import io.jenkins.plugins.orchestrator.engine.run.Status;
import org.jspecify.annotations.Nullable;

/**
 * How the user's command ended.
 *
 * @param exitCode null when it did not end by itself
 * @param message for people; null when there is nothing to say
 * @param outputEnd the end of what it printed, free of secrets; may be empty
 */
record Used(
    Status status, @Nullable Integer exitCode, @Nullable String message, String outputEnd) {}
