package io.jenkins.plugins.orchestrator.engine.report.html;

import java.time.Instant;

/**
 * Where the states of environments are shown.
 *
 * @param job the way from the page to the job's own address; empty, or ends with a slash
 * @param now the wall clock, which ages are told by
 */
public record EnvironmentsView(String job, Instant now) {}
