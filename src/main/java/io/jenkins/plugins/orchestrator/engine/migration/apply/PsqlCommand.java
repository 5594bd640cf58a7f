package io.jenkins.plugins.orchestrator.engine.migration.apply;

import java.nio.file.Path;
import java.util.Map;

/**
 * How psql is started.
 *
 * @param program its path
 * @param environment the environment variables that it gets: {@code PGHOST} and the like, no
 *     password
 * @param directory what {@code \i} is relative to
 */
public record PsqlCommand(Path program, Map<String, String> environment, Path directory) {
  public PsqlCommand {
    environment = Map.copyOf(environment);
  }
}
