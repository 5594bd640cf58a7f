package io.jenkins.plugins.orchestrator.engine.backup.write;

import io.jenkins.plugins.orchestrator.engine.backup.manifest.RestoreCommands;
import io.jenkins.plugins.orchestrator.engine.postgres.DatabaseTarget;
import io.jenkins.plugins.orchestrator.engine.postgres.client.ClientInstallation;
import io.jenkins.plugins.orchestrator.engine.postgres.client.ClientResult;
import io.jenkins.plugins.orchestrator.engine.postgres.client.ClientToolsException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The server's roles and tablespaces and their settings, without passwords. */
final class GlobalsDump {
  static final String FILE = "globals.sql";

  private static final String ADVICE =
      "A restore on a new server needs its roles from elsewhere. Let the role read them, or set"
          + " backup.globals: false.";

  private final BackupWork work;
  private final ClientInstallation client;
  private final DatabaseTarget source;

  GlobalsDump(BackupWork work, ClientInstallation client, DatabaseTarget source) {
    this.work = work;
    this.client = client;
    this.source = source;
  }

  /**
   * Writes them where that is allowed; where not, that is said.
   *
   * @return the file's name, null when there is none
   */
  @Nullable String write(Path directory, @Nullable Encryptor encryptor)
      throws IOException, ClientToolsException, BackupException {
    Path program = client.program("pg_dumpall");
    if (!Files.isExecutable(program)) {
      work.warn("no-globals", "roles are not part of the backup: found no " + program, ADVICE);
      return null;
    }
    ClientResult result =
        work.connected(
            source,
            "globals",
            variables ->
                work.client(
                    variables,
                    program,
                    List.of(
                        "--globals-only",
                        "--no-role-passwords",
                        "--no-password",
                        "--dbname=" + RestoreCommands.connectionString(source.database()))));
    if (!result.succeeded()) {
      work.warn(
          "no-globals",
          "roles are not part of the backup: pg_dumpall "
              + client.version()
              + " failed, exit code "
              + result.exitCode()
              + ". It said: "
              + result.errors(),
          ADVICE);
      return null;
    }
    return DumpFiles.write(
        work, encryptor, directory, FILE, result.output().getBytes(StandardCharsets.UTF_8));
  }
}
