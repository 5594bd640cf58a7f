package io.jenkins.plugins.orchestrator.engine.postgres.client;

import io.jenkins.plugins.orchestrator.engine.postgres.ServerVersion;
import java.nio.file.Path;

/**
 * A directory with {@code pg_dump}, {@code pg_restore} and {@code psql} of one version.
 *
 * @param directory where they are
 * @param version as {@code pg_dump --version} says it; the minor number is 0 for a beta
 */
public record ClientInstallation(Path directory, ServerVersion version) {
  /** The first major version whose dumps set {@code transaction_timeout}. */
  private static final int SETS_TRANSACTION_TIMEOUT = 17;

  /** The path of one of the programs. */
  public Path program(String name) {
    return directory.resolve(name);
  }

  /**
   * Whether what {@code pg_restore} sends begins with a {@code SET transaction_timeout} that the
   * server does not know and, with {@code --exit-on-error}, ends at.
   */
  public boolean needsFilterFor(ServerVersion server) {
    return version.isAtLeast(SETS_TRANSACTION_TIMEOUT)
        && !server.isAtLeast(SETS_TRANSACTION_TIMEOUT);
  }

  /** Such as {@code 17.11 in /usr/lib/postgresql/17/bin}. */
  @Override
  public String toString() {
    return version + " in " + directory;
  }
}
