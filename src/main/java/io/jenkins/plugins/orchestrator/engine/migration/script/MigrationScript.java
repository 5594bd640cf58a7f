package io.jenkins.plugins.orchestrator.engine.migration.script;

import java.io.Serializable;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One migration of a directory: its way up and, where it has one, its way down.
 *
 * @param version as the format compares it; empty for a repeatable one
 * @param description the words of the file's name
 * @param up what applies it
 * @param downText what takes it back, null when there is nothing that does
 * @param checksum as the format's history stores it, or SHA-256 of the file in hexadecimal where
 *     the format stores none
 * @param repeatable whether it is applied again whenever it changes
 */
public record MigrationScript(
    String version,
    String description,
    ScriptText up,
    @Nullable ScriptText downText,
    String checksum,
    boolean repeatable)
    implements Serializable {
  /** What takes it back. */
  public Optional<ScriptText> down() {
    return Optional.ofNullable(downText);
  }

  /** The path of the file that applies it, as the user knows it. */
  public String name() {
    return up.file();
  }
}
