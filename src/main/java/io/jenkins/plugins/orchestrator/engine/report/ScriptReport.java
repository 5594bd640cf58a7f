package io.jenkins.plugins.orchestrator.engine.report;

import io.jenkins.plugins.orchestrator.engine.run.Status;
import java.io.Serializable;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One script in one pass.
 *
 * @param version in the format of the scripts' engine; empty where the format has none (repeatable)
 * @param name the file's path as the user knows it
 * @param direction which pass
 * @param status how it ended
 * @param start from the start of the run
 * @param duration from the first statement to the end of the checks after the script
 * @param transactional whether all of it ran in one transaction that we opened
 * @param statements in order, those that ran and the one that failed
 * @param error what ended it, null when it passed or was cancelled
 * @param findings what was found after it
 */
public record ScriptReport(
    String version,
    String name,
    Direction direction,
    Status status,
    Duration start,
    Duration duration,
    boolean transactional,
    List<StatementReport> statements,
    @Nullable ScriptError error,
    List<Finding> findings)
    implements Serializable {}
