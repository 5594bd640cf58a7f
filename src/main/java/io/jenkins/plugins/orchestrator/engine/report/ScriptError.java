package io.jenkins.plugins.orchestrator.engine.report;

import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/**
 * The error that ended a script, with its place. All texts are free of secrets.
 *
 * @param script the file's path as the user knows it
 * @param line from 1 in that file
 * @param column from 1, in characters
 * @param excerpt some lines around the place, the place marked with {@code ^} under it; may be
 *     empty
 * @param sqlState five characters, null when the error is not the server's
 * @param message what went wrong
 * @param detail the server's, null when it gave none
 * @param hint the server's, or ours, null when there is none
 * @param context the server's ({@code PL/pgSQL function … line 3 …}), null when it gave none
 */
public record ScriptError(
    String script,
    int line,
    int column,
    String excerpt,
    @Nullable String sqlState,
    String message,
    @Nullable String detail,
    @Nullable String hint,
    @Nullable String context)
    implements Serializable {}
