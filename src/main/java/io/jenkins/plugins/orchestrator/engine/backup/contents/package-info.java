/**
 * What is in a database, exactly: rows, checksums, sequences, large objects and the schema, read so
 * that a backup and what is restored from it can be held against each other.
 */
@NullMarked
package io.jenkins.plugins.orchestrator.engine.backup.contents;

import org.jspecify.annotations.NullMarked;
