package io.jenkins.plugins.orchestrator.engine.report.state;

import java.time.Instant;

/**
 * A backup that a run saw.
 *
 * @param id its name
 * @param environment what was backed up
 * @param takenAt when it was begun
 * @param state how far it is proven: a word in lower case such as {@code verified}
 */
public record KnownBackup(String id, String environment, Instant takenAt, String state) {}
