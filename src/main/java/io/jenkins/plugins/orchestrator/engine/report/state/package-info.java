/** How environments are now, and since when: what is told of them on the page of a job. */
package io.jenkins.plugins.orchestrator.engine.report.state;
