/**
 * A progressive rollout, independent of where it runs: a state machine whose every step is written
 * down before it is made, a run that makes the steps, and its report.
 */
package io.jenkins.plugins.orchestrator.engine.validate.rollout;
