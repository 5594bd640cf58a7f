package io.jenkins.plugins.orchestrator.engine.backup.verify;

import io.jenkins.plugins.orchestrator.engine.backup.manifest.BackupFile;
import io.jenkins.plugins.orchestrator.engine.backup.manifest.Manifest;
import io.jenkins.plugins.orchestrator.engine.migration.lexer.ScriptLexer;
import io.jenkins.plugins.orchestrator.engine.migration.lexer.SqlStatement;
import io.jenkins.plugins.orchestrator.engine.migration.script.ScriptText;
import io.jenkins.plugins.orchestrator.engine.operation.RunContext;
import io.jenkins.plugins.orchestrator.engine.postgres.client.ClientToolsException;
import io.jenkins.plugins.orchestrator.engine.postgres.clone.Snapshots;
import io.jenkins.plugins.orchestrator.engine.run.Cancellation;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Settings of a database that an encrypted backup has in a file of their own alone. */
public final class BackedUpSettings {
  /** Of a parameter of the user's own: {@code "app"."token"}. */
  private static final String OWN = "\".\"";

  private BackedUpSettings() {}

  /**
   * The statements that set parameters of the user's own, such as {@code app.token}: people keep
   * secrets there, so the manifest of an encrypted backup has them not. Empty when it is not
   * encrypted, or the database has none.
   *
   * @param directory of the backup
   * @throws VerifyException when they cannot be decrypted
   */
  public static List<String> own(
      Path directory,
      Manifest manifest,
      VerifyOptions options,
      RunContext context,
      Snapshots snapshots,
      Cancellation cancellation)
      throws IOException, ClientToolsException, VerifyException {
    Optional<String> file =
        manifest.files().stream()
            .map(BackupFile::path)
            .filter(path -> path.startsWith("settings.sql."))
            .findFirst();
    if (file.isEmpty()) {
      return List.of();
    }
    try (DecryptedFile plain =
        DecryptedFile.open(
            directory, manifest.archive(), file.get(), options, context, snapshots, cancellation)) {
      String sql = Files.readString(plain.path(), StandardCharsets.UTF_8);
      ScriptText text = new ScriptText(file.get(), 1, sql, ScriptText.TransactionMode.NONE);
      return ScriptLexer.lex(text).statements().stream()
          .map(SqlStatement::text)
          .filter(statement -> statement.contains(OWN))
          .toList();
    }
  }
}
