/**
 * What lies in a backup of a folder: read from the stream of the tar itself, written down, and held
 * against what is restored from it.
 */
@NullMarked
package io.jenkins.plugins.orchestrator.engine.backup.folder;

import org.jspecify.annotations.NullMarked;
