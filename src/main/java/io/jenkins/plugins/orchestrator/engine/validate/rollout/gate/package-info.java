/**
 * The gate of a progressive rollout: what was measured of baseline and canary at the same time, and
 * what that allows to decide.
 */
package io.jenkins.plugins.orchestrator.engine.validate.rollout.gate;
