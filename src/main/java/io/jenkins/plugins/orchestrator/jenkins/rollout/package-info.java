/** Rollouts of a build: their course is driven by events, without a thread that waits for it. */
package io.jenkins.plugins.orchestrator.jenkins.rollout;
