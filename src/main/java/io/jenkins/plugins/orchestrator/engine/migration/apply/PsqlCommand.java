package io.jenkins.plugins.orchestrator.engine.migration.apply;

import io.jenkins.plugins.orchestrator.engine.postgres.DatabaseTarget;
import io.jenkins.plugins.orchestrator.engine.postgres.client.ClientProcess;
import io.jenkins.plugins.orchestrator.engine.postgres.client.PasswordFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;

/**
 * How psql is started.
 *
 * @param program its path
 * @param environment the environment variables that it gets: {@code PGHOST} and the like, no
 *     password
 * @param directory what the files of {@code \i}, {@code \ir} and {@code \copy} are relative to
 * @param passwords how it gets its password
 * @param children writes its process down, so that it is found when this one is killed
 */
public record PsqlCommand(
    Path program,
    Map<String, String> environment,
    Path directory,
    Passwords passwords,
    ClientProcess.Listener children) {
  /** Where password files come from. */
  public interface Passwords {
    /** The file for a target; the caller closes it, which deletes it. */
    PasswordFile file(DatabaseTarget target) throws IOException;
  }

  public PsqlCommand {
    environment = Map.copyOf(environment);
  }
}
