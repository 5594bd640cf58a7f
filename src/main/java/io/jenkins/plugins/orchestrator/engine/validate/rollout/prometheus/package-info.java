/** Measures both sides of a rollout by the counters that a Prometheus server has of them. */
package io.jenkins.plugins.orchestrator.engine.validate.rollout.prometheus;
