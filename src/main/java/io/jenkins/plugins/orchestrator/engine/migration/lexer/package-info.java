/**
 * Splits PostgreSQL scripts as {@code psql} does, with the place of every statement, and tells what
 * a statement is before the server sees it.
 */
package io.jenkins.plugins.orchestrator.engine.migration.lexer;
