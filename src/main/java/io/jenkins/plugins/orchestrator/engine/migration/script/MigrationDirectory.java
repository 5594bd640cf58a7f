package io.jenkins.plugins.orchestrator.engine.migration.script;

import io.jenkins.plugins.orchestrator.engine.report.Finding;
import java.io.Serializable;
import java.util.List;

/**
 * The migrations of a directory, in the order of their format.
 *
 * @param format the format's name in the configuration
 * @param path the directory as the user knows it
 * @param scripts in the format's order, repeatable ones last; of format {@code command} one without
 *     text that stands for the command
 * @param findings what is allowed but not wise, such as files that the format's engine passes over
 */
public record MigrationDirectory(
    String format, String path, List<MigrationScript> scripts, List<Finding> findings)
    implements Serializable {
  public MigrationDirectory {
    scripts = List.copyOf(scripts);
    findings = List.copyOf(findings);
  }

  /** One about which there is nothing to say. */
  public MigrationDirectory(String format, String path, List<MigrationScript> scripts) {
    this(format, path, scripts, List.of());
  }
}
