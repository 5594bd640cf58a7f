/** The HTTP API (v1) of a Prometheus server, as far as every query of it is the same. */
package io.jenkins.plugins.orchestrator.engine.validate.prometheus;
