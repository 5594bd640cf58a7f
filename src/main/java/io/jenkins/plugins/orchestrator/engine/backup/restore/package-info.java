/** Restoring backups for good: under a new name, or in the place of a database in use. */
@NullMarked
package io.jenkins.plugins.orchestrator.engine.backup.restore;

import org.jspecify.annotations.NullMarked;
