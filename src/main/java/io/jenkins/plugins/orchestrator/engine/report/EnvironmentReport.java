package io.jenkins.plugins.orchestrator.engine.report;

import io.jenkins.plugins.orchestrator.engine.run.Status;
import java.io.Serializable;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one branch did and found.
 *
 * @param name the environment's
 * @param purpose the user's words, may be empty
 * @param status how the branch ended
 * @param start when the branch began, from the start of the run
 * @param duration of the branch: from its start to the end of its cleanup
 * @param failure one sentence that says what ended it and where; null when nothing did
 * @param snapshot null when the branch did not get so far
 * @param pending null when the branch did not get so far
 * @param tasks in order
 * @param scripts in the order they ran, all passes
 * @param reversibility whether the scripts can be taken back
 * @param checks what the configuration asked to be checked
 * @param tests the integration tests
 * @param findings of the environment as a whole; those of a script are with it
 */
public record EnvironmentReport(
    String name,
    String purpose,
    Status status,
    Duration start,
    Duration duration,
    @Nullable String failure,
    @Nullable SnapshotReport snapshot,
    @Nullable PendingReport pending,
    List<TaskReport> tasks,
    List<ScriptReport> scripts,
    ReversibilityReport reversibility,
    List<CheckReport> checks,
    List<TestReport> tests,
    List<Finding> findings)
    implements Serializable {}
