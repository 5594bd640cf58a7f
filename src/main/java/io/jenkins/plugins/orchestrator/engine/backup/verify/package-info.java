/** Proving that backups are whole and restore to what they were made of. */
@NullMarked
package io.jenkins.plugins.orchestrator.engine.backup.verify;

import org.jspecify.annotations.NullMarked;
