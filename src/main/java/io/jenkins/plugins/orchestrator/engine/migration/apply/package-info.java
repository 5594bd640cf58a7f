/** Runs scripts as {@code psql} does, under limits that no script can switch off. */
package io.jenkins.plugins.orchestrator.engine.migration.apply;
